import type { Bilingual } from '../../core/codes/entry.ts';
import { groupedDigest } from './digest-text.ts';
import { el, join, say, type Html } from './markup.ts';
import { rowPart, tablePart } from './table-part.ts';

const roles: readonly Bilingual[] = [
  { en: 'Made by', ko: '작성' },
  { en: 'Approved by', ko: '승인' },
  { en: 'Carried out by', ko: '수행' },
];

/** Lines to sign by hand, with the digest of what is signed. */
export function signaturePart(digest: string): Html {
  return join(
    el(
      'p',
      {},
      say({
        en: 'Whoever signs has read the plan with this digest (SHA-256). Another digest is another plan.',
        ko: '서명자는 다음 다이제스트(SHA-256)의 계획을 확인하였습니다. 다이제스트가 다르면 다른 계획입니다.',
      }),
      ' ',
      groupedDigest(digest),
    ),
    tablePart(
      { class: 'signatures', caption: { en: 'Signatures', ko: '서명' } },
      [
        { en: 'Role', ko: '구분' },
        { en: 'Name', ko: '성명' },
        { en: 'Date', ko: '일자' },
        { en: 'Signature', ko: '서명' },
      ],
      roles.map((role) => rowPart(say(role), ['', '', ''])),
    ),
  );
}
