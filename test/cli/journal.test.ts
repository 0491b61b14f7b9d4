import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openJournal } from '../../src/engine/journal.ts';
import { playEvents } from '../support/play-events.ts';
import { runCli } from '../support/run-cli.ts';

const RUN = '20260302-050200-a1b2';
let project = '';
let file = '';
let head = '';

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'runbook-journal-'));
  mkdirSync(join(project, 'playbooks'));
  const journal = openJournal(join(project, '.runbook', 'runs'), RUN);
  for (const event of playEvents({ hosts: 2, failing: true, chatty: true })) journal.append(event);
  file = journal.file;
  head = journal.head().digest;
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

/** The check that shares no code with the program. */
function byHand(...more: readonly string[]): { readonly status: number | null; readonly out: string } {
  const { status, stdout } = spawnSync('sh', [join(import.meta.dirname, '../../docs/verify-journal.sh'), file, ...more], {
    encoding: 'utf8',
  });
  return { status, out: stdout };
}

/** Writes the journal anew, with one of its lines changed. */
function damage(line: number, change: (text: string) => string): void {
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, lines.with(line - 1, change(lines[line - 1] ?? '')).join('\n'));
}

describe('journal verify', () => {
  test('a journal that is as it was written', async () => {
    const { exitCode, out } = await runCli(['journal', 'verify'], project);
    expect([exitCode, out]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^${RUN}  \\d+ records, the chain is whole\n  head ${head}\n  compare it with`, 'u')),
    ]);
    expect(byHand()).toEqual({ status: 0, out: expect.stringContaining(`head ${head}`) });
  });

  test('a changed word is found by both, at the record after it', async () => {
    damage(2, (text) => text.replace('"at":"2', '"at":"3'));
    const { exitCode, err } = await runCli(['journal', 'verify', RUN], project);
    expect([exitCode, err]).toEqual([65, expect.stringContaining('RB6080')]);
    expect(err.replace(/\s+/gu, ' ')).toContain('line 3: does not follow the record before it');
    expect(byHand()).toEqual({ status: 1, out: expect.stringContaining('line 3: does not follow') });
  });

  test('a torn last record is told and is no damage', async () => {
    appendFileSync(file, '{"prev":"ab');
    const { exitCode, out } = await runCli(['journal', 'verify'], project);
    expect([exitCode, out]).toEqual([0, expect.stringContaining('11 bytes of a last record')]);
    expect(byHand()).toEqual({ status: 0, out: expect.stringContaining('not written to its end, 11 bytes') });
  });

  test('a head that was told to a host is found again; one of a journal that was written anew is not', async () => {
    const short = head.slice(0, 12);
    expect(await runCli(['journal', 'verify', '--head', short], project)).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('that you gave is that of record'),
    });
    expect(byHand(short).status).toBe(0);
    rmSync(join(project, '.runbook'), { recursive: true });
    const anew = openJournal(join(project, '.runbook', 'runs'), RUN);
    for (const event of playEvents({ hosts: 3, failing: false, chatty: true })) anew.append(event);
    const { exitCode, err } = await runCli(['journal', 'verify', '--head', short], project);
    expect([exitCode, err]).toEqual([65, expect.stringContaining('RB6081')]);
    expect(byHand(short).status).toBe(1);
  });

  test('--all names each broken run and tells of the others', async () => {
    const other = openJournal(join(project, '.runbook', 'runs'), '20260302-060000-0000');
    for (const event of playEvents({ hosts: 1, failing: false, chatty: false })) other.append(event);
    damage(1, () => 'no record');
    const { exitCode, out, err } = await runCli(['journal', 'verify', '--all'], project);
    expect([exitCode, out, err]).toEqual([65, expect.stringContaining('20260302-060000-0000  '), expect.stringContaining(RUN)]);
  });

  test('a run that is not there is RB6004', async () => {
    expect(await runCli(['journal', 'verify', 'nothing'], project)).toMatchObject({ exitCode: 64, err: expect.stringContaining('RB6004') });
  });
});
