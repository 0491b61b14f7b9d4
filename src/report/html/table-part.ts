import type { Bilingual } from '../../core/codes/entry.ts';
import { el, say, type Child, type Html } from './markup.ts';

/** What a table is named by, and how it looks. */
export interface TableLook {
  readonly caption: Bilingual;
  /** Id of the caption, for a frame that is named by it. */
  readonly captionId?: string;
  readonly class?: string;
}

/** A table with its caption, a title for each column, and its rows (`rowPart`). */
export function tablePart(look: TableLook, titles: readonly Bilingual[], rows: Child): Html {
  return el(
    'table',
    look.class === undefined ? {} : { class: look.class },
    el('caption', look.captionId === undefined ? {} : { id: look.captionId }, say(look.caption)),
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        titles.map((title) => el('th', { scope: 'col' }, say(title))),
      ),
    ),
    el('tbody', {}, rows),
  );
}

/** A row: what it is about, and its cells. */
export function rowPart(about: Child, cells: readonly Child[], more: { readonly class?: string } = {}): Html {
  return el(
    'tr',
    more,
    el('th', { scope: 'row' }, about),
    cells.map((cell) => el('td', {}, cell)),
  );
}

/** A frame that scrolls by itself, so that what is wide in it does not widen the page. It is named by the caption with that id. */
export function widePart(captionId: string, ...inside: readonly Child[]): Html {
  return el('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-labelledby': captionId }, ...inside);
}

/** By which hosts a host is reached. */
export function wayIn(via: readonly string[]): Child {
  return via.length === 0 ? say({ en: 'direct', ko: '직접' }) : via.join(' → ');
}
