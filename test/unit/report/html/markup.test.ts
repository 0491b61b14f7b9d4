import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holeText } from '../../../../src/core/hole.ts';
import { drawnText, el, htmlDocument, join, link, say, type Html } from '../../../../src/report/html/markup.ts';
import { readHtml } from '../../../support/read-html.ts';

/** The markup of a piece, without what stands around it in a document. */
function textOf(piece: Html): string {
  const page = htmlDocument({ language: 'en', title: { en: '', ko: '' }, style: '', program: '', body: piece });
  return /<body>\n(.*)\n<script>/su.exec(page)?.[1] ?? '';
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[<>"'&/=a-z !-]{0,20}$/u),
  fc.constantFrom('<script>alert(1)</script>', '" onload="x', '--><b>', ']]>', '</title><img src=x>', '\u001B[31mred', '\u202Eabc', '&lt;'),
  fc.constant(holeText({ kind: 'unknown', until: '</span><script>' })),
);

describe('pieces of HTML', () => {
  test('no text makes an element or an attribute, wherever it stands', () => {
    fc.assert(
      fc.property(nasty, nasty, nasty, (a, b, c) => {
        const piece = el('p', { class: a, id: b }, c, el('code', {}, a), drawnText(b), link(c, a), say({ en: `${b}x`, ko: c }));
        const read = readHtml(textOf(piece));
        expect(read.tags.filter((tag) => !['p', 'code', 'a', 'span'].includes(tag))).toEqual([]);
        expect(read.attributes.filter((name) => !['class', 'id', 'href', 'lang'].includes(name))).toEqual([]);
        expect(read.tags.filter((tag) => tag === 'p')).toHaveLength(1);
        expect(read.tags.filter((tag) => tag === 'code')).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });

  test('what a reader cannot see is shown by its number', () => {
    expect(textOf(join('a\u001B[31m\u202Eb\u200Bc\uD800d\u2028\u00ADe\u0000'))).toBe(
      'a\\x1b[31m\\u{202e}b\\u{200b}c\\u{d800}d\\u{2028}\\xade\\x00',
    );
    expect(textOf(el('p', { class: 'a\u202Eb' }))).toBe('<p class="a\\u{202e}b"></p>');
  });

  test('a plain text stays as it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[가-힣a-zA-Z0-9 .,:/\n-]*$/u), (text) => {
        expect(readHtml(textOf(join(text))).text).toBe(text);
      }),
    );
  });

  test('a hole is said in both languages', () => {
    const read = textOf(join('key ', holeText({ kind: 'secret', name: 'pw<b>' })));
    expect(read).toBe(
      'key <span class="hole"><span class="en" lang="en">(secret pw&lt;b&gt;)</span><span class="ko" lang="ko">(비밀 값 pw&lt;b&gt;)</span></span>',
    );
  });

  test('a browser is told the digests of the only style and program that it may take', async () => {
    const page = htmlDocument({ language: 'ko', title: { en: 'a', ko: '</title>나' }, style: 'p{}', program: 'run()', body: join() });
    const digest = async (text: string): Promise<string> =>
      Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('base64');
    expect(page).toContain(
      `content="default-src 'none'; style-src 'sha256-${await digest('p{}')}'; script-src 'sha256-${await digest('run()')}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(page).toContain('<title>&lt;/title&gt;나</title>');
  });
});
