import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/cli/codes.ts';
import { EXIT } from '../../src/core/exit-code.ts';
import { runCli } from '../support/run-cli.ts';

const top = new URL('../..', import.meta.url).pathname;
/** Ranges in comments and texts, and the code that the help shows as an example, are no uses. */
const sources = globSync('src/**/*.ts', { cwd: top }).filter((file) => !file.startsWith('src/core/codes/'));
const used = new Map<string, string>();
for (const file of sources) {
  for (const [code] of readFileSync(`${top}/${file}`, 'utf8').matchAll(/(?<=['"`])RB\d{4}(?=['"`])/gu)) used.set(code, file);
}

describe('codes', () => {
  test('that are used can be explained', () => {
    expect([...used].filter(([code]) => !Object.hasOwn(catalogue, code))).toEqual([]);
  });

  test('that can be explained are used', () => {
    const dead = Object.keys(catalogue).filter((code) => !used.has(code));
    expect(dead).toEqual([]);
  });

  test.each(Object.entries(catalogue))('%s is told in both languages, with an exit code that there is', (_code, entry) => {
    for (const text of [entry.title, entry.why, entry.mend]) {
      expect(text.en).toMatch(/^[^\p{Script=Hangul}]+$/u);
      expect(text.ko).toMatch(/\p{Script=Hangul}/u);
    }
    expect(entry.title.en).not.toMatch(/\.$/u);
    expect(Object.values(EXIT)).toContain(entry.exit);
  });
});

describe('explain', () => {
  test('lists every code, with its title in the language that is asked for', async () => {
    for (const language of ['en', 'ko'] as const) {
      const { out, exitCode } = await runCli(['explain', '--lang', language], top);
      expect(exitCode).toBe(0);
      const lines = out.split('\n');
      expect(Object.entries(catalogue).filter(([code, entry]) => !lines.includes(`${code}  ${entry.title[language]}`))).toEqual([]);
    }
  });

  test.each([
    ['English where nothing else is said', {}, 'The host is not as it was when the plan was made'],
    ['Korean by LANG', { LANG: 'ko_KR.UTF-8' }, '계획할 때와 호스트 상태가 다름'],
    ['Korean by LC_ALL, which wins over LANG', { LC_ALL: 'ko_KR.UTF-8', LANG: 'en_US.UTF-8' }, '계획할 때와 호스트 상태가 다름'],
  ])('one code in %s', async (_name, env, title) => {
    const { out, exitCode } = await runCli(['explain', 'rb3101'], top, env);
    expect([exitCode, out.includes('RB3101'), out.includes(title)]).toEqual([0, true, true]);
  });

  test('a resource type', async () => {
    const { out, exitCode } = await runCli(['explain', 'file'], top);
    expect(exitCode).toBe(0);
    expect(out).toContain('validate');
  });
});
