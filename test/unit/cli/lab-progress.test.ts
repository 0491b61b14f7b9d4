import { expect, test } from 'vitest';
import { showLabProgress } from '../../../src/cli/lab-progress.ts';

/** What is shown of a root file system that is built, with a word of the building program each second. */
function shown(isTerminal: boolean, seconds: number): string {
  let text = '';
  let clockMs = 0;
  const show = showLabProgress({ write: (part) => (text += part), isTerminal, width: 30, now: () => clockMs });
  show({ step: 'root', status: 'started', text: 'root file systems' });
  for (let second = 1; second <= seconds; second += 1) {
    clockMs = second * 1000;
    show({ step: 'root', status: 'working', text: `Unpacking package number ${second}` });
  }
  show({ step: 'root', status: 'done', text: 'root file systems', durationMs: seconds * 1000 });
  return text;
}

test('a log hears every ten seconds that the lab is still being built', () => {
  expect(shown(false, 25).split('\n')).toEqual([
    '  … root  root file systems',
    '    root  10 s  Unpacking package number 10',
    '    root  20 s  Unpacking package number 20',
    '  ✓ root  root file systems  25.0 s',
    '',
  ]);
});

test('a terminal has one line for it, written over and never wider than the screen', () => {
  const lines = shown(true, 3).split('\n');
  expect(lines).toHaveLength(3);
  const over = (lines[1] ?? '').split('\r\u001B[K').slice(1);
  expect(over).toHaveLength(4);
  expect(over.slice(0, 3).filter((part) => part.length >= 30)).toEqual([]);
  expect(over[3]).toBe('  ✓ root  root file systems  3.0 s');
});
