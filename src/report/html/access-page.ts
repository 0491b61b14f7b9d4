import { clockOf, type AccessEntry } from '../access-record.ts';
import { count, showDateTime, showTime, type Clock } from '../wording.ts';
import { languageChoice } from './language-choice.ts';
import { shorten } from './action-part.ts';
import { el, htmlDocument, join, say, type Html } from './markup.ts';
import { pageProgram } from './page-program.ts';
import { pageStyle } from './page-style.ts';
import { rowPart, tablePart, wayIn, widePart } from './table-part.ts';

/** Longer commands are shortened on the page; the CSV has them whole. In characters. */
const LONGEST_COMMAND = 300;

/** The head of a journal, by which nobody can have written it anew. */
export interface RunHead {
  readonly run: string;
  readonly records: number;
  readonly head: string;
}

/** The access record of runs as one HTML page that needs nothing but itself: for the auditor, on a screen or on paper. */
export function renderAccessPage(
  entries: readonly AccessEntry[],
  heads: readonly RunHead[],
  { language, ...clock }: Clock & { readonly language: 'en' | 'ko' },
): string {
  const title = { en: 'Access record', ko: '접속 기록' };
  const [first] = entries;
  const last = entries.at(-1);
  const body = join(
    el(
      'header',
      {},
      el('div', { class: 'tools' }, languageChoice(language)),
      el('h1', {}, say(title)),
      el(
        'p',
        { class: 'promise' },
        first === undefined || last === undefined
          ? say({ en: 'Nobody entered a host.', ko: '호스트에 접속한 기록이 없습니다.' })
          : say({
              en: `${count(entries.length, 'entry', 'entries')}, ${showDateTime(first.at, clock)} to ${showDateTime(last.at, clock)}. Times are by the ${clockOf(first)}.`,
              ko: `${entries.length}건, ${showDateTime(first.at, clock)}부터 ${showDateTime(last.at, clock)}까지. 시각은 ${first.from.split(' ')[0] || '제어 컴퓨터'}의 시계 기준이며 공증되지 않았습니다.`,
            }),
      ),
    ),
    el(
      'main',
      {},
      heads.map(({ run }) =>
        runPart(
          run,
          entries.filter((one) => one.run === run),
          clock,
        ),
      ),
      tablePart(
        { caption: { en: 'Heads of the journals', ko: '저널 헤드' }, class: 'wide-text' },
        [
          { en: 'Run', ko: '실행' },
          { en: 'Records', ko: '기록 수' },
          { en: 'Head (SHA-256)', ko: '헤드(SHA-256)' },
        ],
        heads.map((one) => rowPart(one.run, [String(one.records), el('code', {}, one.head)])),
      ),
    ),
  );
  return htmlDocument({ language, title, style: pageStyle(heads.length === 1 ? (heads[0]?.head ?? '') : ''), program: pageProgram, body });
}

/** Who did it from where, and each entry of the run. */
function runPart(run: string, entries: readonly AccessEntry[], clock: Clock): Html {
  const [first] = entries;
  const about = first === undefined ? [] : [first.person, first.from, first.ticket, first.reason].filter((text) => text !== '');
  return el(
    'section',
    { 'aria-labelledby': `run-${run}` },
    el('h2', { id: `run-${run}` }, run),
    el('p', {}, about.join(' · ')),
    widePart(
      `entries-${run}`,
      tablePart(
        { caption: { en: 'Entries and commands', ko: '접속과 명령' }, captionId: `entries-${run}`, class: 'record' },
        [
          { en: 'Time', ko: '시각' },
          { en: 'Host', ko: '호스트' },
          { en: 'Through', ko: '경유' },
          { en: 'Account', ko: '계정' },
          { en: 'Command', ko: '명령' },
          { en: 'Result', ko: '결과' },
        ],
        entries.map((one) =>
          rowPart(`${showDay(one.at, clock)} ${showTime(one.at, clock)}`, [
            one.host,
            wayIn(one.hops),
            one.account,
            join(
              el('code', {}, shorten(one.command, LONGEST_COMMAND)),
              one.resource === '' ? undefined : join(el('br', {}), el('small', {}, one.resource)),
            ),
            one.result,
          ]),
        ),
      ),
    ),
  );
}

/** The day of a time: of `2026-11-22 14:02 GMT+9` the first word. */
function showDay(at: string, clock: Clock): string {
  return showDateTime(at, clock).split(' ')[0] ?? '';
}
