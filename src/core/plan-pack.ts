import type { Action, Content } from './action.ts';
import type { FieldChange } from './change.ts';
import { contentBytes, contentId, contentName, namedDigest, sha256 } from './digest.ts';
import { isJsonObject, type Json } from './json.ts';
import type { Guard, Plan, Step, StoredContent, StoredFile } from './plan.ts';
import { createRecent } from './recent.ts';
import type { Request } from './request.ts';
import type { TextChange } from './resource.ts';
import { atOnce, inTurns } from './turns.ts';

/** Texts that are longer than this are named by their digest in a packed plan, in UTF-16 units. */
const LONGEST_TEXT = 128;
/** Contents that are larger than this are named by the file that has them, where there is one, in bytes. */
const LARGEST_INLINE_BYTES = 64 * 1024;

/**
 * The plan with each long text once: `content:sha256:HEX` stands in its place, and `contents` has it under that digest. What a step writes and is larger than
 * 64 KiB is named by the file of the project's tree that has it, where there is one: `fileOf` gives its path for a digest. A text that stands elsewhere too stays.
 */
export function packPlan(plan: Plan, fileOf: (digest: string) => string | undefined = () => undefined): Plan {
  return atOnce(packSteps(plan, fileOf));
}

/** The same for many steps: others get their turn between them. */
export function packPlanInTurns(plan: Plan, fileOf: (digest: string) => string | undefined = () => undefined): Promise<Plan> {
  return inTurns(packSteps(plan, fileOf));
}

function* packSteps(plan: Plan, fileOf: (digest: string) => string | undefined): Generator<undefined, Plan> {
  const contents: Record<string, StoredContent> = {};
  const ids = { text: new Map<string, string>(), base64: new Map<string, string>() };
  const idOf = (content: Content): string => {
    const [known, text] = 'text' in content ? [ids.text, content.text] : [ids.base64, content.base64];
    let id = known.get(text);
    if (id === undefined) {
      id = contentId(content);
      known.set(text, id);
    }
    return id;
  };
  // A text that looks like a name is always packed, so a name means nothing else.
  const isShort = (text: string): boolean => text.length <= LONGEST_TEXT && namedDigest(text) === undefined;
  const mapper: TextMapper = {
    text: (text) => {
      if (isShort(text)) return text;
      const id = idOf({ text });
      contents[id] = { text };
      return contentName(id);
    },
    content: (content) => {
      const text = 'text' in content ? content.text : content.base64;
      if (isShort(text) || storedFile(plan, text) !== undefined) return content;
      const id = idOf(content);
      contents[id] ??= fileFor(content, fileOf(id)) ?? content;
      return 'text' in content ? { text: contentName(id) } : { base64: contentName(id) };
    },
  };
  const map = createStepMap(mapper);
  const steps: Step[] = [];
  for (const step of plan.steps) {
    steps.push(map(step));
    yield undefined;
  }
  for (const [id, content] of Object.entries(plan.contents)) contents[id] ??= content;
  return { ...plan, steps, contents };
}

function fileFor(content: Content, file: string | undefined): StoredFile | undefined {
  if (file === undefined) return undefined;
  const sizeBytes = contentBytes(content).length;
  return sizeBytes > LARGEST_INLINE_BYTES ? { file, sizeBytes } : undefined;
}

/** The file that a content of an unpacked plan names in the place of its bytes. */
function storedFile(plan: Pick<Plan, 'contents'>, text: string): StoredFile | undefined {
  const content = storedContent(plan, text);
  return content !== undefined && 'file' in content ? content : undefined;
}

function storedContent({ contents }: Pick<Plan, 'contents'>, text: string): StoredContent | undefined {
  const id = namedDigest(text);
  return id !== undefined && Object.hasOwn(contents, id) ? contents[id] : undefined;
}

/**
 * The plan with each text in its place again; equal texts are one in memory. Contents that a file of the tree has stay named by their digest, in the
 * actions that write them. A text whose content is missing stays as it stands.
 */
export function unpackPlan(plan: Plan): Plan {
  return atOnce(unpackSteps(plan));
}

/** The same for many steps: others get their turn between them. */
export function unpackPlanInTurns(plan: Plan): Promise<Plan> {
  return inTurns(unpackSteps(plan));
}

function* unpackSteps(plan: Plan): Generator<undefined, Plan> {
  const mapper: TextMapper = {
    text: (text) => {
      const stored = storedContent(plan, text);
      return stored !== undefined && 'text' in stored ? stored.text : text;
    },
    content: (content) => {
      const stored = storedContent(plan, 'text' in content ? content.text : content.base64);
      return stored === undefined || 'file' in stored ? content : stored;
    },
  };
  const map = createStepMap(mapper);
  const steps: Step[] = [];
  for (const step of plan.steps) {
    steps.push(map(step));
    yield undefined;
  }
  return { ...plan, steps };
}

/** Makes what gives steps of which equal parts, and equal texts, are one in memory: of thousands of hosts most are alike. */
export function createStepSharer(): (step: Step) => Step {
  const texts = createRecent<string, string>();
  const share = (text: string): string => {
    if (text.length <= LONGEST_TEXT) return text;
    return texts.of(sha256(text), () => text);
  };
  const mapper: TextMapper = {
    text: share,
    content: (content) => ('text' in content ? { text: share(content.text) } : { base64: share(content.base64) }),
    givesEqual: true,
  };
  const map = createStepMap(mapper, onceAlike);
  const words = createRecent<string, string>();
  const word = (text: string): string => words.of(text, () => text);
  return (step) => ({
    ...map(step),
    address: word(step.address),
    task: word(step.task),
    ...(step.summary === undefined ? {} : { summary: word(step.summary) }),
  });
}

