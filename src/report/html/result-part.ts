import { hostCounters } from '../host-counters.ts';
import type { HostSummary } from '../../core/event.ts';
import { count, showDateTime, showTime, type Clock } from '../wording.ts';
import { diagnosticList, type ExplainCode } from './diagnostic-part.ts';
import { el, english, join, say, type Html } from './markup.ts';
import type { CourseEvent, RunRecord, StepOutcome } from './run-record.ts';
import { rowPart, tablePart, widePart } from './table-part.ts';
import { exitWords, hostStatusWords, spent, stepStatusWords } from './words.ts';

/** How a run went: its end, its steps in numbers, its hosts, its course. */
export function resultPart(run: RunRecord, clock: Clock, explainCode: ExplainCode): Html {
  const planned = run.stages.flatMap((stage) => stage.plan.steps).length;
  const outcomes = run.stages.flatMap((stage) => [...stage.outcomes.values()]);
  const byStatus = Map.groupBy(outcomes, (one) => one.status ?? 'cut');
  const diagnostics = (run.done?.hosts ?? []).flatMap((host) => host.diagnostics.map((one) => ({ ...one, host: one.host ?? host.host })));
  const lost = run.done === undefined ? run.lost.map((event) => ({ ...event.diagnostic, host: event.host })) : [];
  return join(
    endSentence(run, clock),
    tablePart(
      { class: 'counts', caption: { en: 'Steps as planned and as they ended', ko: '계획한 단계와 실제 결과' } },
      [
        { en: 'Result', ko: '결과' },
        { en: 'Steps', ko: '단계' },
      ],
      [
        rowPart(say({ en: 'planned', ko: '계획' }), [String(planned)]),
        [...byStatus].map(([status, list]) => rowPart(statusWords(status), [String(list.length)])),
        planned > outcomes.length
          ? rowPart(say({ en: 'nothing is known of', ko: '기록 없음' }), [String(planned - outcomes.length)])
          : undefined,
      ],
    ),
    diagnosticList([...diagnostics, ...lost], explainCode),
    run.course.length === 0 ? undefined : coursePart(run.course, clock),
    statsPart(run.done?.hosts ?? []),
  );
}

function statusWords(status: NonNullable<StepOutcome['status']> | 'cut'): Html {
  return say(status === 'cut' ? { en: 'BEGUN, END NOT KNOWN', ko: '시작되었으나 결과를 알 수 없음' } : stepStatusWords[status]);
}

function endSentence({ done, lastAt }: RunRecord, clock: Clock): Html {
  if (done === undefined) {
    const at = lastAt === '' ? '' : showDateTime(lastAt, clock);
    return el(
      'p',
      { class: 'verdict bad' },
      say({
        en: `✕ The run has no end: its journal stops at ${at}. The program was ended, or it still runs.`,
        ko: `✕ 실행이 끝나지 않았습니다. 저널이 ${at}에서 멈추었습니다. 프로그램이 종료되었거나 아직 실행 중입니다.`,
      }),
    );
  }
  const { exitCode, durationMs, changed } = done;
  const words = exitWords(exitCode);
  const took = spent(durationMs);
  return el(
    'p',
    { class: exitCode === 0 ? 'verdict good' : 'verdict bad' },
    say({
      en: `${exitCode === 0 ? '✓' : '✕'} ${exitCode === 0 ? 'Done' : 'Ended'} after ${took.en}: ${changed} ${changed === 1 ? 'change' : 'changes'}, exit code ${exitCode} (${words.en})`,
      ko: `${exitCode === 0 ? '✓' : '✕'} ${took.ko} 만에 ${exitCode === 0 ? '완료' : '종료'}: 변경 ${changed}건, 종료 코드 ${exitCode} (${words.ko})`,
    }),
  );
}

function coursePart(course: readonly CourseEvent[], clock: Clock): Html {
  return el(
    'details',
    { class: 'text', ...(course.length <= 30 ? { open: true } : {}) },
    el('summary', {}, say({ en: 'Course of the run', ko: '실행 경과' })),
    el(
      'ul',
      { class: 'course' },
      course.map((event) => el('li', {}, el('span', { class: 'time' }, showTime(event.at, clock)), ' ', courseText(event))),
    ),
  );
}

function courseText(event: CourseEvent): Html {
  switch (event.event) {
    case 'play_started':
      return say({
        en: `play "${event.play}" begins on ${count(event.hosts.length, 'host')}`,
        ko: `플레이 "${event.play}" 시작, 호스트 ${event.hosts.length}대`,
      });
    case 'play_done': {
      const failed =
        event.failed.length === 0
          ? { en: '', ko: '' }
          : { en: `; failed: ${event.failed.join(', ')}`, ko: `, 실패: ${event.failed.join(', ')}` };
      return event.stopped
        ? say({
            en: `play "${event.play}" stopped, its failure budget is spent${failed.en}`,
            ko: `플레이 "${event.play}" 중단, 실패 허용 한도 초과${failed.ko}`,
          })
        : say({ en: `play "${event.play}" is done${failed.en}`, ko: `플레이 "${event.play}" 완료${failed.ko}` });
    }
    case 'stage_done':
      return say({ en: `stage ${event.stage} is done`, ko: `${event.stage}차 완료` });
    case 'notice':
      return join(event.host === undefined ? undefined : `${event.host}: `, english(event.text));
  }
}

/** How each host ended and what it cost; folded, as few read it. */
function statsPart(hosts: readonly HostSummary[]): Html | undefined {
  if (hosts.length === 0) return undefined;
  const counts = (group: readonly HostSummary[]): readonly string[] => hostCounters.map((one) => one.of(group) ?? '–');
  const sum = (field: 'changed' | 'unchanged'): string => String(hosts.reduce((total, host) => total + host[field], 0));
  const all = rowPart(say({ en: `${hosts.length} hosts`, ko: `호스트 ${hosts.length}개` }), [
    '',
    sum('changed'),
    sum('unchanged'),
    ...counts(hosts),
  ]);
  return el(
    'details',
    { class: 'text' },
    el('summary', {}, say({ en: 'Hosts: result and cost', ko: '호스트별 결과와 통신량' })),
    widePart(
      'stats-caption',
      tablePart(
        { caption: { en: 'Result and cost of each host', ko: '호스트별 결과와 통신량' }, captionId: 'stats-caption' },
        [
          { en: 'Host', ko: '호스트' },
          { en: 'Result', ko: '결과' },
          { en: 'Changed', ko: '변경' },
          { en: 'Unchanged', ko: '유지' },
          ...hostCounters.map((one) => one.title),
        ],
        [
          ...hosts.map((host) =>
            rowPart(host.host, [say(hostStatusWords[host.status]), String(host.changed), String(host.unchanged), ...counts([host])]),
          ),
          ...(hosts.length > 1 ? [all] : []),
        ],
      ),
    ),
  );
}
