import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { run } from '../../src/core/action.ts';
import { sha256 } from '../../src/core/digest.ts';
import { tryCommand } from '../../src/lab/run-command.ts';
import { stripShell } from '../../src/transport/shell/functions.ts';
import { openLocalPlace } from '../support/local-session.ts';

const folder = fileURLToPath(new URL('../../src/transport/shell/functions/', import.meta.url));
const files = readdirSync(folder);
const place = openLocalPlace();
afterAll(() => place.close());

test.each(files)('%s passes shellcheck for POSIX sh', async (file) => {
  // Variables of other files (SC2154), and variables for other files (SC2034).
  const done = await tryCommand(['shellcheck', '-s', 'sh', '-e', 'SC2154,SC2034', `${folder}${file}`]);
  expect([done.status, `${done.output}${done.errors}`]).toEqual([0, '']);
});

test.each(files)('%s is read by dash, bash and busybox ash as it is sent', async (file) => {
  const path = `${place.folder}/sent-${file}`;
  writeFileSync(path, stripShell(readFileSync(`${folder}${file}`, 'utf8')));
  for (const shell of [['dash'], ['bash', '--posix'], ['busybox', 'ash']]) {
    const done = await tryCommand([...shell, '-n', path]);
    expect({ shell, status: done.status, errors: done.errors }).toEqual({ shell, status: 0, errors: '' });
  }
});

test('the driver answers and acts under the shell of busybox', async () => {
  const session = place.open({ shell: 'busybox ash' });
  const path = `${place.folder}/it's "$x" 한글`;
  const text = 'a\\b $(x) `y`\n\n한글';
  const write = { do: 'write', path, content: { text }, mode: '0640', owner: 'root', group: 'root' } as const;
  const results = await session.execute(
    [{ id: 'one', requests: [], actions: [write, run(['test', '-s', path])] }],
    'login',
    () => undefined,
  );
  expect(results).toMatchObject([{ status: 'changed' }]);
  const answers = await session.ask(
    [
      { ask: 'stat', path },
      { ask: 'digest', path },
      { ask: 'content', path, limitBytes: 1000 },
      { ask: 'run', argv: ['printf', '%s|', '', ' ', "'"], reads: [], timeoutMs: 5000 },
    ],
    'login',
  );
  expect(answers).toEqual(['file 0640 root root', sha256(text), Buffer.from(text).toString('base64'), "0\n| |'|"]);
  await session.close();
});
