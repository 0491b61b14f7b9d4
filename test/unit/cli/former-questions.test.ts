import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FormerQuestion, Question } from '../../../src/core/question.ts';
import { createMark } from '../../../src/cli/mark-key.ts';
import { keptQuestions, type KeptQuestions } from '../../../src/cli/former-questions.ts';
import { readQuestions, writeQuestions } from '../../../src/definition/questions-text.ts';

const motd: Question = { identity: 'login', request: { ask: 'stat', path: '/etc/motd' } };
const sshd: Question = { identity: { become: 'root', method: 'sudo' }, request: { ask: 'unit', name: 'sshd.service' } };
const of = { inventory: '/project/inventory/site', playbook: 'playbooks/site.yml' };
let project = '';

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'runbook-questions-'));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

function open(more: Partial<typeof of> = {}, hides: (text: string) => boolean = () => false): KeptQuestions {
  return keptQuestions(project, { ...of, ...more }, createMark(project), hides);
}

function keep(host: string, ...questions: readonly FormerQuestion[]): void {
  const kept = open();
  kept.keep(host, questions);
  kept.save();
}

function keptFile(): string {
  const folder = join(project, '.runbook', 'questions');
  return join(folder, readdirSync(folder)[0] ?? '');
}

test('what hosts were asked is known to the next run, of hosts that had no part in it too, and to its owner alone', () => {
  keep('web', motd, sshd);
  keep('db', motd);
  expect(open().of('web')).toEqual([motd, sshd]);
  expect(open().of('db')).toEqual([motd]);
  expect(open().of('other')).toEqual([]);
  expect(statSync(keptFile()).mode & 0o777).toBe(0o600);
});

test('another playbook and another inventory have their own', () => {
  keep('web', motd);
  expect(open({ playbook: 'playbooks/more.yml' }).of('web')).toEqual([]);
  expect(open({ inventory: '/project/inventory/lab' }).of('web')).toEqual([]);
});

test('what somebody else has written there is not asked', () => {
  keep('web', motd);
  writeFileSync(keptFile(), readFileSync(keptFile(), 'utf8').replace('/etc/motd', '/etc/shadow'));
  expect(open().of('web')).toEqual([]);
});

test('where the text of a file holds a secret, the questions alone are kept', () => {
  const file = { identity: 'login', request: { ask: 'content', path: '/etc/motd', limitBytes: 9 } } as const;
  const kept = open({}, (text) => text.includes('opensesame'));
  kept.keep('web', [{ ...file, text: 'opensesame' }, sshd]);
  kept.keep('db', [{ ...file, text: 'a text' }]);
  kept.save();
  expect(open().of('web')).toEqual([file, sshd]);
  keep('db', { ...file, text: 'a text' });
  expect(open().of('db')).toEqual([{ ...file, text: 'a text' }]);
});

test('a text that holds a secret is not kept', () => {
  const kept = open({}, (text) => text.includes('/etc/motd'));
  kept.keep('web', [motd]);
  kept.save();
  expect(existsSync(join(project, '.runbook', 'questions'))).toBe(false);
});

test('where nothing was asked nothing is written, nor where it cannot be', () => {
  open().save();
  expect(existsSync(join(project, '.runbook'))).toBe(false);
  keep('db', motd);
  rmSync(join(project, '.runbook', 'questions'), { recursive: true });
  writeFileSync(join(project, '.runbook', 'questions'), '');
  expect(() => keep('web', motd)).not.toThrow();
});

test('questions of another version of the program, and texts that are none, are not used', () => {
  const text = writeQuestions('1', new Map([['web', [motd]]]));
  expect(readQuestions('1', text).get('web')).toEqual([motd]);
  expect(readQuestions('2', text).size).toBe(0);
  for (const bad of ['', '{', '[]', text.replace('"stat"', '"write"'), text.replace('"path"', '"place"'), text.replace('[0]', '[-1]')])
    expect(readQuestions('1', bad).size).toBe(0);
});
