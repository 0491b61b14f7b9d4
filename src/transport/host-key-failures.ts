import type { RunbookError } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import { failHop, placeOf } from './failures.ts';
import { fingerprint, keyTypeName, type HostKey } from './host-key.ts';
import type { Expectation, Verdict } from './trusted-keys.ts';

/** Why a hop was not entered because of the key that it showed. Nothing was sent that it could use. */
export function refuseKey(host: Host, key: HostKey, verdict: Exclude<Verdict, { kind: 'known' }>): RunbookError {
  const shown = `${keyTypeName(key.type)} ${fingerprint(key)}`;
  switch (verdict.kind) {
    case 'unknown':
      return failHop(
        'RB4010',
        host,
        `showed a host key that is not known: ${shown}`,
        `Nothing in the inventory or in a known_hosts file says which key ${placeOf(host)} has, so it could be any machine.`,
        `Compare the fingerprint with the host's console, then: runbook trust ${host.name}`,
      );
    case 'revoked':
      return failHop(
        'RB4012',
        host,
        `showed a revoked host key: ${shown}`,
        `${verdict.by.file}:${verdict.by.line} revokes this key.`,
        'Find out why it was revoked and give the host a new key before entering it.',
        sourceOf(verdict.by),
      );
    case 'changed': {
      const known = verdict.known[0];
      return failHop(
        'RB4011',
        host,
        `showed another host key than the known one: ${shown}`,
        `Known is ${knownText(verdict)}. Either the host was installed anew, or another machine answers at ${placeOf(host)}.`,
        `Find out which. If the host has a new key: ${forgetText(verdict, host)}`,
        known === undefined ? undefined : sourceOf(known),
      );
    }
  }
}

/** The host has none of the types of key that are known for it. */
export function refuseMissingType(host: Host, expectation: Expectation): RunbookError {
  const known = expectation.known[0];
  return failHop(
    'RB4013',
    host,
    'has no host key of the known type',
    `Known is ${knownText(expectation)}. ${placeOf(host)} offers none of that type: it was installed anew, or another machine answers.`,
    `Find out which. If the host has a new key: ${forgetText(expectation, host)}`,
    known === undefined ? undefined : sourceOf(known),
  );
}

function knownText(known: Pick<Expectation, 'pins' | 'known'>): string {
  if (known.pins.length > 0) return `${known.pins.join(' or ')} (pinned in the inventory)`;
  return known.known.map((entry) => `${keyTypeName(entry.key.type)} ${fingerprint(entry.key)} (${entry.file}:${entry.line})`).join(' or ');
}

function forgetText(known: Pick<Expectation, 'pins' | 'known'>, host: Host): string {
  if (known.pins.length > 0) return `correct host_keys of ${host.name} in the inventory.`;
  const lines = known.known.map((entry) => `${entry.file}:${entry.line}`).join(', ');
  return `remove ${lines}, then: runbook trust ${host.name}`;
}

function sourceOf(entry: { readonly file: string; readonly line: number }): {
  readonly file: string;
  readonly line: number;
  readonly column: number;
} {
  return { file: entry.file, line: entry.line, column: 1 };
}
