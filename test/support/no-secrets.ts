import { sha256 } from '../../src/core/digest.ts';
import type { PlanPorts } from '../../src/engine/plan-resource.ts';

/** Marks as of a site with a key. */
export function testMark(text: string): string {
  return `mark:${sha256(`key of the tests ${text}`)}`;
}

/** For sites without a secret: asking for one is a fault of the test. */
export const noSecrets: PlanPorts = {
  secret: (name) => Promise.reject(new Error(`nobody should ask for the secret ${name} here`)),
  mark: testMark,
};

/** For sites whose every secret has this value. */
export function secretIs(value: string): PlanPorts {
  return { secret: () => Promise.resolve(value), mark: testMark };
}
