import { sanitize } from './text-sanitize.ts';

/** One way in which a secret may be written. */
export interface Form {
  readonly text: string;
  /** True for encodings that programs break into lines: base64, hexadecimal digits. */
  readonly wraps: boolean;
}

/** Lines of a secret that are shorter than this are not looked for on their own, in characters. */
const SHORTEST_LINE = 8;
/** Cores of base64 in the middle of a longer text that are shorter than this prove nothing, in characters. */
const SHORTEST_CORE = 8;

/**
 * Every way in which a value is looked for: as it is, without white space at its ends, each long line of it, and those in base64 (at each of the
 * three places in a group, and the alphabet of RFC 4648 section 5), as part of a JSON text, of a URL, of XML, and quoted for sh; the whole also in hexadecimal digits.
 */
export function secretForms(value: string): readonly Form[] {
  const lines = value.split(/\r?\n/u).map((line) => line.trim());
  const whole = [value, value.trim()];
  const parts = lines.length > 1 ? lines.filter((line) => line.length >= SHORTEST_LINE && !line.startsWith('-----')) : [];
  const plain = [...new Set([...whole, ...parts])].filter((text) => text !== '');
  const forms = new Map<string, boolean>();
  for (const text of plain) for (const form of [text, ...escapedForms(text)]) forms.set(form, false);
  for (const text of plain) for (const form of base64Forms(text)) if (!forms.has(form)) forms.set(form, true);
  for (const form of hexForms(value.trim())) if (!forms.has(form)) forms.set(form, true);
  return [...forms].map(([text, wraps]) => ({ text, wraps })).sort((a, b) => b.text.length - a.text.length);
}

function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'utf8');
  const cores = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/u, '');
    // Characters that also depend on the bytes around the secret are left out.
    const start = offset === 0 ? 0 : offset + 1;
    const end = (offset + bytes.length) % 3 === 0 ? encoded.length : encoded.length - 1;
    return encoded.slice(start, end);
  });
  const padded = bytes.toString('base64');
  const forms = [padded, padded.replace(/=+$/u, ''), ...cores.filter((core) => core.length >= SHORTEST_CORE)];
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

function hexForms(text: string): readonly string[] {
  const digits = Buffer.from(text, 'utf8').toString('hex');
  return digits.length >= SHORTEST_CORE ? [digits, digits.toUpperCase()] : [];
}

function escapedForms(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const ascii = json.replace(/[^ -~]/gu, (character) => jsonEscape(character));
  return [
    json,
    JSON.stringify(json).slice(1, -1),
    ascii,
    JSON.stringify(ascii).slice(1, -1),
    ...urlForms(text),
    ...quotedForms(text),
    // As the program itself shows texts.
    sanitize(text),
    sanitize(text).replaceAll('\n', ' ⏎ '),
    sanitize(text).replaceAll('\n', '; '),
  ];
}

/** RFC 8259, 7: characters beyond the first plane are two escapes. */
function jsonEscape(character: string): string {
  return Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}

/** RFC 3986, and what HTML forms make of blanks; JavaScript and Python leave different characters as they are. */
function urlForms(text: string): readonly string[] {
  const lax = encodeURIComponent(text.toWellFormed());
  const strict = lax.replace(/[!'()*]/gu, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  const upper = [lax, strict, strict.replaceAll('%2F', '/'), lax.replaceAll('%20', '+'), strict.replaceAll('%20', '+')];
  return [...upper, ...upper.map((form) => form.replace(/%[0-9A-F]{2}/gu, (code) => code.toLowerCase()))];
}

/** Quoted for a shell, for XML, and as shells and languages print texts that are not plain: with `\n`, and with octal numbers. */
function quotedForms(text: string): readonly string[] {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
  const ansi = escaped.replaceAll("'", "\\'");
  return [
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    text.replace(/[\\"$`]/gu, '\\$&'),
    text.replace(/[^\w@%+=:,./-]/gu, '\\$&'),
    text.replace(/[&<>"']/gu, (character) => entities[character] ?? character),
    text.replace(/[&<>]/gu, (character) => entities[character] ?? character),
    escaped,
    ansi,
    ansi.replace(/[^ -~]/gu, (character) => octal(character)),
  ];
}

function octal(character: string): string {
  return [...Buffer.from(character, 'utf8')].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
