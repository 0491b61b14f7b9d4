import type { Bilingual } from '../../core/codes/entry.ts';
import type { Plan, PlannedPlay, Step } from '../../core/plan.ts';
import { quoteArgv } from '../../core/shell-quote.ts';
import { countInterruptions } from '../plan/plan-counts.ts';
import { diagnosticList, type ExplainCode } from './diagnostic-part.ts';
import { hostNames } from './host-names.ts';
import { el, english, join, link, say, type Child, type Html } from './markup.ts';
import type { PlaySteps, StepEntry } from './group-steps.ts';
import { durationPart, reachPart } from './reach-part.ts';
import { interruptionWords } from './topology-part.ts';
import { counted, joined, kindWords } from './words.ts';

/** What an approver must know before all else: counts, what cannot be undone, what stops the run. */
export function summaryPart(plan: Plan, plays: readonly PlaySteps[], anchor: string, explainCode: ExplainCode): Html {
  const hosts = plan.hosts.filter((host) => host.readOnly !== true);
  const touched = new Set(plan.steps.map((step) => step.host));
  const kinds = (['create', 'update', 'delete'] as const).map((kind): Bilingual => {
    const number = plan.steps.filter((step) => step.change.kind === kind).length;
    return { en: `${number} ${kindWords[kind].en}`, ko: `${kindWords[kind].ko} ${number}건` };
  });
  const entries = plays.flatMap((play) => play.entries);
  const noReturn = entries.filter((entry) => has(entry, (step) => step.labels.includes('point_of_no_return')));
  const opaque = entries.filter((entry) => has(entry, (step) => step.labels.includes('opaque')));
  const lost = entries.filter((entry) => has(entry, (step) => step.undo === undefined) && !noReturn.includes(entry));
  const reach = reachPart(plan);
  const row = (label: Bilingual, ...value: readonly Child[]): Html => join(el('dt', {}, say(label)), el('dd', {}, ...value));
  return join(
    el(
      'dl',
      { class: 'summary' },
      row(
        { en: 'Hosts', ko: '호스트' },
        say({ en: `${touched.size} changed of ${hosts.length}`, ko: `전체 ${hosts.length}대 중 ${touched.size}대 변경` }),
      ),
      row(
        { en: 'Changes', ko: '변경' },
        say({ en: `${plan.steps.length} steps: `, ko: `단계 ${plan.steps.length}건: ` }),
        say(joined(kinds)),
      ),
      reach === undefined ? undefined : row({ en: 'Reach', ko: '영향 범위' }, reach),
      row({ en: 'Duration', ko: '예상 소요 시간' }, durationPart(plan)),
      row({ en: 'Services', ko: '서비스 영향' }, say(interruptionWords(countInterruptions(plan.steps)))),
      row(
        { en: 'Points of no return', ko: '되돌릴 수 없는 지점' },
        noReturn.length === 0
          ? say({ en: 'none', ko: '없음' })
          : el(
              'ul',
              { class: 'loss' },
              noReturn.map((entry) => lossItem(entry, anchor)),
            ),
      ),
      row({ en: 'Cannot be undone besides', ko: '그 밖에 되돌릴 수 없는 단계' }, lossList(lost, anchor)),
      opaque.length === 0
        ? undefined
        : row(
            { en: 'Opaque commands', ko: '결과를 예측할 수 없는 명령' },
            el(
              'ul',
              {},
              opaque.map((entry) => el('li', {}, stepLink(entry, anchor))),
            ),
          ),
      row({ en: 'What stops the run', ko: '실행 중단 조건' }, budgets(plan.plays)),
    ),
    stageEnds(plan),
    demands(plan),
    readOnly(plan),
    failures(plan, explainCode),
    roleNotes(plan),
    diagnosticList(
      plan.warnings.filter((one) => one.code !== ROLE_NOTE),
      explainCode,
    ),
  );
}

/** What roles say of themselves. */
const ROLE_NOTE = 'RB1600';

function roleNotes(plan: Plan): Html | undefined {
  const notes = plan.warnings.filter((one) => one.code === ROLE_NOTE);
  if (notes.length === 0) return undefined;
  return el(
    'div',
    { class: 'diagnostic warn' },
    el('p', {}, el('strong', {}, say({ en: 'Notes of the roles', ko: '역할의 알림' }))),
    el(
      'ul',
      {},
      notes.map((note) => el('li', {}, english(note.what))),
    ),
  );
}

function has(entry: StepEntry, test: (step: Step) => boolean): boolean {
  return entry.variants.some((variant) => test(variant.step));
}

function stepLink(entry: StepEntry, anchor: string): Html {
  return join(link(`${anchor}step-${entry.number}`, `${entry.number} `, el('code', {}, entry.address)), ' ', hostCount(entry));
}

function hostCount(entry: StepEntry): Html {
  const [first = ''] = entry.hosts;
  return say(
    entry.hosts.length === 1
      ? { en: `on ${first}`, ko: `(${first})` }
      : { en: `on ${entry.hosts.length} hosts`, ko: `(호스트 ${entry.hosts.length}대)` },
  );
}

