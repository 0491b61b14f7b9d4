import type { Bilingual, CodeEntry } from '../../core/codes/entry.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { withoutSequences } from '../output-lines.ts';
import { el, english, join, say, type Html } from './markup.ts';

/** What is known of a code, to say it in both languages. */
export type ExplainCode = (code: string) => CodeEntry | undefined;

/** A diagnostic: code, what, where, why, how to mend, and what the code stands for in the reader's language. */
function diagnosticPart(diagnostic: Diagnostic, hosts: readonly string[], explainCode: ExplainCode): Html {
  const entry = explainCode(diagnostic.code);
  const { source } = diagnostic;
  const row = (label: Bilingual, text: string | undefined): Html | undefined =>
    text === undefined || text === '' ? undefined : join(el('dt', {}, say(label)), el('dd', { lang: 'en' }, withoutSequences(text)));
  return el(
    'div',
    { class: `diagnostic ${diagnostic.severity === 'error' ? 'bad' : 'warn'}` },
    el(
      'p',
      {},
      el(
        'strong',
        {},
        say(diagnostic.severity === 'error' ? { en: 'Error ', ko: '오류 ' } : { en: 'Warning ', ko: '경고 ' }),
        diagnostic.code,
        entry === undefined ? undefined : join(': ', say(entry.title)),
      ),
    ),
    el('p', {}, english(diagnostic.what)),
    el(
      'dl',
      {},
      row({ en: 'hosts', ko: '호스트' }, hosts.join(', ')),
      row({ en: 'step', ko: '단계' }, diagnostic.address),
      row({ en: 'at', ko: '위치' }, source === undefined ? undefined : `${source.file}:${source.line}:${source.column}`),
      row({ en: 'why', ko: '원인' }, diagnostic.why),
      row({ en: 'mend', ko: '조치' }, diagnostic.mend),
      entry === undefined
        ? undefined
        : el('div', { class: 'ko' }, el('dt', { lang: 'ko' }, '해설'), el('dd', { lang: 'ko' }, `${entry.why.ko} ${entry.mend.ko}`)),
    ),
  );
}

/** Several diagnostics; equal ones of several hosts are one. */
export function diagnosticList(diagnostics: readonly Diagnostic[], explainCode: ExplainCode): Html {
  const groups = Map.groupBy(diagnostics, (one) => JSON.stringify({ ...one, host: undefined }));
  return join(
    [...groups.values()].map((same) => {
      const [first] = same;
      if (first === undefined) return undefined;
      const hosts = [...new Set(same.flatMap((one) => (one.host === undefined ? [] : [one.host])))];
      return diagnosticPart(first, hosts, explainCode);
    }),
  );
}
