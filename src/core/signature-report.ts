import type { Diagnostic } from './diagnostic.ts';

/** What became of one signature of a plan. */
export interface SignatureVerdict {
  /** Counted from 1, in the order of `Plan.signatures`. */
  readonly number: number;
  /** Type and fingerprint of the key that made it, `ED25519 SHA256:…`; as it claims when it is not sound. Undefined when it cannot be read. */
  readonly key?: string;
  /** The name under which allowed_signers lets the key sign plans. */
  readonly signer?: string;
  /** Why it does not count. Undefined when it is sound. */
  readonly fault?: string;
}

/** What became of the signatures of a plan. */
export interface SignatureReport {
  /** SHA-256 (hex) that they are to be over (`plan-digest.ts`). */
  readonly digest: string;
  /** Path of the file that says whose signatures count; undefined when there is none. */
  readonly allowedSigners?: string;
  readonly verdicts: readonly SignatureVerdict[];
  /** With an error among them the plan must not be carried out. */
  readonly problems: readonly Diagnostic[];
}
