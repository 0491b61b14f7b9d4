import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkPlanSignatures, judgePlanSignatures } from '../../../src/cli/plan-signatures.ts';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import { planDigest, planText } from '../../../src/core/plan-digest.ts';
import { readPlanFile } from '../../../src/definition/plan-file.ts';
import type { Plan } from '../../../src/core/plan.ts';
import type { SignatureReport } from '../../../src/core/signature-report.ts';
import { makePlanOf, makeStep } from '../../support/make-step.ts';
import { keygen, signingBench, type SigningBench } from '../../support/signing.ts';

let bench: SigningBench;
const plan = makePlanOf([makeStep('relay-1', 'service:haproxy')]);
const digest = planDigest(plan);

beforeAll(() => {
  bench = signingBench();
  bench.key('kim');
  bench.key('lee', 'rsa');
  bench.key('park', 'ecdsa');
  bench.key('stranger');
});
afterEach(() => rmSync(join(bench.inventory, 'allowed_signers'), { force: true, recursive: true }));
afterAll(() => bench.remove());

const signed = (...signatures: readonly string[]): Plan => ({ ...plan, signatures });
const judge = (...signatures: readonly string[]): Promise<SignatureReport> =>
  judgePlanSignatures(bench.io, signed(...signatures), digest, bench.inventory);
const fingerprintOf = (name: string): string => keygen(['-l', '-f', join(bench.folder, name)]).split(' ')[1] ?? '';

/** The codes with which a plan is refused; empty when it may be carried out. */
async function refusal(one: Plan, itsDigest = planDigest(one)): Promise<readonly string[]> {
  try {
    await checkPlanSignatures(bench.io, one, itsDigest, bench.inventory);
    return [];
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    return error.diagnostics.map((each) => each.code);
  }
}

describe('with allowed_signers', () => {
  it.each([
    ['kim', 'ED25519'],
    ['lee', 'RSA'],
    ['park', 'ECDSA'],
  ])('a signature of %s (%s) counts, and is told with name, type and fingerprint', async (name, type) => {
    bench.allow(`${name}@site namespaces="runbook-plan" ${bench.publicKey(name)}`);
    const report = await judge(bench.sign(name, digest));
    expect(report.verdicts).toEqual([{ number: 1, key: `${type} ${fingerprintOf(name)}`, signer: `${name}@site` }]);
    expect(report.problems).toEqual([]);
    expect(await refusal(signed(bench.sign(name, digest)))).toEqual([]);
  });

  it('an RSA key signs with SHA-512, never with SHA-1', () => {
    const body = bench.sign('lee', digest).split('\n').slice(1, -2).join('');
    expect(Buffer.from(body, 'base64').toString('latin1')).toContain('rsa-sha2-512');
  });

  it('a plan without a signature is refused', async () => {
    bench.allow(`kim@site ${bench.publicKey('kim')}`);
    expect(await refusal(plan)).toEqual(['RB6043']);
    expect(await refusal({ ...plan, signatures: [] })).toEqual(['RB6043']);
  });

  it('a file that names nobody lets nobody sign, and so does a link that leads nowhere', async () => {
    bench.allow('# nobody yet');
    expect(await refusal(signed(bench.sign('kim', digest)))).toEqual(['RB6044']);
    rmSync(join(bench.inventory, 'allowed_signers'));
    symlinkSync('/nowhere/allowed_signers', join(bench.inventory, 'allowed_signers'));
    expect(await refusal(plan)).toEqual(['RB6043']);
    expect(await refusal(signed(bench.sign('kim', digest)))).toEqual(['RB6044']);
    rmSync(join(bench.inventory, 'allowed_signers'));
    mkdirSync(join(bench.inventory, 'allowed_signers'));
    expect(await refusal(signed(bench.sign('kim', digest)))).toEqual(['RB6044']);
  });

  it('a key that is not named is refused, also beside one that is', async () => {
    bench.allow(`kim@site ${bench.publicKey('kim')}`);
    expect(await refusal(signed(bench.sign('stranger', digest)))).toEqual(['RB6044']);
    const both = await judge(bench.sign('kim', digest), bench.sign('stranger', digest));
    expect(both.verdicts.map((one) => one.signer)).toEqual(['kim@site', undefined]);
    expect(both.verdicts[1]?.fault).toBe('no line of allowed_signers lets its key sign plans now');
    expect(both.problems).toMatchObject([{ code: 'RB6044', severity: 'error', what: expect.stringContaining('signature 2 of 2') }]);
  });

  it('the time of validity that allowed_signers states is kept', async () => {
    const mine = bench.sign('kim', digest);
    bench.allow(`kim@site valid-before="20200101" ${bench.publicKey('kim')}`);
    expect((await judge(mine)).verdicts[0]?.fault).toMatch(/no line of allowed_signers .*expired/u);
    bench.allow(`kim@site valid-after="29990101" ${bench.publicKey('kim')}`);
    expect((await judge(mine)).verdicts[0]?.fault).toMatch(/no line of allowed_signers .*not yet valid/u);
    bench.allow(`kim@site valid-after="20200101",valid-before="29990101" ${bench.publicKey('kim')}`);
    expect(await refusal(signed(mine))).toEqual([]);
  });

  it('a key that may sign other things only is refused', async () => {
    bench.allow(`kim@site namespaces="file,git" ${bench.publicKey('kim')}`);
    expect((await judge(bench.sign('kim', digest))).verdicts[0]?.fault).toMatch(/not permitted for use in signature namespace/u);
    expect(await refusal(signed(bench.sign('kim', digest)))).toEqual(['RB6044']);
  });

  it('names of several people in one line, and patterns, count', async () => {
    bench.allow(`*@elsewhere,kim@site,-I@site ${bench.publicKey('kim')}`);
    const report = await judge(bench.sign('kim', digest));
    expect(report.problems).toEqual([]);
    expect(report.verdicts[0]?.signer).toBe('*@elsewhere');
    bench.allow(`-Oprint-pubkey ${bench.publicKey('kim')}`);
    expect((await judge(bench.sign('kim', digest))).verdicts[0]?.signer).toBe('-Oprint-pubkey');
  });

  it('a certificate of an authority that is named there counts while it is valid, for the names in it', async () => {
    bench.key('authority');
    bench.key('choi');
    bench.allow(`*@site cert-authority ${bench.publicKey('authority')}`);
    const certificate = (name: string, validity: string): string => {
      const about = ['-s', join(bench.folder, 'authority'), '-I', 'choi', '-n', name, '-V', validity];
      keygen(['-q', ...about, `${join(bench.folder, 'choi')}.pub`]);
      return bench.sign('choi-cert.pub', digest);
    };
    const report = await judge(certificate('choi@site', '-1h:+1h'));
    expect(report.verdicts).toEqual([{ number: 1, key: `ED25519-CERT ${fingerprintOf('choi')}`, signer: 'choi@site' }]);
    expect(await refusal(signed(certificate('choi@elsewhere', '-1h:+1h')))).toEqual(['RB6044']);
    expect(await refusal(signed(certificate('choi@site', '-2h:-1h')))).toEqual(['RB6044']);
    bench.allow(`*@site cert-authority ${bench.publicKey('stranger')}`);
    expect(await refusal(signed(certificate('choi@site', '-1h:+1h')))).toEqual(['RB6044']);
    // The key of the authority itself signs certificates, not plans.
    bench.allow(`*@site cert-authority ${bench.publicKey('authority')}`);
    expect(await refusal(signed(bench.sign('authority', digest)))).toEqual(['RB6044']);
  });
});

