import { showDuration } from '../wording.ts';
import { diagnosticList, type ExplainCode } from './diagnostic-part.ts';
import { el, join, say, type Html } from './markup.ts';
import { outcomeKey, type RunStage, type StepOutcome } from './run-record.ts';
import { stepStatusWords } from './words.ts';

/** Sign of an end, so that nothing hangs on a colour. */
const signs: Readonly<Record<NonNullable<StepOutcome['status']>, string>> = {
  changed: '✓',
  already: '=',
  refused: '✕',
  failed: '✕',
  timed_out: '✕',
  still_running: '…',
  rolled_back: '✕',
  unknown: '✕',
  not_begun: '–',
  blocked: '–',
};

const CUT = { en: 'BEGUN, END NOT KNOWN', ko: '시작되었으나 결과를 알 수 없음' };
const NONE = { en: 'not begun', ko: '시작하지 않음' };

/** What became of a step on these hosts: how it ended and how long it took, with output and diagnostics. */
export function outcomePart(stage: RunStage, address: string, hosts: readonly string[], explainCode: ExplainCode): Html {
  const all = hosts.map((host) => ({ host, outcome: stage.outcomes.get(outcomeKey(host, address)) }));
  const groups = Map.groupBy(all, ({ outcome }) => (outcome === undefined ? 'not_begun' : (outcome.status ?? 'cut')));
  return el(
    'div',
    { class: 'outcome' },
    [...groups].map(([status, members]) => {
      const words = status === 'cut' ? CUT : stepStatusWords[status];
      const good = status === 'changed' || status === 'already';
      const names = members.map(({ host, outcome }) =>
        outcome?.status === undefined || outcome.durationMs === 0 ? host : `${host} ${showDuration(outcome.durationMs)}`,
      );
      const told = members.flatMap(({ outcome }) => (outcome === undefined ? [] : [outcome]));
      const diagnostics = members.flatMap(({ host, outcome }) =>
        outcome?.diagnostic === undefined ? [] : [{ ...outcome.diagnostic, host: outcome.diagnostic.host ?? host }],
      );
      return el(
        'div',
        { class: good ? 'end good' : status === 'not_begun' ? 'end' : 'end bad' },
        el(
          'p',
          {},
          el('strong', {}, status === 'cut' ? '✕ ' : `${signs[status]} `, say(told.length === 0 ? NONE : words)),
          ': ',
          names.join(', '),
          told.some((one) => one.confirmed === true)
            ? join(' · ', say({ en: 'confirmed over a new connection', ko: '새 연결로 확인됨' }))
            : undefined,
        ),
        diagnosticList(diagnostics, explainCode),
        outputs(members, good),
      );
    }),
  );
}

/** Output of the hosts: of the failed ones open, of the others one for all, folded. */
function outputs(
  members: readonly { readonly host: string; readonly outcome: StepOutcome | undefined }[],
  good: boolean,
): Html | undefined {
  const spoke = members.filter(({ outcome }) => (outcome?.output.length ?? 0) > 0);
  const shown = spoke.slice(0, good ? 1 : 5);
  if (shown.length === 0) return undefined;
  return join(
    shown.map(({ host, outcome }) => {
      const lines = outcome?.output ?? [];
      const left = (outcome?.outputLines ?? 0) - lines.length;
      return el(
        'details',
        { class: 'text', ...(good ? {} : { open: true }) },
        el('summary', {}, say({ en: `Output on ${host}`, ko: `${host}의 출력` }), left > 0 ? tail(lines.length, left) : undefined),
        el('pre', { class: 'output' }, lines.join('\n')),
      );
    }),
    spoke.length === shown.length
      ? undefined
      : el(
          'p',
          { class: 'left' },
          say({
            en: `Output of ${spoke.length - shown.length} more hosts is in the journal: runbook show RUN --verbose.`,
            ko: `나머지 호스트 ${spoke.length - shown.length}대의 출력은 저널에 있습니다: runbook show RUN --verbose`,
          }),
        ),
  );
}

function tail(shown: number, left: number): Html {
  return say({ en: `, the last ${shown} lines of ${shown + left}`, ko: `, 전체 ${shown + left}줄 중 마지막 ${shown}줄` });
}
