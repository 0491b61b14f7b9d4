/** A fault that is planted on purpose: a piece of a source file, and what stands there instead. */
export interface Planted {
  readonly name: string;
  /** The kind that must find it. */
  readonly kind: string;
  /** Below `src`. */
  readonly file: string;
  readonly sound: string;
  readonly faulty: string;
}

/** Faults as they are made: a check left out, a limit forgotten, a case not thought of. Each is found by the campaign, or the campaign is worth nothing. */
export const planted: readonly Planted[] = [
  {
    name: 'a key of the prototype is read',
    kind: 'yaml',
    file: 'definition/yaml-tree.ts',
    sound: 'if (forbiddenKeys.includes(name)) {',
    faulty: "if (name === 'prototype') {",
  },
  {
    name: 'groups that contain each other are followed for ever',
    kind: 'inventory',
    file: 'definition/inventory-resolve.ts',
    sound: 'if (below.includes(name)) {',
    faulty: 'if (below.length > 1e9) {',
  },
  {
    name: 'a play without hosts is taken for one with some',
    kind: 'playbook',
    file: 'definition/playbook-read.ts',
    sound: "hosts: hosts ?? '',",
    faulty: 'hosts: (hosts ?? null) as string,',
  },
  {
    name: 'templates reach what is inherited',
    kind: 'template',
    file: 'definition/template-render.ts',
    sound: "if (typeof from === 'object' && from !== null && Object.hasOwn(from, name)) {",
    faulty: 'if (from !== undefined && from !== null && name in Object(from)) {',
  },
  {
    name: 'templates make as much as they like',
    kind: 'template',
    file: 'definition/template-render.ts',
    sound: 'const LIMIT_CHARACTERS = 4 * 1024 * 1024;',
    faulty: 'const LIMIT_CHARACTERS = Number.MAX_SAFE_INTEGER;',
  },
  {
    name: 'expressions go on for ever',
    kind: 'expression',
    file: 'definition/expressions.ts',
    sound: 'CIRCLING.test(text) ?',
    faulty: "text === '' ?",
  },
  {
    name: 'a plan is believed that was written anew',
    kind: 'plan',
    file: 'definition/plan-file.ts',
    sound: 'if (!isCanonical(value, bytes))',
    faulty: 'if (bytes.length === 0)',
  },
  {
    name: 'a journal is believed after its first record',
    kind: 'journal',
    file: 'core/journal-chain.ts',
    sound: 'else if (prev !== head) breaks',
    faulty: 'else if (prev !== head && records === 1) breaks',
  },
  {
    name: 'a record may be longer than it says',
    kind: 'frames',
    file: 'transport/shell/records.ts',
    sound: "if (pending[total - 1] !== 10) throw new ProtocolError('a record is longer than it says');",
    faulty: '',
  },
  {
    name: 'a record that comes in two pieces loses its last byte',
    kind: 'frames',
    file: 'transport/shell/records.ts',
    sound: 'if (pending.length < total) {',
    faulty: 'if (pending.length < total - 1) {',
  },
  {
    name: 'a host may write holes',
    kind: 'frames',
    file: 'transport/shell/session.ts',
    sound: 'if (forged !== undefined) throw',
    faulty: 'if (forged !== undefined && requests.length === 0) throw',
  },
  {
    name: 'escapes of eight bits reach the terminal',
    kind: 'reports',
    file: 'core/text-sanitize.ts',
    sound: '[^\\n\\t\\P{Cc}]',
    faulty: '[\\0-\\x08\\x0B-\\x1F\\x7F]',
  },
  {
    name: 'half a transaction is believed',
    kind: 'answers',
    file: 'core/transaction.ts',
    sound: "else return { status: 'unable', reason: `the answer of the host cannot be read at ${JSON.stringify(line.slice(0, 100))}` };",
    faulty: '',
  },
  {
    name: 'a revoked host key is believed',
    kind: 'known_hosts',
    file: 'transport/known-hosts.ts',
    sound: "revoked: marker === '@revoked'",
    faulty: 'revoked: false',
  },
  {
    name: 'a quote within quotes is not escaped',
    kind: 'words',
    file: 'core/shell-quote.ts',
    sound: "text.replace(/'/gu, \"'\\\\''\")",
    faulty: "text.replace(/'/u, \"'\\\\''\")",
  },
];
