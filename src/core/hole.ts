/**
 * A hole stands in text for a value that is not known yet, or that must not be seen. It is written as a sentinel between two
 * private-use characters, so a text with holes is still a plain string: it can be rendered, compared, diffed and stored.
 * Text from outside (YAML, templates, hosts) must not contain the two characters: see `hasSentinel`.
 */
export type Hole =
  /** A value that a resource of a host yields, known when its step has run. */
  | {
      readonly kind: 'output';
      readonly host: string;
      readonly address: string;
      readonly output: string;
      /** Regular expression source that the whole value must match: what a host answers is not trusted. */
      readonly pattern: string;
      readonly secret: boolean;
    }
  /** A secret of the inventory, by the name of its variable; filled in just before it is sent. */
  | { readonly kind: 'secret'; readonly name: string }
  /** The SHA-256 (hex) that a content of the plan has once its own holes are filled. */
  | { readonly kind: 'digest'; readonly content: string }
  /** Something that a step may change in a way that cannot be predicted; known when that step has run. */
  | { readonly kind: 'unknown'; readonly until: string };

const OPEN = '\uE000';
const CLOSE = '\uE001';
const sentinel = new RegExp(`${OPEN}([^${CLOSE}]*)${CLOSE}`, 'gu');

/** True when the text contains a character that only holes may contain. */
export function hasSentinel(text: string): boolean {
  return text.includes(OPEN) || text.includes(CLOSE);
}

/** The text that stands for the hole. */
export function holeText(hole: Hole): string {
  return `${OPEN}${JSON.stringify(hole)}${CLOSE}`;
}

/** The text that stands for something unknown until the step with that address has run. */
export function unknownUntil(address: string): string {
  return holeText({ kind: 'unknown', until: address });
}

/** True when the value is a text with at least one hole. */
export function hasHole(value: unknown): boolean {
  return typeof value === 'string' && value.includes(OPEN);
}

/** The holes of a text, in order. */
export function holesOf(text: string): readonly Hole[] {
  const holes: Hole[] = [];
  if (!hasHole(text)) return holes;
  for (const match of text.matchAll(sentinel)) {
    const hole = parseHole(match[1] ?? '');
    if (hole !== undefined) holes.push(hole);
  }
  return holes;
}

/** True when a hole of the text stands for a secret. */
export function hasSecret(text: string): boolean {
  return hasHole(text) && holesOf(text).some((hole) => hole.kind === 'secret' || (hole.kind === 'output' && hole.secret));
}

/** The text without its holes. A hole that is not written as `holeText` writes it stays. */
export function withoutHoles(text: string): string {
  return text.replace(sentinel, (whole, inner: string) => {
    const hole = parseHole(inner);
    return hole !== undefined && holeText(hole) === whole ? '' : whole;
  });
}

/** The text with each hole replaced by what `fill` gives for it. */
export function fillHoles(text: string, fill: (hole: Hole) => string): string {
  return text.replace(sentinel, (whole, inner: string) => {
    const hole = parseHole(inner);
    return hole === undefined ? whole : fill(hole);
  });
}

/** The text as a person reads it: `(public_key known after cp-1 wireguard_key:/etc/wireguard/wg0.key)`. */
export function showHoles(text: string): string {
  return fillHoles(text, (hole) => {
    switch (hole.kind) {
      case 'output':
        return `(${hole.secret ? 'secret ' : ''}${hole.output} known after ${hole.host} ${hole.address})`;
      case 'secret':
        return `(secret ${hole.name})`;
      case 'digest':
        return '(digest of the content)';
      case 'unknown':
        return `(known after ${hole.until})`;
    }
  });
}

function parseHole(inner: string): Hole | undefined {
  let value: unknown;
  try {
    value = JSON.parse(inner);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const text = (key: string): string => {
    const found: unknown = Reflect.get(value, key);
    return typeof found === 'string' ? found : '';
  };
  switch (value.kind) {
    case 'output':
      return {
        kind: 'output',
        host: text('host'),
        address: text('address'),
        output: text('output'),
        pattern: text('pattern'),
        secret: Reflect.get(value, 'secret') === true,
      };
    case 'secret':
      return { kind: 'secret', name: text('name') };
    case 'digest':
      return { kind: 'digest', content: text('content') };
    case 'unknown':
      return { kind: 'unknown', until: text('until') };
    default:
      return undefined;
  }
}
