import type { Action, Content } from './action.ts';
import type { FieldChange } from './change.ts';
import { contentId, sha256 } from './digest.ts';
import type { Json } from './json.ts';
import type { Guard, Plan, Step, StoredContent } from './plan.ts';
import type { Request } from './request.ts';
import type { TextChange } from './resource.ts';

/** Texts that are longer than this are named by their digest in a packed plan, in UTF-16 units. */
const LONGEST_TEXT = 128;
/** Contents that are larger than this are named by the file that has them, where there is one, in bytes. */
export const LARGEST_INLINE_BYTES = 64 * 1024;

/** In the place of a text: the text is the content with that SHA-256 (hex). Texts that look like this are always packed, so it means nothing else. */
const PREFIX = 'content:sha256:';

/**
 * The plan with each long text once: `content:sha256:HEX` stands in its place, and `contents` has it under that digest. A content of more than 64 KiB that
 * a file of the project's tree has is named by that file: `fileOf` gives its path for a digest.
 */
export function packPlan(plan: Plan, fileOf: (digest: string) => string | undefined = () => undefined): Plan {
  const contents: Record<string, StoredContent> = {};
  const store = (content: Content, sizeBytes: number): string => {
    const id = contentId(content);
    if (contents[id] === undefined) {
      const file = sizeBytes > LARGEST_INLINE_BYTES ? fileOf(id) : undefined;
      contents[id] = file === undefined ? content : { file, sizeBytes };
    }
    return PREFIX + id;
  };
  const seen = new Map<string, string>();
  const remember = (text: string, make: () => string): string => {
    let known = seen.get(text);
    if (known === undefined) {
      known = make();
      seen.set(text, known);
    }
    return known;
  };
  const mapper: TextMapper = {
    text: (text) =>
      text.length > LONGEST_TEXT || text.startsWith(PREFIX) ? remember(text, () => store({ text }, Buffer.byteLength(text))) : text,
    base64: (base64) =>
      base64.length > LONGEST_TEXT || base64.startsWith(PREFIX)
        ? remember(base64, () => store({ base64 }, Math.floor((base64.length * 3) / 4)))
        : base64,
  };
  const steps = plan.steps.map((step) => mapStep(step, mapper));
  for (const [id, content] of Object.entries(plan.contents)) contents[id] ??= content;
  return { ...plan, steps, contents };
}

/**
 * The plan with each text in its place again; equal texts are one in memory. Contents that a file of the tree has stay named by their digest, in `base64` of
 * the actions that write them. A text whose content is missing stays as it stands.
 */
export function unpackPlan(plan: Plan): Plan {
  const contentOf = (text: string): StoredContent | undefined =>
    text.startsWith(PREFIX) && Object.hasOwn(plan.contents, text.slice(PREFIX.length))
      ? plan.contents[text.slice(PREFIX.length)]
      : undefined;
  const steps = plan.steps.map((step) =>
    mapStep(step, {
      text: (text) => {
        const content = contentOf(text);
        return content !== undefined && 'text' in content ? content.text : text;
      },
      base64: (base64) => {
        const content = contentOf(base64);
        return content !== undefined && 'base64' in content ? content.base64 : base64;
      },
    }),
  );
  return { ...plan, steps };
}

/** The digest that a packed text names; undefined for any other text. */
export function packedDigest(text: string): string | undefined {
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined;
}

/** The step with equal texts being one text in memory, over all steps that are given the same `known`. */
export function shareTexts(step: Step, known: Map<string, string>): Step {
  const share = (text: string): string => {
    if (text.length <= LONGEST_TEXT) return text;
    const id = sha256(text);
    const one = known.get(id);
    if (one !== undefined) return one;
    known.set(id, text);
    return text;
  };
  return mapStep(step, { text: share, base64: share });
}

interface TextMapper {
  readonly text: (text: string) => string;
  readonly base64: (base64: string) => string;
}

function mapStep(step: Step, map: TextMapper): Step {
  return {
    ...step,
    change: { ...step.change, fields: step.change.fields.map((field) => mapField(field, map)) },
    guard: mapGuard(step.guard, map),
    actions: step.actions.map((action) => mapAction(action, map)),
    ...(step.undo === undefined ? {} : { undo: step.undo.map((action) => mapAction(action, map)) }),
    outputs: Object.fromEntries(
      Object.entries(step.outputs).map(([name, output]) => [name, { ...output, request: mapRequest(output.request, map) }]),
    ),
    ...(step.texts === undefined ? {} : { texts: step.texts.map((text) => mapTextChange(text, map)) }),
  };
}

function mapGuard(guard: Guard, map: TextMapper): Guard {
  return {
    ...guard,
    requests: guard.requests.map((request) => mapRequest(request, map)),
    ...(guard.afterAnswers === undefined ? {} : { afterAnswers: guard.afterAnswers.map((answer) => map.text(answer)) }),
    ...(guard.seen === undefined ? {} : { seen: guard.seen.map((answer) => map.text(answer)) }),
  };
}

function mapRequest(request: Request, map: TextMapper): Request {
  return request.ask === 'run' ? { ...request, argv: request.argv.map((word) => map.text(word)) } : request;
}

function mapAction(action: Action, map: TextMapper): Action {
  switch (action.do) {
    case 'run':
      return {
        ...action,
        argv: action.argv.map((word) => map.text(word)),
        ...(action.stdin === undefined ? {} : { stdin: map.text(action.stdin) }),
      };
    case 'write':
      return {
        ...action,
        content: 'text' in action.content ? { text: map.text(action.content.text) } : { base64: map.base64(action.content.base64) },
      };
    default:
      return action;
  }
}

function mapTextChange(change: TextChange, map: TextMapper): TextChange {
  return {
    ...change,
    ...(change.before === undefined ? {} : { before: map.text(change.before) }),
    ...(change.after === undefined ? {} : { after: map.text(change.after) }),
  };
}

function mapField(field: FieldChange, map: TextMapper): FieldChange {
  return {
    ...field,
    ...(field.before === undefined ? {} : { before: mapJson(field.before, map) }),
    ...(field.after === undefined ? {} : { after: mapJson(field.after, map) }),
  };
}

function mapJson(value: Json, map: TextMapper): Json {
  if (typeof value === 'string') return map.text(value);
  if (Array.isArray(value)) return value.map((one: Json) => mapJson(one, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapJson(one, map)]));
}
