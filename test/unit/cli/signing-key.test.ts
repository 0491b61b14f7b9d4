import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { makeSignature } from '../../../src/cli/make-signature.ts';
import { allowedSignersFile, planToSign } from '../../../src/cli/plan-signatures.ts';
import { chooseSigningKey } from '../../../src/cli/signing-key.ts';
import { keygen, signingBench, type SigningBench } from '../../support/signing.ts';

const digest = 'a'.repeat(64);
let bench: SigningBench;
let agent: ChildProcess | undefined;
beforeEach(() => {
  bench = signingBench();
});
afterEach(() => {
  agent?.kill();
  agent = undefined;
  bench.remove();
});

/** Starts the real ssh-agent with these keys, and gives the program's view with it. */
async function withAgent(...keys: readonly string[]): Promise<Io> {
  const socket = join(bench.folder, 'agent');
  agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => agent?.stdout?.once('data', resolve));
  const env = { ...process.env, SSH_AUTH_SOCK: socket };
  for (const key of keys) execFileSync('ssh-add', ['-q', join(bench.folder, key)], { env, stdio: 'pipe' });
  return { ...bench.io, env: { ...bench.io.env, SSH_AUTH_SOCK: socket } };
}
const choose = async (io: Io, named?: string): Promise<string> =>
  (await chooseSigningKey(io, named, allowedSignersFile(bench.inventory))).label;
const fingerprint = (name: string): string => keygen(['-l', '-f', join(bench.folder, name)]).split(' ')[1] ?? '';
const unclear = { diagnostics: [{ code: 'RB6041' }] };

describe('without a name, it is', () => {
  it('the only one of ~/.ssh', async () => {
    await expect(choose(bench.io)).rejects.toMatchObject(unclear);
    bench.key('home/.ssh/id_ed25519');
    expect(await choose(bench.io)).toBe(join(bench.folder, 'home/.ssh/id_ed25519'));
    bench.key('home/.ssh/id_rsa', 'rsa');
    await expect(choose(bench.io)).rejects.toMatchObject(unclear);
  });

  it('the only one of the agent before those of ~/.ssh, and no guess among several', async () => {
    bench.key('home/.ssh/id_ed25519');
    bench.key('one');
    bench.key('two');
    const io = await withAgent('one');
    expect(await choose(io)).toBe(`ED25519 ${fingerprint('one')} (one)`);
    execFileSync('ssh-add', ['-q', join(bench.folder, 'two')], { env: { ...process.env, ...io.env }, stdio: 'pipe' });
    await expect(choose(io)).rejects.toMatchObject({ diagnostics: [{ code: 'RB6041', why: expect.stringContaining(fingerprint('two')) }] });
  });

  it('the one of all of them that stands in allowed_signers', async () => {
    for (const name of ['home/.ssh/id_ed25519', 'home/.ssh/id_ecdsa', 'one']) bench.key(name);
    const io = await withAgent('one');
    bench.allow(`kim@site ${bench.publicKey('home/.ssh/id_ecdsa')}`);
    expect(await choose(io)).toBe(join(bench.folder, 'home/.ssh/id_ecdsa'));
    bench.allow(`kim@site ${bench.publicKey('home/.ssh/id_ecdsa')}`, `kim@site ${bench.publicKey('one')}`);
    await expect(choose(io)).rejects.toMatchObject(unclear);
  });

  it('none of an agent that does not answer', async () => {
    bench.key('home/.ssh/id_ed25519');
    const io = { ...bench.io, env: { ...bench.io.env, SSH_AUTH_SOCK: join(bench.folder, 'gone') } };
    expect(await choose(io)).toBe(join(bench.folder, 'home/.ssh/id_ed25519'));
  });
});

describe('a signature is made', () => {
  it.each(['ed25519', 'rsa', 'ecdsa'] as const)('with a file and by the agent alone (%s)', async (type) => {
    bench.key('one', type);
    const io = await withAgent('one');
    const text = `runbook.plan/1 sha256:${digest}\n`;
    const byFile = await makeSignature(bench.io, planToSign(digest), await chooseSigningKey(bench.io, 'one', undefined));
    rmSync(join(bench.folder, 'one'));
    const byAgent = await makeSignature(io, planToSign(digest), await chooseSigningKey(io, undefined, undefined));
    const byPublicHalf = await makeSignature(io, planToSign(digest), await chooseSigningKey(io, 'one', undefined));
    bench.allow(`kim@site ${bench.publicKey('one')}`);
    for (const [index, signature] of [byFile, byAgent, byPublicHalf].entries()) {
      expect(verify(signature, index, text)).toContain('Good "runbook-plan" signature for kim@site');
      expect(() => verify(signature, index, text.replace('a', 'b'))).toThrow(/Command failed/u);
    }
  });

  it('with no key that is lost or none, and the reason is told', async () => {
    bench.key('lost');
    rmSync(join(bench.folder, 'lost'));
    const sign = async (name: string): Promise<string> =>
      makeSignature(bench.io, planToSign(digest), await chooseSigningKey(bench.io, name, undefined));
    await expect(sign('lost.pub')).rejects.toMatchObject({
      diagnostics: [{ code: 'RB6042', why: expect.stringContaining('No private key found') }],
    });
    await expect(sign('inventory')).rejects.toMatchObject(unclear);
    await expect(sign('../etc/passwd')).rejects.toMatchObject(unclear);
  });
});

function verify(signature: string, index: number, text: string): string {
  const file = join(bench.folder, `${index}.sig`);
  execFileSync('sh', ['-c', 'cat > "$1"', 'sh', file], { input: signature });
  const about = ['-I', 'kim@site', '-f', join(bench.inventory, 'allowed_signers'), '-s', file];
  return keygen(['-Y', 'verify', '-n', 'runbook-plan', ...about], text);
}
