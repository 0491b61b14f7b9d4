import { run, type Action } from '../core/action.ts';
import { ABSENT, parseStat, type PathState } from '../core/answer.ts';
import { hasHole, hasSentinel } from '../core/hole.ts';
import type { JsonObject } from '../core/json.ts';
import type { Request } from '../core/request.ts';
import type { TextChange } from '../core/resource.ts';

/** Contents above this are not fetched for a diff, in bytes. */
export const DIFF_LIMIT_BYTES = 65_536;

/** Asks what stands at the path. */
export function statOf(path: string): Request {
  return { ask: 'stat', path };
}

/** Asks for the SHA-256 of the file. */
export function digestOf(path: string): Request {
  return { ask: 'digest', path };
}

/** Asks for the content, unless it has that digest. Never part of a guard. */
export function contentOf(path: string, unless?: string, limitBytes = DIFF_LIMIT_BYTES): Request {
  return { ask: 'content', path, limitBytes, ...(unless === undefined || hasHole(unless) ? {} : { unless }) };
}

/** Whether something is there, or the unknown text when that is not known yet. */
function presence(type: string): boolean | string {
  return hasHole(type) ? type : type !== ABSENT;
}

/** The part of a resource's state that a `stat` answers. */
export function stateOfPath(answer: string): JsonObject & PathState & { readonly present: boolean | string } {
  const state = parseStat(answer);
  return {
    present: presence(state.type),
    type: state.type,
    mode: state.mode,
    owner: state.owner,
    group: state.group,
    target: state.target,
  };
}

/** What a `content` request answered. */
export type Fetched =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary' | 'large' | 'same' | 'absent' | 'unreadable' }
  | { readonly kind: 'unknown'; readonly until: string };

/** Reads the answer of a `content` request. */
export function readContent(answer: string): Fetched {
  if (hasHole(answer)) return { kind: 'unknown', until: answer };
  if (answer === ABSENT || answer === 'same' || answer === 'large' || answer === 'unreadable') return { kind: answer };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(answer, 'base64'));
    // What could pass for a hole is none, and is not shown as one.
    return hasSentinel(text) ? { kind: 'binary' } : { kind: 'text', text };
  } catch {
    return { kind: 'binary' };
  }
}

/** Lines by which files of WireGuard and kubeadm hold a secret. */
const SECRET_LINE = /^\s*(?:- )?(?:privatekey\s*=|presharedkey\s*=|token:|tlsbootstraptoken:|certificatekey:)/imu;

/**
 * The change of a file that only root may read and that the program writes whole. Its former text (`answer` of a `content` request) is shown only where the program wrote it:
 * what another hand put there may hold a secret.
 */
export function ownTextChange(path: string, answer: unknown, after: string): TextChange {
  const before = typeof answer === 'string' ? readContent(answer) : undefined;
  if (before?.kind !== 'text') return { path, after };
  const isOwn = before.text.startsWith('# Written by runbook') && !SECRET_LINE.test(before.text);
  return isOwn ? { path, before: before.text, after } : { path, unseen: 'another hand wrote what is there, and not everyone may read it' };
}

/** Writes the answer that a `content` request for that text will have. */
export function formatContent(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/**
 * Sets owner and mode of what exists; the mode last, because a change of owner may clear bits of it. With five digits chmod(1) also takes the set-id bits
 * of a folder away, which it leaves with four.
 */
export function own(at: string, wanted: { readonly owner: string; readonly group: string; readonly mode: string }): readonly Action[] {
  return [run(['chown', '-h', `${wanted.owner}:${wanted.group}`, at]), run(['chmod', `0${wanted.mode}`, at])];
}
