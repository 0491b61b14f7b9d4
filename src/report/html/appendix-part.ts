import type { Bilingual } from '../../core/codes/entry.ts';
import type { Plan } from '../../core/plan.ts';
import { el, join, say, type Html } from './markup.ts';
import { rowPart, tablePart, wayIn } from './table-part.ts';
import type { PagePen } from './page-pen.ts';
import { labelWords } from './words.ts';

/** Where the plan comes from, by what the hosts are known, what the signs mean. */
export function appendixPart(plan: Plan, level: 'h3' | 'h4' = 'h3'): Html {
  return join(
    el(level, {}, say({ en: 'Origin', ko: '출처' })),
    originTable(plan),
    el(level, {}, say({ en: 'Identities of the hosts', ko: '호스트 식별 정보' })),
    identityTable(plan),
  );
}

/** What the signs and words of the page mean. */
export function legendPart(): Html {
  const row = (sign: string, words: Bilingual): Html => join(el('dt', {}, sign), el('dd', {}, say(words)));
  return el(
    'dl',
    { class: 'legend' },
    row('+ ~ -', { en: 'creates, changes, deletes', ko: '생성, 변경, 삭제' }),
    row('!', { en: 'point of no return: cannot be taken back without loss', ko: '되돌릴 수 없는 지점: 손실 없이는 되돌릴 수 없습니다' }),
    row('?', labelWords.opaque),
    row('✓ = ✕ –', {
      en: 'changed, already so, not done as planned, not begun',
      ko: '변경됨, 이미 적용됨, 계획대로 되지 않음, 시작하지 않음',
    }),
    row('( … )', {
      en: 'a value that is known only after the step named there, or a secret, which is never shown',
      ko: '표시된 단계 이후에 확정되는 값이거나, 표시하지 않는 비밀 값입니다',
    }),
    row('\\x1b \\u{202e}', {
      en: 'a character that cannot be seen, or that would reorder text, by its number',
      ko: '보이지 않거나 글의 순서를 바꾸는 문자는 문자 번호로 표시합니다',
    }),
  );
}

/** Long texts of commands, each once. */
export function listingPart(pen: PagePen): Html {
  return join(
    pen
      .listings()
      .map((text, index) =>
        el(
          'details',
          { class: 'text', id: `listing-${index + 1}` },
          el('summary', {}, say({ en: `Listing ${index + 1}`, ko: `목록 ${index + 1}` }), ` (${text.split('\n').length})`),
          el('pre', { class: 'output' }, text),
        ),
      ),
  );
}

function originTable(plan: Plan): Html {
  const { origin } = plan;
  const facts: readonly (readonly [Bilingual, string])[] = [
    [{ en: 'Made by', ko: '작성자' }, origin.operator],
    [{ en: 'Version of the program', ko: '프로그램 버전' }, origin.version],
    ...Object.entries(origin.options).map(([name, value]): readonly [Bilingual, string] => [
      { en: `Option ${name}`, ko: `옵션 ${name}` },
      value,
    ]),
    ...Object.entries(origin.marks).map(([name, value]): readonly [Bilingual, string] => [
      { en: `Mark of ${name}`, ko: `${name}의 표시` },
      value,
    ]),
  ];
  const files = Object.entries(origin.files);
  return join(
    el(
      'dl',
      { class: 'summary' },
      facts.map(([label, value]) => join(el('dt', {}, say(label)), el('dd', {}, value))),
    ),
    files.length === 0
      ? el('p', {}, say({ en: 'The plan does not name the files that it was made from.', ko: '계획에 원본 파일 목록이 없습니다.' }))
      : tablePart(
          { class: 'wide-text', caption: { en: 'Files that were read', ko: '읽은 파일' } },
          [
            { en: 'File', ko: '파일' },
            { en: 'SHA-256', ko: 'SHA-256' },
          ],
          files.map(([path, digest]) => rowPart(path, [el('code', {}, digest)])),
        ),
  );
}

function identityTable(plan: Plan): Html {
  const hosts = Object.entries(plan.identities);
  if (hosts.length === 0) return el('p', {}, say({ en: 'The plan does not hold identities.', ko: '계획에 식별 정보가 없습니다.' }));
  const table = tablePart(
    { class: 'wide-text', caption: { en: 'Host keys that were trusted when the plan was made', ko: '계획 작성 시 신뢰한 호스트 키' } },
    [
      { en: 'Host', ko: '호스트' },
      { en: 'Address', ko: '주소' },
      { en: 'Way in', ko: '접속 경로' },
      { en: 'Fingerprints', ko: '지문' },
    ],
    hosts.map(([name, one]) =>
      rowPart(name, [
        `${one.address}:${one.port}`,
        wayIn(one.via),
        one.hostKeys.length === 0
          ? say({ en: 'this machine itself', ko: '이 컴퓨터' })
          : one.hostKeys.map((key, index) => join(index === 0 ? undefined : el('br', {}), el('code', {}, key))),
      ]),
    ),
  );
  if (hosts.length <= 40) return table;
  return el('details', {}, el('summary', {}, say({ en: `${hosts.length} hosts`, ko: `호스트 ${hosts.length}대` })), table);
}
