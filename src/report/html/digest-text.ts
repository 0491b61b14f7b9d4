import { el, type Html } from './markup.ts';

/** A digest in groups of four, to be read aloud and compared. */
export function groupedDigest(digest: string): Html {
  return el(
    'span',
    { class: 'digest' },
    (digest.match(/.{1,4}/gu) ?? []).map((group) => el('span', {}, group)),
  );
}
