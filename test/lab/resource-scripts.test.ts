import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { unknownUntil } from '../../src/core/hole.ts';
import { tryCommand } from '../../src/lab/run-command.ts';
import { DNF_INSTALL } from '../../src/resources/package-scripts.ts';
import { resourceTypes } from '../../src/resources/registry.ts';
import { SEALED } from '../../src/transport/shell/transaction-script.ts';
import { bindResource } from '../support/bind.ts';
import { fillExample } from '../support/law-host.ts';
import { planResource } from '../support/plan-one.ts';

const folder = mkdtempSync(join(tmpdir(), 'runbook-scripts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every shell script that resource types send to hosts, found in what they ask and do: on a bare host, and where all is unknown. */
const scripts = new Map<string, string>([
  [DNF_INSTALL, 'package by dnf'],
  [SEALED, 'package asked'],
]);
for (const type of resourceTypes.filter((one) => one.type !== 'assert')) {
  for (const example of type.examples) {
    const resource = bindResource(type, fillExample(type.type, example));
    for (const answer of ['absent', 'unknown', 'loaded active enabled'] as const) {
      const found = await scriptsOf(resource, answer);
      for (const script of found) scripts.set(script, `${type.type} ${scripts.size}`);
    }
  }
}
const cases = [...scripts].map(([script, name]) => ({ script, name: name.replace(' ', '-'), file: join(folder, name.replace(' ', '-')) }));
for (const one of cases) writeFileSync(one.file, one.script);

async function scriptsOf(resource: ReturnType<typeof bindResource>, answer: string): Promise<readonly string[]> {
  const words: (readonly string[])[] = [];
  try {
    const planned = await planResource(resource, (request) => {
      if (request.ask === 'run') words.push(request.argv);
      return answer === 'unknown' ? unknownUntil('an earlier step') : answer;
    });
    for (const action of planned.made?.actions ?? []) if (action.do === 'run') words.push(action.argv);
  } catch {
    // A type may refuse such a host; what it asked counts all the same.
  }
  words.push(...Object.values(resource.demands).map((one) => one.argv));
  for (const output of Object.values(resource.outputs)) if (output.request.ask === 'run') words.push(output.request.argv);
  return words.flatMap((argv) => (argv[0] === 'sh' && argv[1] === '-c' && argv[2] !== undefined ? [argv[2]] : []));
}

describe('shell scripts of resource types', () => {
  test('are found', () => {
    expect(cases.length).toBeGreaterThan(12);
  });

  test.each(cases)('$name passes shellcheck for POSIX sh', async ({ file }) => {
    const done = await tryCommand(['shellcheck', '-s', 'sh', file]);
    expect(`${done.output}${done.errors}`).toBe('');
    expect(done.status).toBe(0);
  });

  test.each(cases)('$name is read by dash, bash and busybox ash', async ({ file }) => {
    for (const shell of [['dash'], ['bash', '--posix'], ['busybox', 'ash']]) {
      const done = await tryCommand([...shell, '-n', file]);
      expect({ shell, status: done.status, errors: done.errors }).toEqual({ shell, status: 0, errors: '' });
    }
  });
});
