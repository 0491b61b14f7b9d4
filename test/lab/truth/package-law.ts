import type { RanStep } from './claims.ts';

/** What came of the packages of a host. */
export interface PackagesJudged {
  /** Packages that came and were announced: their files are announced with them. */
  readonly come: readonly string[];
  /** Packages that came or went and that no step announced, as `HOST package NAME: what`. */
  readonly untold: readonly string[];
}

/**
 * Holds the packages of a host to the transactions that its steps announced. A transaction that the plan called open (`index:` in the footprint: the host had
 * no index to tell from) may bring anything, and takes nothing away.
 */
export function judgePackages(host: string, ran: readonly RanStep[], before: readonly string[], after: readonly string[]): PackagesJudged {
  const footprint = new Set(ran.flatMap(({ step }) => step.footprint));
  const isTold = (name: string): boolean => footprint.has(`package:${withoutArchitecture(name)}`);
  const isOpen = footprint.has('index:');
  const [earlier, now] = [new Set(before), new Set(after)];
  const come = after.filter((name) => !earlier.has(name));
  const untoldCome = come.filter((name) => !isOpen && !isTold(name));
  const untoldGone = before.filter((name) => !now.has(name) && !isTold(name));
  return {
    come: come.filter((name) => isOpen || isTold(name)),
    untold: [
      ...untoldCome.map((name) => `${host} package ${name}: came, and no step announced it`),
      ...untoldGone.map((name) => `${host} package ${name}: went, and no step announced it`),
    ],
  };
}

/** dpkg says `libc6:amd64` of what may be there for more architectures than one. */
function withoutArchitecture(name: string): string {
  return name.split(':')[0] ?? name;
}