describe('without allowed_signers', () => {
  it('an unsigned plan is no matter, a sound signature is told with a warning', async () => {
    expect((await judgePlanSignatures(bench.io, plan, digest, bench.inventory)).problems).toEqual([]);
    const report = await checkPlanSignatures(bench.io, signed(bench.sign('stranger', digest)), digest, bench.inventory);
    expect(report.verdicts).toEqual([{ number: 1, key: `ED25519 ${fingerprintOf('stranger')}` }]);
    expect(report.problems).toMatchObject([
      { code: 'RB6045', severity: 'warning', why: expect.stringContaining(fingerprintOf('stranger')) },
    ]);
  });

  it('a broken one is refused', async () => {
    expect(await refusal(signed(bench.sign('kim', `0${digest.slice(1)}`)))).toContain('RB6044');
  });
});

describe('a signature that is not over the plan', () => {
  it('of another plan, of the same plan changed, or of another text', async () => {
    bench.allow(`kim@site ${bench.publicKey('kim')}`);
    const other = makePlanOf([makeStep('relay-2', 'service:haproxy')]);
    expect((await judge(bench.sign('kim', planDigest(other)))).verdicts[0]?.fault).toMatch(/^it is not over this plan/u);
    const changed = { ...signed(bench.sign('kim', digest)), forks: plan.forks + 1 };
    expect(await refusal(changed)).toEqual(['RB6044']);
    expect(await refusal(signed(bench.sign('kim', digest, { text: digest })))).toEqual(['RB6044']);
    expect(await refusal(signed(bench.sign('kim', digest, { text: `runbook.plan/1 sha256:${digest}` })))).toEqual(['RB6044']);
  });

  it('whichever byte of the file is changed: it is no plan then, or another one', async () => {
    bench.allow(`kim@site ${bench.publicKey('kim')}`);
    const changes = { fields: [{ field: 'mode', before: '0640', after: '한글 "x"\\\n' }], kind: 'update' as const };
    const identities = { 'relay-1': { address: '198.18.10.11', port: 22, via: [], hostKeys: [] } };
    const one = makePlanOf([makeStep('relay-1', 'file:/x', { change: changes, actions: [{ do: 'remove', path: '/x' }] })], { identities });
    const whole = Buffer.from(planText({ ...one, signatures: [bench.sign('kim', planDigest(one))] }));
    const end = whole.indexOf('"signatures"');
    const changed = [...whole.entries()].flatMap(([at, byte]) =>
      [byte ^ 1, byte ^ 0x20, 0x20, 0x30, 0x22].flatMap((other) => {
        if (other === byte || (at >= end && at < whole.indexOf('"sizes"'))) return [];
        const bytes = Buffer.from(whole);
        bytes[at] = other;
        return [bytes];
      }),
    );
    const read = changed.flatMap((bytes) => {
      try {
        return [readPlanFile(bytes, 'a.plan')];
      } catch (error) {
        if (error instanceof RunbookError) return [];
        throw error;
      }
    });
    expect(changed.length).toBeGreaterThan(2000);
    expect(read.length).toBeGreaterThan(100);
    expect(read.filter((each) => planDigest(each) === planDigest(one))).toEqual([]);
    for (const other of read.filter((_, index) => index % 40 === 0)) expect(await refusal(other)).toEqual(['RB6044']);
  });

  it('made for another purpose', async () => {
    bench.allow(`kim@site ${bench.publicKey('kim')}`);
    const verdict = (await judge(bench.sign('kim', digest, { namespace: 'file' }))).verdicts[0];
    expect(verdict?.fault).toBe('it was made for another purpose: its namespace is "file", not "runbook-plan"');
  });

  it('damaged in any byte of its text', async () => {
    bench.allow(`kim@site ${bench.publicKey('kim')}`);
    const whole = bench.sign('kim', digest);
    const damaged = Array.from(
      { length: whole.length },
      (_, at) => whole.slice(0, at) + (whole[at] === 'A' ? 'B' : 'A') + whole.slice(at + 1),
    );
    // One process for each of them would take long: every byte is read, and a sample is verified.
    for (const text of damaged.filter((_, at) => at % 12 === 0)) expect(await refusal(signed(text))).toEqual(['RB6044']);
  });

  it.each([
    ['no text', ''],
    ['garbage', 'garbage'],
    ['armor around nothing', '-----BEGIN SSH SIGNATURE-----\n\n-----END SSH SIGNATURE-----\n'],
    ['armor around garbage', '-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAf////8=\n-----END SSH SIGNATURE-----\n'],
    ['an endless one', `-----BEGIN SSH SIGNATURE-----\n${'A'.repeat(1_000_000)}\n-----END SSH SIGNATURE-----\n`],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n'],
  ])('%s', async (_name, text) => {
    bench.allow(`kim@site ${bench.publicKey('kim')}`);
    expect(await refusal(signed(text))).toEqual(['RB6044']);
    expect((await judge(bench.sign('kim', digest), text)).verdicts.map((one) => one.fault === undefined)).toEqual([true, false]);
  });

  it('a text with a second signature, or words around it', async () => {
    const whole = bench.sign('kim', digest);
    bench.allow(`kim@site ${bench.publicKey('kim')}`);
    for (const text of [whole + whole, `approved\n${whole}`, `${whole}approved\n`]) expect(await refusal(signed(text))).toEqual(['RB6044']);
  });

  it('more signatures than anybody needs are not looked at', async () => {
    bench.allow(`kim@site ${bench.publicKey('kim')}`);
    const many = Array.from({ length: 17 }, () => bench.sign('kim', digest));
    expect(await refusal(signed(...many))).toEqual(['RB6044']);
    expect(await refusal(signed(...many.slice(1)))).toEqual([]);
  });
});

