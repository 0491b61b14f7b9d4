import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { run, type Action } from '../../src/core/action.ts';
import { answersDigest, sha256 } from '../../src/core/digest.ts';
import type { ReadyStep } from '../../src/core/session.ts';
import { createRecordReader } from '../../src/transport/shell/records.ts';
import { stepsText } from './steps-text.ts';

const [owner = '', group = ''] = execFileSync('sh', ['-c', 'id -un; id -gn'], { encoding: 'utf8' }).split('\n');

/** Who owns what the tests write. */
export const owners = { owner, group };

/** Steps that are carried out at once in a folder of their own, by programs that write down what they were asked and do what a test wants. */
export interface JoinedSteps {
  readonly at: (name: string) => string;
  /** A step that writes a file where none is, and is kept. */
  readonly step: (name: string, more?: Partial<ReadyStep>) => ReadyStep;
  /** A step that changes a file that is there. */
  readonly changing: (name: string, more?: Partial<ReadyStep>) => ReadyStep;
  readonly folder: (name: string, mode?: string) => ReadyStep;
  /** Does the steps, and gives the kind and the number of each record, with the text of those that say why. The folder counts as sure, and the store as there. */
  readonly perform: (steps: readonly ReadyStep[], more?: string) => readonly string[];
  readonly logged: () => readonly string[];
  /** What a program does first when it is started. */
  readonly on: (program: string, script: string) => void;
  /** Names in the folder `site`. */
  readonly there: () => readonly string[];
  /** The records of a step that was done. */
  readonly done: (number: number) => readonly string[];
}

/** Makes the folder before each test of a file, and removes it. */
export function useJoinedSteps(shell: readonly string[]): JoinedSteps {
  let place = '';
  const at = (name: string): string => join(place, name);
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'runbook-together-'));
    for (const folder of ['bin', 'site', 'undo/1-1']) mkdirSync(at(folder), { recursive: true });
    for (const program of ['sync', 'mv', 'rename.ul', 'mkdir', 'stat', 'sha256sum', 'cp']) {
      const real = execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
      writeFileSync(
        at(`bin/${program}`),
        `#!/bin/sh\necho "${program} $*" >>'${at('log')}'\nif [ -e '${at(`on-${program}`)}' ]; then . '${at(`on-${program}`)}'; fi\nexec ${real} "$@"\n`,
      );
      chmodSync(at(`bin/${program}`), 0o755);
    }
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  const file = (name: string, text = `${name}\n`): Action => ({
    do: 'write',
    path: at(name),
    content: { text },
    mode: '0640',
    owner,
    group,
  });
  /** A step that writes a file where none is, and is kept. */
  const step = (name: string, more: Partial<ReadyStep> = {}): ReadyStep => ({
    id: `h ${name}`,
    requests: [
      { ask: 'stat', path: at(name) },
      { ask: 'digest', path: at(name) },
    ],
    before: answersDigest(['absent', 'absent']),
    after: answersDigest([`file 0640 ${owner} ${group}`, sha256(`${name}\n`)]),
    actions: [file(name)],
    keep: { at: `1-1/${name.replace(/\W/gu, '')}`, things: [`path:${at(name)}`] },
    ...more,
  });
  const folder = (name: string, mode = '00755'): ReadyStep => ({
    id: `h ${name}`,
    requests: [{ ask: 'stat', path: at(name) }],
    after: answersDigest([`directory ${mode.slice(1)} ${owner} ${group}`]),
    actions: [run(['mkdir', '-m', '0700', at(name)]), run(['chown', '-h', 'root:root', at(name)]), run(['chmod', mode, at(name)])],
    keep: { at: `1-1/${name.replace(/\W/gu, '')}`, things: [`path:${at(name)}`] },
  });

  /** Does the steps, and gives the kind and the number of each record, with the text of those that say why. The folder counts as sure, and the store as there. */
  function perform(steps: readonly ReadyStep[], more = ''): readonly string[] {
    const text = stepsText(steps, place, '[ -d "$1" ]', more);
    const [program, ...args] = [...shell, '-c', text];
    const done = spawnSync(program, args, { encoding: 'utf8', timeout: 20_000 });
    return createRecordReader('x')
      .push(Buffer.from(done.stdout))
      .map(({ kind, words, text: said }) => {
        const why = ['changed', 'already', 'was', 'begin', 'kept'].includes(kind) ? '' : ` ${said.toString().trim()}`;
        return `${kind} ${words.join(' ')}${why}`;
      });
  }
  const logged = (): readonly string[] => readFileSync(at('log'), 'utf8').trim().split('\n');
  const on = (program: string, script: string): void => writeFileSync(at(`on-${program}`), script);
  const there = (): readonly string[] => readdirSync(at('site')).sort();
  const done = (number: number): readonly string[] => [`begin ${number}`, `kept ${number}`, `changed ${number}`];
  const changing = (name: string, more: Partial<ReadyStep> = {}): ReadyStep => {
    writeFileSync(at(name), `old ${name}\n`);
    chmodSync(at(name), 0o640);
    return step(name, { before: answersDigest([`file 0640 ${owner} ${group}`, sha256(`old ${name}\n`)]), ...more });
  };
  return { at, step, changing, folder, perform, logged, on, there, done };
}
