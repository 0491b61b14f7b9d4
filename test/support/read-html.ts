/** What a browser would make of a piece of HTML, by the tokenizer rules of the HTML standard (13.2.5) as far as the pages use them. */
export interface ReadHtml {
  /** Names of the elements that begin, in order. */
  readonly tags: readonly string[];
  readonly attributes: readonly string[];
  /** All text, with references to characters resolved. */
  readonly text: string;
}

const references: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Reads HTML. Throws at what a page must not have: comments, unquoted values, tags that do not end. */
export function readHtml(html: string): ReadHtml {
  const tags: string[] = [];
  const attributes: string[] = [];
  let text = '';
  let at = 0;
  while (at < html.length) {
    if (html[at] !== '<') {
      const end = html.indexOf('<', at);
      text += html.slice(at, end < 0 ? html.length : end);
      at = end < 0 ? html.length : end;
      continue;
    }
    const close = /^<\/([a-z][a-z0-9]*)>/u.exec(html.slice(at, at + 40));
    if (close !== null) {
      at += close[0].length;
      continue;
    }
    const open = /^<([a-z][a-z0-9]*)/u.exec(html.slice(at, at + 40));
    if (open === null) throw new Error(`no tag begins at ${html.slice(at, at + 40)}`);
    tags.push(open[1] ?? '');
    at += open[0].length;
    for (;;) {
      const rest = html.slice(at);
      const attribute = /^ ([^\s"'<>/=]+)(?:="([^"]*)")?/u.exec(rest);
      if (attribute !== null) {
        attributes.push(attribute[1] ?? '');
        at += attribute[0].length;
      } else if (rest.startsWith('>')) {
        at += 1;
        break;
      } else {
        throw new Error(`a tag does not end: ${rest.slice(0, 40)}`);
      }
    }
  }
  return { tags, attributes, text: text.replace(/&(amp|lt|gt|quot|#39);/gu, (_, name: string) => references[name] ?? '') };
}
