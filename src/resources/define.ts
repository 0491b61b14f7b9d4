import { z } from 'zod';
import type { Change } from '../core/change.ts';
import type { Source } from '../core/diagnostic.ts';
import { parseFacts, type Facts } from '../core/facts.ts';
import type { Footprint } from '../core/footprint.ts';
import { isJsonObject, toJson, type Json, type JsonObject } from '../core/json.ts';
import type { Convergence, Demand, Identity, Label, Output, Probe, Resource } from '../core/resource.ts';

/** One resource type as its file states it. `P` are its checked parameters. */
export interface Definition<P> {
  readonly type: string;
  /** One sentence for help and docs. */
  readonly summary: string;
  /** Strict object schema; every field has a description. */
  readonly schema: z.ZodType<P>;
  /** The part of the address after `type:`; undefined for a thing that a host has once (`selinux`). */
  readonly key: (params: P) => string | undefined;
  /** Parameters as a user writes them, for docs and for the laws. The first is the simplest. */
  readonly examples: readonly JsonObject[];
  /** What an undo restores and what it leaves, in sentences for the docs. Undefined: no step of the type says how it is taken back. */
  readonly undo?: string;
  /** What is never taken back, and why, in a sentence for the docs. Undefined: every step says how it is taken back. */
  readonly irreversible?: string;
  readonly labels?: (params: P) => readonly Label[];
  /** True: it depends on the host's facts. Else those that its functions are given are empty, and hosts with equal parameters share a resource. */
  readonly usesFacts?: boolean;
  readonly footprint: (params: P, facts: Facts) => Footprint;
  /** What its tools write besides what its parameters name, in sentences for the docs. */
  readonly writesBesides?: string;
  /** Fields that are wanted; see `diff` in core for what `present` means. */
  readonly desired: (params: P, facts: Facts) => JsonObject;
  readonly observe: (params: P, probe: Probe, facts: Facts) => Promise<JsonObject>;
  readonly converge: (change: Change, context: ConvergeContext<P>) => Convergence;
  readonly outputs?: (params: P) => Readonly<Record<string, Output>>;
  readonly demands?: (params: P) => Readonly<Record<string, Demand>>;
}

/** What `converge` is given besides the change. */
export interface ConvergeContext<P> {
  readonly params: P;
  readonly facts: Facts;
  readonly observed: JsonObject;
  readonly desired: JsonObject;
}

/** Where a resource comes from and how it runs; the same for every type. */
export interface Origin {
  readonly task: string;
  readonly source?: Source;
  readonly identity: Identity;
  /** Labels that the task itself states (`guarded: true`). */
  readonly labels: readonly Label[];
  readonly facts: Facts;
}

/** A mistake in the parameters: where in them, and what. */
export interface ParamProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A resource type without its parameter type: what the registry holds. */
export interface ResourceType {
  readonly type: string;
  readonly summary: string;
  readonly examples: readonly JsonObject[];
  readonly undo?: string;
  readonly irreversible?: string;
  readonly writesBesides?: string;
  /** Names of the parameters, for "did you mean". */
  readonly parameters: readonly string[];
  /** False: what `bind` gives depends on nothing of a host but parameters and origin. */
  readonly usesFacts: boolean;
  /** JSON Schema of the parameters (draft 2020-12). */
  jsonSchema(): JsonObject;
  /** Checks the parameters and makes the resource, or says everything that is wrong. */
  bind(params: Json, origin: Origin): { readonly resource: Resource } | { readonly problems: readonly ParamProblem[] };
}

/** Turns a definition into the entry of the registry. */
export function defineResource<P>(definition: Definition<P>): ResourceType {
  const { schema } = definition;
  return {
    type: definition.type,
    summary: definition.summary,
    examples: definition.examples,
    ...(definition.undo === undefined ? {} : { undo: definition.undo }),
    ...(definition.writesBesides === undefined ? {} : { writesBesides: definition.writesBesides }),
    ...(definition.irreversible === undefined ? {} : { irreversible: definition.irreversible }),
    usesFacts: definition.usesFacts === true,
    parameters: schema instanceof z.ZodObject ? Object.keys(schema.shape) : [],
    jsonSchema: () => {
      const json = toJson(z.toJSONSchema(schema, { io: 'input' }));
      return isJsonObject(json) ? json : {};
    },
    bind: (input, origin) => {
      const parsed = schema.safeParse(input);
      if (!parsed.success) return { problems: parsed.error.issues.flatMap((issue) => problemsOf(issue)) };
      return { resource: bind(definition, parsed.data, origin) };
    },
  };
}

const NO_FACTS = parseFacts('');

function bind<P>(definition: Definition<P>, params: P, origin: Origin): Resource {
  const facts = definition.usesFacts === true ? origin.facts : NO_FACTS;
  const key = definition.key(params);
  const desired = definition.desired(params, facts);
  return {
    address: key === undefined ? definition.type : `${definition.type}:${key}`,
    type: definition.type,
    task: origin.task,
    ...(origin.source === undefined ? {} : { source: origin.source }),
    identity: origin.identity,
    footprint: definition.footprint(params, facts),
    labels: [...origin.labels, ...(definition.labels?.(params) ?? [])],
    desired,
    outputs: definition.outputs?.(params) ?? {},
    demands: definition.demands?.(params) ?? {},
    observe: (probe) => definition.observe(params, probe, facts),
    converge: (change, observed) => definition.converge(change, { params, facts, observed, desired }),
  };
}

function problemsOf(issue: z.core.$ZodIssue): readonly ParamProblem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: [...path, key], message: 'unknown key' }));
  return [{ path, message: issue.message }];
}
