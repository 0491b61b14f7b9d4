import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLargeFile } from '../../../src/cli/large-file.ts';
import { readLarge } from '../../../src/definition/large-digests.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-large-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file that was read when the site was planned is opened by that digest, and refused when it was written to since', async () => {
  const path = join(folder, 'blob');
  writeFileSync(path, 'as it was planned');
  const { digest, sizeBytes } = readLarge(path);
  const content = await openLargeFile(folder, digest, { file: 'blob', sizeBytes });
  await content.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  writeFileSync(path, 'as it was PLANNED');
  await expect(openLargeFile(folder, digest, { file: 'blob', sizeBytes })).rejects.toMatchObject({ diagnostics: [{ code: 'RB6031' }] });
});

test('a digest that is not that of the file is refused, whatever was read of it before', async () => {
  writeFileSync(join(folder, 'blob'), 'one');
  readLarge(join(folder, 'blob'));
  await expect(openLargeFile(folder, 'f'.repeat(64), { file: 'blob', sizeBytes: 3 })).rejects.toMatchObject({
    diagnostics: [{ code: 'RB6031' }],
  });
});