describe('ssh-keygen', () => {
  it('that is not there is an error of its own, and so is one that is too old', async () => {
    bench.allow(`kim@site ${bench.publicKey('kim')}`);
    const empty = join(bench.folder, 'empty');
    mkdirSync(empty);
    const without = { ...bench.io, env: { ...bench.io.env, PATH: empty } };
    const one = signed(bench.sign('kim', digest));
    await expect(checkPlanSignatures(without, one, digest, bench.inventory)).rejects.toMatchObject({ diagnostics: [{ code: 'RB6040' }] });
    const old = '#!/bin/sh\necho "ssh-keygen: unknown option -- Y" >&2\nexit 1\n';
    writeFileSync(join(empty, 'ssh-keygen'), old, { mode: 0o755 });
    const path = { ...bench.io, env: { ...bench.io.env, PATH: `${empty}:${process.env['PATH'] ?? ''}` } };
    await expect(checkPlanSignatures(path, one, digest, bench.inventory)).rejects.toMatchObject({ diagnostics: [{ code: 'RB6040' }] });
  });

  it('that dies while it looks for the signer makes the signature not count', async () => {
    bench.allow(`kim@site namespaces="runbook-plan" ${bench.publicKey('kim')}`);
    const dying = join(bench.folder, 'dying');
    mkdirSync(dying);
    const script = '#!/bin/sh\ncase $2 in find-principals) kill -SEGV $$ ;; esac\nPATH=${PATH#*:}\nexec ssh-keygen "$@"\n';
    writeFileSync(join(dying, 'ssh-keygen'), script, { mode: 0o755 });
    const io = { ...bench.io, env: { ...bench.io.env, PATH: `${dying}:${process.env['PATH'] ?? ''}` } };
    const report = await judgePlanSignatures(io, signed(bench.sign('kim', digest)), digest, bench.inventory);
    expect(report.verdicts[0]?.fault).toMatch(/find-principals died/u);
    expect(report.problems).toMatchObject([{ code: 'RB6044', severity: 'error' }]);
  });
});
