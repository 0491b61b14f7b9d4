import { describe, expect, test } from 'vitest';
import { judgePackages } from '../../lab/truth/package-law.ts';
import type { RanStep } from '../../lab/truth/claims.ts';

function ran(...footprint: readonly string[]): readonly RanStep[] {
  const step = {
    id: 'deb package:haproxy',
    host: 'deb',
    address: 'package:haproxy',
    task: 'a task',
    play: 0,
    change: { kind: 'create', fields: [] },
    guard: { requests: [] },
    actions: [],
    identity: 'login',
    labels: [],
    footprint,
    outputs: {},
  } as const;
  return [{ step }];
}

describe('packages of a host that came and went', () => {
  test('those of an announced transaction are told, whatever their architecture', () => {
    const judged = judgePackages('deb', ran('package:haproxy', 'package:liblua5.3-0'), ['base'], ['base', 'haproxy', 'liblua5.3-0:amd64']);
    expect(judged).toEqual({ come: ['haproxy', 'liblua5.3-0:amd64'], untold: [] });
  });

  test('one that came besides is named with its host, and its files are not announced', () => {
    const judged = judgePackages('deb', ran('package:haproxy'), ['base'], ['base', 'haproxy', 'telnet']);
    expect(judged).toEqual({ come: ['haproxy'], untold: ['deb package telnet: came, and no step announced it'] });
  });

  test('one that went is named, also in an open transaction, which may bring anything', () => {
    const judged = judgePackages('deb', ran('package:haproxy', 'index:'), ['base'], ['haproxy', 'telnet']);
    expect(judged).toEqual({ come: ['haproxy', 'telnet'], untold: ['deb package base: went, and no step announced it'] });
  });
});
