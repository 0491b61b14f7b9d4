import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readPlanFile } from '../../src/definition/plan-file.ts';
import { jsonLine } from '../../src/report/json-reporter.ts';
import { playEvents } from '../support/play-events.ts';
import { runCli } from '../support/run-cli.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-page-'));
  mkdirSync(join(folder, 'playbooks'));
  copyFileSync(join(import.meta.dirname, '../../docs/example.plan'), join(folder, 'change.plan'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes the journal of a run of this project. */
function writeJournal(run: string, text: string): void {
  const place = join(folder, '.runbook', 'runs', run);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'journal.jsonl'), text);
}

/** The journal of a run that had the example's plan, whatever steps the run itself is said to have done. */
function journalOfExample(): string {
  const plan = readPlanFile(readFileSync(join(folder, 'change.plan')), 'change.plan');
  const events = playEvents({ hosts: 2, failing: true, chatty: false });
  return events.map((event) => jsonLine(event.event === 'plan_ready' ? { ...event, plan } : event)).join('');
}

describe('--html', () => {
  test('show FILE writes the page for its owner, with the ticket, in the language that was asked for', async () => {
    const { exitCode, err } = await runCli(['show', 'change.plan', '--html', 'page.html', '--ticket', 'CHG-7', '--lang', 'ko'], folder);
    expect([exitCode, err]).toEqual([0, expect.stringMatching(/^The page is in \/.*page\.html \(\d+ KiB\)\.\n$/u)]);
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).toContain('<html lang="ko"');
    expect(page).toContain('<dd>CHG-7</dd>');
    expect(statSync(join(folder, 'page.html')).mode & 0o777).toBe(0o600);
  });

  test('without --lang the locale decides', async () => {
    await runCli(['show', 'change.plan', '--html', 'page.html'], folder, { LANG: 'ko_KR.UTF-8' });
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('<html lang="ko"');
  });

  test('a place where no page can be is RB6070', async () => {
    const { exitCode, err } = await runCli(['show', 'change.plan', '--html', 'nowhere/page.html'], folder);
    expect([exitCode, err]).toEqual([64, expect.stringContaining('RB6070')]);
    expect(err).toContain('is no folder');
  });

  test('show RUN writes the page of the run', async () => {
    writeJournal('20260302-050200-aaaa', journalOfExample());
    const { exitCode, err } = await runCli(['show', 'last', '--html', 'page.html'], folder);
    expect([exitCode, err]).toEqual([0, expect.stringContaining('The page is in')]);
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('Report of a run');
  });

  test('a run whose plan is none is RB6071, and no page is written', async () => {
    const journal = journalOfExample();
    writeJournal('20260302-050200-aaaa', journal.replace('"forks":', '"forgs":'));
    const { exitCode, err } = await runCli(['show', 'last', '--html', 'page.html'], folder);
    expect([exitCode, err]).toEqual([65, expect.stringContaining('RB6071')]);
    expect(existsSync(join(folder, 'page.html'))).toBe(false);
  });
});