interface TextMapper {
  readonly text: (text: string) => string;
  /** What a step writes. */
  readonly content: (content: Content) => Content;
  /** True when what it gives is equal, and yet to be taken. Else a part in which all texts stay is not made anew. */
  readonly givesEqual?: true;
}

/** Makes a function that makes each part once. */
type Once = <T extends object, R extends object>(make: (from: T) => R) => (from: T) => R;

/** Maps the steps of one plan. What several steps share in memory is mapped once, and shared again. */
function createStepMap(map: TextMapper, once: Once = onceEach): (step: Step) => Step {
  const itself = <T extends object>(part: T): T => part;
  const field = once((one: FieldChange) => mapField(one, map));
  const change = once((one: Step['change']) => renewed(one, { fields: listOf(one.fields, field, map) }, map));
  const requests = once((list: readonly Request[]) => listOf(list, (request) => mapRequest(request, map), map));
  const answers = once((list: readonly string[]) => listOf(list, (answer) => map.text(answer), map));
  const guard = once((one: Guard) => renewed(one, guardMembers(one, requests, answers), map));
  const actions = once((list: readonly Action[]) => listOf(list, (action) => mapAction(action, map), map));
  const outputs = once((all: Step['outputs']) => mapOutputs(all, map));
  const texts = once((list: readonly TextChange[]) => listOf(list, (text) => mapTextChange(text, map), map));
  const labels = once<Step['labels'], Step['labels']>(itself);
  const footprint = once<Step['footprint'], Step['footprint']>(itself);
  return (step) =>
    renewed(
      step,
      {
        change: change(step.change),
        guard: guard(step.guard),
        actions: actions(step.actions),
        ...(step.undo === undefined ? {} : { undo: actions(step.undo) }),
        outputs: outputs(step.outputs),
        ...(step.texts === undefined ? {} : { texts: texts(step.texts) }),
        labels: labels(step.labels),
        footprint: footprint(step.footprint),
      },
      map,
    );
}

/** Maps each object once. */
function onceEach<T extends object, R extends object>(make: (from: T) => R): (from: T) => R {
  const made = new Map<T, R>();
  return (from) => {
    const known = made.get(from);
    if (known !== undefined) return known;
    const one = make(from);
    if (!Object.is(one, from)) made.set(from, one);
    return one;
  };
}

/** Maps equal objects once as long as they come again and again: what comes of them is one in memory. */
function onceAlike<T extends object, R extends object>(make: (from: T) => R): (from: T) => R {
  const made = createRecent<string, R>();
  const met = createRecent<T, R>();
  return (from) =>
    met.of(from, () => {
      const text = JSON.stringify(from);
      return made.of(text.length <= LONGEST_TEXT ? text : sha256(text), () => make(from));
    });
}

/** The part with other members; itself where none of them is another. */
function renewed<T extends object>(part: T, members: Partial<T>, { givesEqual }: TextMapper): T {
  const isAnother = givesEqual === true || Object.entries(members).some(([name, member]) => Reflect.get(part, name) !== member);
  return isAnother ? { ...part, ...members } : part;
}

function listOf<T>(list: readonly T[], make: (item: T) => T, { givesEqual }: TextMapper): readonly T[] {
  const made = list.map(make);
  return givesEqual === true || made.some((item, index) => item !== list[index]) ? made : list;
}

function mapOutputs(all: Step['outputs'], map: TextMapper): Step['outputs'] {
  const members = Object.entries(all).map(([name, output]): readonly [string, Step['outputs'][string]] => [
    name,
    renewed(output, { request: mapRequest(output.request, map) }, map),
  ]);
  return renewed(all, Object.fromEntries(members), map);
}

function guardMembers(
  { requests, afterAnswers, seen }: Guard,
  mapRequests: (list: readonly Request[]) => readonly Request[],
  mapAnswers: (list: readonly string[]) => readonly string[],
): Partial<Guard> {
  return {
    requests: mapRequests(requests),
    ...(afterAnswers === undefined ? {} : { afterAnswers: mapAnswers(afterAnswers) }),
    ...(seen === undefined ? {} : { seen: mapAnswers(seen) }),
  };
}

function mapRequest(request: Request, map: TextMapper): Request {
  return request.ask === 'run' ? renewed(request, { argv: listOf(request.argv, (word) => map.text(word), map) }, map) : request;
}

function mapAction(action: Action, map: TextMapper): Action {
  switch (action.do) {
    case 'run': {
      const stdin = action.stdin === undefined ? {} : { stdin: map.text(action.stdin) };
      return renewed(action, { argv: listOf(action.argv, (word) => map.text(word), map), ...stdin }, map);
    }
    case 'write':
      return renewed(action, { content: map.content(action.content) }, map);
    default:
      return action;
  }
}

function mapTextChange(change: TextChange, map: TextMapper): TextChange {
  const members = {
    ...(change.before === undefined ? {} : { before: map.text(change.before) }),
    ...(change.after === undefined ? {} : { after: map.text(change.after) }),
  };
  return renewed(change, members, map);
}

function mapField(field: FieldChange, map: TextMapper): FieldChange {
  const members = {
    ...(field.before === undefined ? {} : { before: mapJson(field.before, map) }),
    ...(field.after === undefined ? {} : { after: mapJson(field.after, map) }),
  };
  return renewed(field, members, map);
}

function mapJson(value: Json, map: TextMapper): Json {
  if (typeof value === 'string') return map.text(value);
  if (Array.isArray(value)) return listOf(value, (one: Json) => mapJson(one, map), map);
  if (!isJsonObject(value)) return value;
  return renewed(value, Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapJson(one, map)])), map);
}
