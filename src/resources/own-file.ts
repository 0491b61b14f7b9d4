import type { Action } from '../core/action.ts';
import { ABSENT, formatStat } from '../core/answer.ts';
import { sha256 } from '../core/digest.ts';
import { hasHole } from '../core/hole.ts';
import type { Prediction, Probe } from '../core/resource.ts';
import { digestOf, statOf } from './path-requests.ts';

/** A small file, 0644 root:root, that one resource alone writes: the part of its state that outlives a boot. */
export interface OwnFile {
  readonly path: string;
  readonly text: string;
}

const RIGHT = formatStat({ type: 'file', mode: '0644', owner: 'root', group: 'root', target: '' });

/** What stands there: `right`, `different`, `absent`, or the unknown text. */
export async function observeOwnFile(file: OwnFile, probe: Probe): Promise<string> {
  const [stat, digest] = await Promise.all([probe.ask(statOf(file.path)), probe.ask(digestOf(file.path))]);
  if (hasHole(stat)) return stat;
  if (hasHole(digest)) return digest;
  if (stat === ABSENT) return ABSENT;
  return stat === RIGHT && digest === sha256(file.text) ? 'right' : 'different';
}

/** Writes it. */
export function writeOwnFile(file: OwnFile): Action {
  return { do: 'write', path: file.path, content: { text: file.text }, mode: '0644', owner: 'root', group: 'root' };
}

/** How the host answers when it is written. */
export function predictOwnFile(file: OwnFile): readonly Prediction[] {
  return [
    { request: statOf(file.path), answer: RIGHT },
    { request: digestOf(file.path), answer: sha256(file.text) },
  ];
}

/** How the host answers when it is gone. */
export function predictGone(path: string): readonly Prediction[] {
  return [
    { request: statOf(path), answer: ABSENT },
    { request: digestOf(path), answer: ABSENT },
  ];
}
