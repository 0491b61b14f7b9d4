import type { z } from 'zod';
import type { Json } from '../../src/core/json.ts';
import type { Plan } from '../../src/core/plan.ts';
import type { planSchema } from '../../src/definition/plan-schema.ts';

/*
 * The schema of plan files has every member of a plan, and no other. This file is only checked, never run: a member that one of the two lacks is a mistake of types here.
 */

/** The type without `readonly`, which the schema does not say. */
type Writable<T> = Json extends T ? T : { -readonly [K in keyof T]: Writable<T[K]> };

type Read = z.infer<typeof planSchema>;

/** What is read is a plan. */
export function asPlan(read: Read): Plan {
  return read;
}

/** Every plan can be read. */
export function asRead(plan: Writable<Plan>): Read {
  return plan;
}
