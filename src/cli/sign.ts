import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import type { Plan } from '../core/plan.ts';
import type { SignatureVerdict } from '../core/signature-report.ts';
import { unpackPlan } from '../core/plan-pack.ts';
import { LONGEST_SIGNATURE } from '../core/ssh-signature.ts';
import { planHead } from '../report/plan/plan-head.ts';
import { planCounts } from '../report/plan/render-plan.ts';
import { showLine } from '../report/show-value.ts';
import { widthOf, type Io } from './io.ts';
import { makeSignature } from './make-signature.ts';
import { allowedSignersFile, judgePlanSignatures, planToSign, whoSigned } from './plan-signatures.ts';
import { openPlanFile, writePlanFile } from './plan-store.ts';
import { inventoryFolder } from './project.ts';
import { chooseSigningKey } from './signing-key.ts';

/** Options of `sign`. */
export interface SignOptions {
  readonly inventory?: string;
  readonly key?: string;
  readonly signature?: string;
}

/** `runbook sign FILE`: adds a signature to a plan file, made here, or by hand elsewhere. Its digest stays as it is. */
export async function sign(io: Io, path: string, options: SignOptions): Promise<number> {
  const { file, packed, digest } = openPlanFile(io, path);
  const folder = inventoryFolder(io, options.inventory, packed.inventory);
  // What cannot be had is found before anything is said.
  const { signature } = options;
  const armored = signature === undefined ? undefined : readSignatureFile(io, signature);
  const make =
    armored === undefined
      ? await prepareSigning(io, options.key, folder)
      : (plan: Plan): Promise<SignedPlan> => addSignature(io, plan, digest, armored, folder);
  const layout = { color: false, width: widthOf(io), now: new Date() };
  io.stdout.write(
    `Plan of ${showLine(packed.playbook)} for ${showLine(packed.inventory)}\n${planCounts(unpackPlan(packed))}\n${planHead(packed, digest, layout).join('\n')}\n`,
  );
  const signed = await make(packed, digest);
  if (!signed.isAgain) writePlanFile(file, signed.plan, statSync(file).mode & 0o777);
  io.stdout.write(`${signedLine(signed)}\n`);
  return EXIT.done;
}

/** A plan with one signature more, and what is known of that signature. */
export interface SignedPlan {
  readonly plan: Plan;
  readonly verdict: SignatureVerdict;
  /** True when this key had signed the plan before: nothing was added. */
  readonly isAgain: boolean;
}

/**
 * Adds a signature to a packed plan. Throws RB6044 when it does not hold, or when allowed_signers of the inventory does not let its key sign: with such a signature
 * in it the plan would be refused.
 */
export async function addSignature(io: Io, plan: Plan, digest: string, armored: string, inventoryFolder: string): Promise<SignedPlan> {
  const { signatures: before = [], ...unsigned } = plan;
  const alone = await judgePlanSignatures(io, { ...unsigned, signatures: [armored] }, digest, inventoryFolder);
  const [verdict] = alone.verdicts;
  const errors = alone.problems.filter((one) => one.severity === 'error');
  if (verdict === undefined || errors.length > 0) throw new RunbookError(...errors);
  const there = await judgePlanSignatures(io, plan, digest, inventoryFolder);
  const isAgain = there.verdicts.some((one) => one.fault === undefined && one.key === verdict.key);
  return { plan: isAgain ? plan : { ...unsigned, signatures: [...before, armored] }, verdict, isAgain };
}

/** What is said of a signature that was made: whose it is. */
export function signedLine({ verdict, isAgain }: SignedPlan): string {
  return isAgain ? `Signed by ${whoSigned(verdict)} already: nothing was added.` : `Signed by ${whoSigned(verdict)}.`;
}

/** Finds the key, and gives what signs a packed plan with it, so that a key that is not there is found before the work of planning. Throws RB6041. */
export async function prepareSigning(
  io: Io,
  named: string | undefined,
  folder: string,
): Promise<(plan: Plan, digest: string) => Promise<SignedPlan>> {
  const key = await chooseSigningKey(io, named, allowedSignersFile(folder));
  return async (plan, digest) => addSignature(io, plan, digest, await makeSignature(io, planToSign(digest), key), folder);
}

/** What signs the plan that is written, as the options of `plan` say; undefined when it is not to be signed. Throws RB6046 when it is not to be written. */
export async function signerOf(
  io: Io,
  folder: string,
  options: { readonly out?: string; readonly sign?: string | true },
): Promise<Awaited<ReturnType<typeof prepareSigning>> | undefined> {
  if (options.sign === undefined) return undefined;
  if (options.out !== undefined) return prepareSigning(io, options.sign === true ? undefined : options.sign, folder);
  throw new RunbookError({
    code: 'RB6046',
    severity: 'error',
    what: '--sign signs a plan that is written to a file',
    why: 'no file was named',
    mend: 'say --out FILE as well',
  });
}

function readSignatureFile(io: Io, path: string): string {
  const file = resolve(io.cwd, path);
  const stat = statSync(file, { throwIfNoEntry: false });
  const why =
    stat === undefined
      ? `there is no ${file}`
      : !stat.isFile() || stat.size > LONGEST_SIGNATURE
        ? `${file} is no file of at most ${LONGEST_SIGNATURE} bytes`
        : undefined;
  if (why === undefined) return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  throw new RunbookError({
    code: 'RB6046',
    severity: 'error',
    what: `the signature ${path} cannot be read`,
    why,
    mend: 'name the file that ssh-keygen -Y sign wrote',
  });
}
