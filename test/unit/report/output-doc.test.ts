import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import { hostResults } from '../../../src/report/summary.ts';
import { stepResults } from '../../../src/report/event-line.ts';
import { everyEvent } from '../../support/every-event.ts';

const text = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'output.md'), 'utf8');
/** The sections of the document by their heading. */
const sections = new Map(
  text
    .split(/^### /mu)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
);

/** The section of an event and the words in code font in it. */
function wordsOf(heading: string): readonly string[] {
  return [...(sections.get(heading) ?? '').matchAll(/`([^`]+)`/gu)].map((match) => match[1] ?? '');
}

describe('docs/output.md', () => {
  test.each(everyEvent.map((event) => [event.event, event] as const))('states each member of %s', (name, event: RunEvent) => {
    const members = Object.keys(event).filter((key) => key !== 'at' && key !== 'event');
    expect(wordsOf(name)).toEqual(expect.arrayContaining(members));
  });

  test('states no event that does not exist', () => {
    const names = [...sections.keys()].filter((heading) => !heading.includes(' '));
    expect(names.sort()).toEqual(everyEvent.map((event) => event.event).sort());
  });

  test('states each result of a step and of a host', () => {
    expect(wordsOf('step_done')).toEqual(expect.arrayContaining(Object.keys(stepResults)));
    expect(wordsOf('run_done')).toEqual(expect.arrayContaining(Object.keys(hostResults)));
  });

  test('states each member of a summary and of a diagnostic', () => {
    const done = everyEvent.find((event) => event.event === 'run_done');
    const host = done?.event === 'run_done' ? done.hosts[0] : undefined;
    expect(wordsOf('run_done')).toEqual(expect.arrayContaining([...Object.keys(host ?? {}), ...Object.keys(host?.stats ?? {})]));
    expect(wordsOf('A diagnostic in JSON')).toEqual(
      expect.arrayContaining(['code', 'severity', 'what', 'source', 'file', 'line', 'column', 'text', 'host', 'address', 'why', 'mend']),
    );
  });
});
