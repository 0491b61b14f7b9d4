import { hasHole, holesOf, type Hole } from '../core/hole.ts';

/** Thrown where something that is not known yet would decide what is written or done. */
export class Undecided extends Error {
  readonly hole: Hole;

  constructor(hole: Hole) {
    super('not known yet');
    this.name = 'Undecided';
    this.hole = hole;
  }

  /** Address of the resource that brings the answer, with its host where that is another's; undefined for what stays unseen (a secret). */
  until(host: string): string | undefined {
    const { hole } = this;
    if (hole.kind === 'unknown') return hole.until;
    if (hole.kind !== 'output' || hole.secret) return undefined;
    return hole.host === host ? hole.address : `${hole.host} ${hole.address}`;
  }
}

/** Throws Undecided when the value is a text with a hole; else gives it back. */
export function decided<T>(value: T): T {
  if (typeof value !== 'string' || !hasHole(value)) return value;
  const [hole] = holesOf(value);
  throw new Undecided(hole ?? { kind: 'unknown', until: '' });
}
