import { createHash } from 'node:crypto';
import type { Bilingual } from '../../core/codes/entry.ts';
import { holesOf, type Hole } from '../../core/hole.ts';
import { sanitize } from '../../core/text-sanitize.ts';
import { holeWords } from './hole-words.ts';

/** Only this file makes pieces of HTML, so in each of them every text is escaped. */
const markup = Symbol('markup');

/** A piece of HTML in which every text is escaped. */
export interface Html {
  readonly [markup]: string;
}

/** What an element may hold. A text is shown as it is, holes in words; nothing in it is markup. */
export type Child = Html | string | undefined | readonly Child[];

/** The words of a text, as types. */
type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text;

/** Elements of the page. None of them loads or runs anything. */
export type Tag =
  | Words<'header main nav footer section article div span p h1 h2 h3 h4 h5 ul ol li dl dt dd table caption thead tbody tr th td pre code'>
  | Words<'strong small b details summary figure figcaption fieldset legend label input button br'>
  | Words<'svg g rect line path circle polygon text tspan'>;

/** Attributes of the page. None of them takes an address or a program. */
export type AttributeName =
  | Words<'class id lang for type name value checked open scope colspan role hidden tabindex aria-labelledby aria-hidden'>
  | Words<'viewBox width height x y x1 y1 x2 y2 cx cy r rx d points text-anchor'>;

/** Attributes by name; `true` stands for one without a value, undefined for none. */
export type Attributes = Readonly<Partial<Record<AttributeName, string | number | true | undefined>>>;

const EMPTY: readonly Tag[] = ['input', 'br'];

/** An element. */
export function el(tag: Tag, attributes: Attributes, ...children: readonly Child[]): Html {
  const open = `<${tag}${attributeText(attributes)}>`;
  return make(EMPTY.includes(tag) ? open : `${open}${inner(children)}</${tag}>`);
}

/** Pieces one after the other. */
export function join(...children: readonly Child[]): Html {
  return make(inner(children));
}

/** True when both pieces are the same to a reader. */
export function sameHtml(a: Html, b: Html): boolean {
  return a[markup] === b[markup];
}

/** A link within the page. */
export function link(anchor: string, ...children: readonly Child[]): Html {
  return make(`<a href="#${escapeText(encodeURIComponent(anchor))}">${inner(children)}</a>`);
}

/** A text in both languages; the reader sees the chosen one. */
export function say(words: Bilingual): Html {
  return words.en === words.ko ? join(words.en) : inBoth('span', words);
}

/** The same within a drawing. */
export function sayDrawn(words: Bilingual): Html {
  return inBoth('tspan', words);
}

/** A text of the program that it has in English only. */
export function english(text: string): Html {
  return el('span', { lang: 'en' }, text);
}

/** A text as it may stand in a drawing: with no element in it. */
export function drawnText(text: string): Html {
  return make(escapeText(visibleText(text)));
}

function inBoth(tag: 'span' | 'tspan', { en, ko }: Bilingual): Html {
  return join(el(tag, { class: 'en', lang: 'en' }, drawnOrText(tag, en)), el(tag, { class: 'ko', lang: 'ko' }, drawnOrText(tag, ko)));
}

function drawnOrText(tag: 'span' | 'tspan', text: string): Child {
  return tag === 'tspan' ? drawnText(text) : text;
}

/** A whole document. The style and the program are the only ones that a browser takes: it is told their digests. */
export function htmlDocument(parts: {
  readonly language: 'en' | 'ko';
  readonly title: Bilingual;
  readonly style: string;
  readonly program: string;
  readonly body: Html;
}): string {
  const { language, title, style, program } = parts;
  const policy = `default-src 'none'; style-src '${digestSource(style)}'; script-src '${digestSource(program)}'; base-uri 'none'; form-action 'none'`;
  return [
    '<!DOCTYPE html>',
    `<html lang="${language}" data-en="${escapeText(visibleText(title.en))}" data-ko="${escapeText(visibleText(title.ko))}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeText(visibleText(title[language]))}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    parts.body[markup],
    `<script>${program}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** Text without anything that a reader cannot see: control characters, and those that reorder, hide or join text, are shown by their numbers. */
function visibleText(text: string): string {
  return sanitize(text.replaceAll('\t', '    ')).replace(
    /[\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

function make(text: string): Html {
  return { [markup]: text };
}

function inner(children: readonly Child[]): string {
  let text = '';
  for (const child of children) {
    if (child === undefined) continue;
    text += typeof child === 'string' ? textWithHoles(child) : isList(child) ? inner(child) : child[markup];
  }
  return text;
}

function isList(child: Html | readonly Child[]): child is readonly Child[] {
  return Array.isArray(child);
}

const HOLE = /(\uE000[^\uE001]*\uE001)/u;

function textWithHoles(text: string): string {
  if (!text.includes('\uE000')) return escapeText(visibleText(text));
  return text
    .split(HOLE)
    .map((part) => {
      const [hole] = part.startsWith('\uE000') ? holesOf(part) : [];
      return hole === undefined ? escapeText(visibleText(part)) : holeText(hole);
    })
    .join('');
}

function holeText(hole: Hole): string {
  const { en, ko } = holeWords(hole);
  const words = (language: 'en' | 'ko', text: string): string =>
    `<span class="${language}" lang="${language}">${escapeText(visibleText(text))}</span>`;
  return `<span class="hole">${words('en', en)}${words('ko', ko)}</span>`;
}

function attributeText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) =>
      value === undefined ? '' : value === true ? ` ${name}` : ` ${name}="${escapeText(visibleText(String(value)))}"`,
    )
    .join('');
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeText(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => escapes[character] ?? '');
}

function digestSource(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
