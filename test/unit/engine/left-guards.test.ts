import { expect, test } from 'vitest';
import { leftGuards, undecidedFault, whenDecided } from '../../../src/engine/left-guards.ts';

const NAME = '20260302-050200-123abc-0123456789abcdef';
const facts = (...states: readonly string[]): string => `os=debian\nguards=${states.map((state) => `${NAME}:${state}`).join(' ')}\nlast=x`;

test.each([
  [facts(), 0],
  [facts('fired'), 0],
  ['os=debian', 0],
  [facts('armed'), 1],
  [facts('fired', 'firing'), 1],
])('%j is waited for %i times', async (first, waits) => {
  let waited = 0;
  const answers = [first, facts('fired')];
  const last = await whenDecided(first, () => Promise.resolve(answers.at(-1) ?? ''), {
    mostMs: 1000,
    lookMs: 1,
    onWait: () => void (waited += 1),
  });
  expect([waited, last]).toEqual([waits, waits === 0 ? first : facts('fired')]);
});

test('a host that does not decide is not waited for for ever, and that is told', async () => {
  let waited = 0;
  let asked = 0;
  const ask = (): Promise<string> => {
    asked += 1;
    return Promise.resolve(facts('armed'));
  };
  const last = await whenDecided(facts('armed'), ask, { mostMs: 50, lookMs: 5, onWait: () => void (waited += 1) });
  expect([waited, asked > 1, asked < 30]).toEqual([1, true, true]);
  expect(leftGuards('h', last)).toMatchObject([
    { code: 'RB3044', severity: 'warning', what: expect.stringContaining('about to take it back') },
  ]);
});

test.each([
  ['armed', /^on the host, as root: `sh \/var\/lib\/runbook\/guard\/20260302-050200-123abc-0123456789abcdef\/undo` takes it back now/u],
  ['firing', /systemctl status runbook-guard-20260302-050200-123abc-0123456789abcdef\.service/u],
])('of one that is %s when the time is over, the way to mend it is told', (state, mend) => {
  expect(undecidedFault('h', `${NAME.replace('0', '1')}:fired ${NAME}:${state}`, 75)).toMatchObject({
    code: 'RB3045',
    host: 'h',
    what: expect.stringContaining('20260302-050200-123abc '),
    mend: expect.stringMatching(mend),
  });
});

test('what a host says of it is not told as it stands, nor named in a command', () => {
  const said = JSON.stringify(undecidedFault('h', '20260302-050200-123abc-0123456789abcdef`reboot`:armed $(x):firing \u001b[31m', 75));
  expect(said).not.toMatch(/reboot|\$\(|u001b/u);
});