function lossItem(entry: StepEntry, anchor: string): Html {
  const warnings = [...new Set(entry.variants.flatMap((variant) => variant.step.warning ?? []))];
  return el(
    'li',
    {},
    stepLink(entry, anchor),
    warnings.map((warning) => join(' ', english(warning))),
  );
}

/** The list of what cannot be undone; a long one is folded. */
function lossList(lost: readonly StepEntry[], anchor: string): Html {
  if (lost.length === 0) return say({ en: 'nothing', ko: '없음' });
  const list = el(
    'ul',
    { class: 'lost' },
    lost.map((entry) => lossItem(entry, anchor)),
  );
  if (lost.length <= 6) return list;
  return el('details', {}, el('summary', {}, say({ en: `${lost.length} steps`, ko: `단계 ${lost.length}개` })), list);
}

/** When the run stops: the budgets of the plays that can be spent. */
function budgets(plays: readonly PlannedPlay[]): Html {
  const limited = plays.filter((play) => {
    const hosts = new Set(play.batches.flat()).size;
    return play.maxFailures !== undefined && hosts > 0 && play.maxFailures < hosts;
  });
  const always = say({
    en: 'A host stops at its first step that is refused or fails; the other hosts go on.',
    ko: '호스트는 거부되거나 실패한 첫 단계에서 멈추며, 다른 호스트는 계속 진행합니다.',
  });
  if (limited.length === 0) return always;
  return join(
    el('p', {}, always),
    el(
      'ul',
      {},
      limited.map((play) => {
        const hosts = new Set(play.batches.flat()).size;
        const spent = (play.maxFailures ?? 0) + 1;
        return el(
          'li',
          {},
          say({
            en: `The whole run stops when ${spent} of ${counted(hosts, 'host', '').en} of "${play.name}" ${spent === 1 ? 'fails' : 'fail'}.`,
            ko: `"${play.name}"의 호스트 ${hosts}대 중 ${spent}대가 실패하면 전체 실행을 중단합니다.`,
          }),
        );
      }),
    ),
  );
}

function stageEnds(plan: Plan): Html | undefined {
  if (plan.stageEnds.length === 0) return undefined;
  return el(
    'div',
    { class: 'diagnostic warn' },
    el(
      'p',
      {},
      el(
        'strong',
        {},
        say({
          en: `This plan is not whole. The rest is planned and approved by itself when these steps have run (stage ${plan.stage + 1}).`,
          ko: `이 계획은 전체가 아닙니다. 나머지는 이 단계들을 실행한 뒤 따로 계획하고 승인합니다(${plan.stage + 1}차).`,
        }),
      ),
    ),
    el(
      'ul',
      {},
      plan.stageEnds.map((end) =>
        el(
          'li',
          {},
          say({
            en: `On ${end.host} it ends before the task "${end.task}", which depends on what ${end.until} brings.`,
            ko: `${end.host}: ${end.until}의 결과에 따라 정해지는 작업 "${end.task}" 앞에서 끝납니다.`,
          }),
        ),
      ),
    ),
  );
}

function demands(plan: Plan): Html | undefined {
  const groups = Map.groupBy(plan.demands, (demand) => JSON.stringify([demand.output, demand.address]));
  if (groups.size === 0) return undefined;
  return el(
    'ul',
    { class: 'notes' },
    [...groups.values()].map(([first, ...more]) =>
      first === undefined
        ? undefined
        : el(
            'li',
            {},
            say({
              en: `${first.output} of ${first.address} is made only when a step is about to use it, and is never stored. Made on: `,
              ko: `${first.address}의 ${first.output} 값은 단계가 사용하기 직전에만 만들며 저장하지 않습니다. 만드는 호스트: `,
            }),
            hostNames([...new Set([first, ...more].map((demand) => demand.host))]),
            [...Map.groupBy([first, ...more], ({ argv }) => JSON.stringify(argv)).values()].map(([one]) =>
              one === undefined
                ? undefined
                : el(
                    'details',
                    {},
                    el(
                      'summary',
                      {},
                      say({ en: 'The command that makes it', ko: '값을 만드는 명령' }),
                      el('span', { class: 'vh' }, ' ', `${one.output}, ${one.host}`),
                    ),
                    el('pre', { class: 'output' }, quoteArgv(one.argv)),
                  ),
            ),
          ),
    ),
  );
}

function readOnly(plan: Plan): Html | undefined {
  const names = plan.hosts.filter((host) => host.readOnly === true).map((host) => host.name);
  if (names.length === 0) return undefined;
  return el(
    'p',
    {},
    say({ en: 'Only read, for values that other hosts need: ', ko: '다른 호스트에 필요한 값을 얻기 위해 조회만 하는 호스트: ' }),
    hostNames(names),
  );
}

function failures(plan: Plan, explainCode: ExplainCode): Html | undefined {
  const failed = plan.hosts.flatMap((host) => (host.failure === undefined ? [] : [{ ...host.failure, host: host.name }]));
  if (failed.length === 0) return undefined;
  return join(
    el('p', {}, el('strong', {}, say({ en: 'Nothing could be planned for these hosts:', ko: '다음 호스트는 계획을 세울 수 없었습니다.' }))),
    diagnosticList(failed, explainCode),
  );
}
