import { describe, expect, test } from 'vitest';
import { renderTable } from '../../../src/resources/nft-rules.ts';

const ssh = { comment: 'administration', protocol: 'tcp' as const, ports: ['22'], from: ['198.18.20.10'] };
const render = (comment: string): string =>
  renderTable({ name: 'runbook', pass: [], rules: { input: [{ ...ssh, comment }], forward: [], masquerade: [], clamp_mss: [] } });

describe('the text of a firewall table', () => {
  test('replaces its own table in one transaction and no other', () => {
    const text = render('x');
    expect(text).toMatch(/^add table inet runbook\ndelete table inet runbook\ntable inet runbook \{$/mu);
    expect(text).not.toContain('flush');
    expect([...text.matchAll(/policy (\w+);/gu)].map((match) => match[1])).toEqual(['drop', 'drop']);
  });

  test.each([
    ['say "hello"\\', 'say  hello  '],
    ['one\nadd rule inet runbook input accept', 'one add rule inet runbook input accept'],
    ['가'.repeat(50), '가'.repeat(40)],
  ])('a purpose %j can only be a comment', (purpose, comment) => {
    expect(render(purpose)).toContain(` comment "${comment}"\n`);
  });

  test('masquerades only where something is to be masqueraded', () => {
    expect(render('x')).not.toContain('postrouting');
    const text = renderTable({
      name: 'runbook',
      pass: [],
      rules: { input: [ssh], forward: [], masquerade: [{ ...ssh, from: ['10.77.0.1'], to: ['198.18.30.21/32'] }], clamp_mss: ['wg0'] },
    });
    expect(text).toContain('ip saddr { 10.77.0.1 } ip daddr { 198.18.30.21/32 } tcp dport { 22 } masquerade comment "administration"');
    expect(text).toContain('iifname "wg0" tcp flags syn tcp option maxseg size set rt mtu');
  });

  test.each([
    [
      'a sender has containers',
      { from: ['198.18.30.12'], own: true },
      ['10.244.0.0/16'],
      'ip saddr { 198.18.30.12, 10.244.0.0/16 } tcp dport { 22 }',
    ],
    [
      'the only sender is the host, with containers',
      { from: [], own: true },
      ['10.244.0.0/16'],
      'ip saddr { 10.244.0.0/16 } tcp dport { 22 }',
    ],
    ['the only sender is the host', { from: [], own: true }, [], undefined],
    ['the host is no sender', { from: ['198.18.30.12'] }, ['10.244.0.0/16'], 'ip saddr { 198.18.30.12 } tcp dport { 22 }'],
  ])('containers may do to their host what the host itself may: %s', (_name, sender, pass, expected) => {
    const text = renderTable({ name: 'x', pass, rules: { input: [{ ...ssh, ...sender }], forward: [], masquerade: [], clamp_mss: [] } });
    const found = text.split('\n').filter((one) => one.includes('tcp dport { 22 }'));
    expect(found.map((one) => one.trim().replace(/ accept .*$/u, ''))).toEqual(expected === undefined ? [] : [expected]);
  });

  test('tells from which rules it was loaded', () => {
    const mark = (text: string): string | undefined => /comment "(rules [0-9a-f]{16})"/u.exec(text)?.[1];
    expect(mark(render('x'))).toBe(mark(render('x')));
    expect(mark(render('x'))).not.toBe(mark(render('y')));
  });
});
