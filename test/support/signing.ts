import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../src/cli/io.ts';
import { SIGNATURE_NAMESPACE, signedText } from '../../src/core/plan-digest.ts';
import { createRedactor } from '../../src/core/redact.ts';

/** A folder with keys, an inventory folder and a program's view of it. */
export interface SigningBench {
  readonly folder: string;
  readonly inventory: string;
  readonly io: Io;
  /** Makes a key pair with ssh-keygen and gives the path of its private half. */
  key(name: string, type?: 'ed25519' | 'rsa' | 'ecdsa', passphrase?: string): string;
  /** `TYPE BASE64` of a key. */
  publicKey(name: string): string;
  /** Writes `allowed_signers` of the inventory. */
  allow(...lines: readonly string[]): void;
  /** Signs a digest as people do by hand. */
  sign(name: string, digest: string, more?: { readonly namespace?: string; readonly text?: string }): string;
  remove(): void;
}

/** Makes a bench. `env` is added to PATH and HOME. */
export function signingBench(env: Readonly<Record<string, string>> = {}): SigningBench {
  const folder = mkdtempSync(join(tmpdir(), 'signing-'));
  const inventory = join(folder, 'inventory', 'site');
  mkdirSync(inventory, { recursive: true });
  mkdirSync(join(folder, 'home', '.ssh'), { recursive: true });
  const path = (name: string): string => join(folder, name);
  return {
    folder,
    inventory,
    io: {
      argv: [],
      env: { PATH: process.env['PATH'], TMPDIR: folder, ...env },
      cwd: folder,
      home: join(folder, 'home'),
      user: 'kim',
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      secrets: createRedactor([]),
      secretVariables: new Set(),
      self: [],
      onInterrupt: () => () => undefined,
      onEnd: () => () => undefined,
      leave: (code) => {
        throw new Error(`left with ${code}`);
      },
    },
    key: (name, type = 'ed25519', passphrase = '') => {
      const size = type === 'rsa' ? ['-b', '2048'] : [];
      keygen(['-q', '-t', type, ...size, '-N', passphrase, '-C', name, '-f', path(name)]);
      return path(name);
    },
    publicKey: (name) =>
      readFileSync(`${path(name)}.pub`, 'utf8')
        .split(' ')
        .slice(0, 2)
        .join(' '),
    allow: (...lines) => writeFileSync(join(inventory, 'allowed_signers'), lines.map((line) => `${line}\n`).join('')),
    sign: (name, digest, { namespace = SIGNATURE_NAMESPACE, text = signedText(digest) } = {}) =>
      keygen(['-Y', 'sign', '-n', namespace, '-f', path(name)], text),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Runs ssh-keygen, which must succeed, and gives what it printed. */
export function keygen(args: readonly string[], input = ''): string {
  return execFileSync('ssh-keygen', [...args], { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
}
