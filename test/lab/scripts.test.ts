import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tryCommand } from '../../src/lab/run-command.ts';

const folder = fileURLToPath(new URL('../../src/lab', import.meta.url));
const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sh'));

describe('scripts of the lab', () => {
  test.each(scripts)('%s passes shellcheck for POSIX sh', async (script) => {
    const done = await tryCommand(['shellcheck', '-x', '-P', 'SCRIPTDIR', '-s', 'sh', join(folder, script)]);
    expect(`${done.output}${done.errors}`).toBe('');
    expect(done.status).toBe(0);
  });
});
