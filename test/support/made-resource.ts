import { run, type Action } from '../../src/core/action.ts';
import { ABSENT } from '../../src/core/answer.ts';
import type { Demand, Label, Output, Prediction, Resource } from '../../src/core/resource.ts';
import type { Footprint } from '../../src/core/footprint.ts';
import type { Request } from '../../src/core/request.ts';

/** A resource made by hand: a kernel parameter that is to have a value, and what a test wants besides. */
export interface MadeOptions {
  readonly value?: string;
  readonly footprint?: Footprint;
  readonly labels?: readonly Label[];
  readonly identity?: Resource['identity'];
  readonly actions?: readonly Action[];
  /** Undefined: the value is predicted. */
  readonly predictions?: readonly Prediction[];
  readonly mayCreate?: Footprint;
  readonly outputs?: Readonly<Record<string, Output>>;
  readonly demands?: Readonly<Record<string, Demand>>;
  /** Asked besides the parameter. */
  readonly alsoAsks?: readonly Request[];
}

/** A resource that sets the kernel parameter `NAME` of the host; its address is `made:NAME`. */
export function madeResource(name: string, options: MadeOptions = {}): Resource {
  const { value = '1' } = options;
  const request: Request = { ask: 'sysctl', key: name };
  return {
    address: `made:${name}`,
    type: 'made',
    task: `Set ${name}`,
    identity: options.identity ?? 'login',
    footprint: options.footprint ?? [`sysctl:${name}`],
    labels: options.labels ?? [],
    desired: { value },
    outputs: options.outputs ?? {},
    demands: options.demands ?? {},
    observe: async (probe) => {
      const [answer = ABSENT] = await Promise.all([request, ...(options.alsoAsks ?? [])].map((one) => probe.ask(one)));
      return { value: answer };
    },
    converge: () => ({
      actions: options.actions ?? [run(['sysctl', '-q', '-w', `${name}=${value}`])],
      predictions: options.predictions ?? [{ request, answer: value }],
      ...(options.mayCreate === undefined ? {} : { mayCreate: options.mayCreate }),
    }),
  };
}

/** The output that yields the parameter's value. */
export function valueOutput(name: string, pattern = '[0-9]+'): Output {
  return { request: { ask: 'sysctl', key: name }, pattern };
}
