import { GUARD_SECONDS, isArmable, isUnarmed } from '../../core/way-in.ts';
import type { Bilingual } from '../../core/codes/entry.ts';
import { unpackPlan } from '../../core/plan-pack.ts';
import type { Plan, Step } from '../../core/plan.ts';
import { stepSymbol } from '../plan/step-lines.ts';
import { wayPart } from './action-part.ts';
import type { ExplainCode } from './diagnostic-part.ts';
import { fieldPart } from './field-part.ts';
import { hostNames, onHosts } from './host-names.ts';
import type { StepEntry, StepVariant } from './group-steps.ts';
import { drawnText, el, english, join, sameHtml, say, type Html } from './markup.ts';
import { outcomePart } from './outcome-part.ts';
import type { PagePen } from './page-pen.ts';
import type { RunStage } from './run-record.ts';
import { textPart } from './text-part.ts';
import { kindWords, labelWords, typeWords } from './words.ts';

/** Ways of doing one step that are shown in full; of further ones the hosts are named. */
const VARIANTS = 12;

/** What a step is shown with. */
export interface StepSetting {
  readonly plan: Plan;
  /** What became of it; undefined before the run. */
  readonly stage?: RunStage;
  readonly explainCode: ExplainCode;
  readonly pen: PagePen;
  /** Put before the anchors of this plan's steps. */
  readonly anchor: string;
}

/** A step of a play with all hosts that have it. */
export function stepPart(entry: StepEntry, setting: StepSetting): Html {
  const { anchor } = setting;
  const [first] = entry.variants;
  if (first === undefined) return join();
  const noReturn = first.step.labels.includes('point_of_no_return');
  const shown = entry.variants.slice(0, VARIANTS);
  const rest = entry.variants.slice(VARIANTS).flatMap((variant) => variant.hosts);
  return el(
    'article',
    { class: noReturn ? 'step no-return' : 'step', id: `${anchor}step-${entry.number}` },
    el(
      'h4',
      {},
      el('span', { class: 'number' }, `${entry.number} `),
      el('span', { class: 'sign', 'aria-hidden': 'true' }, stepSymbol(first.step)),
      ' ',
      say(deedWords(first.step)),
      ' ',
      el('code', {}, entry.address),
    ),
    el('p', { class: 'task' }, say({ en: 'Task: ', ko: '작업: ' }), first.step.task),
    labels(first.step, setting.plan),
    variantParts(shown, shown.length > 1 || rest.length > 0, setting),
    rest.length === 0
      ? undefined
      : el(
          'div',
          { class: 'variant' },
          el(
            'p',
            {},
            say({
              en: `With other values on ${rest.length} more hosts, not shown in full here (runbook show with --diff --verbose shows them): `,
              ko: `다음 호스트 ${rest.length}대는 값이 다르며 여기서는 자세히 표시하지 않습니다(runbook show에 --diff --verbose를 붙이면 볼 수 있습니다): `,
            }),
            hostNames(rest),
          ),
          setting.stage === undefined ? undefined : outcomePart(setting.stage, entry.address, rest, setting.explainCode),
        ),
  );
}

/** What is done to what: English says the deed first, Korean the thing. */
function deedWords(step: Step): Bilingual {
  const kind = kindWords[step.change.kind];
  const type = typeWords(step.address);
  return { en: `${kind.en} ${type.en}`, ko: `${type.ko} ${kind.ko}` };
}

function labels(step: Step, plan: Plan): Html | undefined {
  const shown = step.labels.filter((label) => label !== 'reversible');
  const lost = step.undo === undefined && !step.labels.includes('point_of_no_return');
  if (shown.length === 0 && !lost) return undefined;
  return el(
    'p',
    { class: 'labels' },
    shown.map((label) =>
      el('strong', { class: `label ${label}` }, label === 'point_of_no_return' ? '! ' : undefined, say(labelWords[label])),
    ),
    guardSentence(step, plan),
    lost ? el('strong', { class: 'label' }, say({ en: 'cannot be undone', ko: '되돌릴 수 없음' })) : undefined,
    step.labels.includes('point_of_no_return') && step.warning !== undefined ? join(' ', english(step.warning)) : undefined,
  );
}

/** What becomes of a guarded step that nobody confirms. */
function guardSentence(step: Step, { guardSeconds = GUARD_SECONDS }: Plan): Html | undefined {
  if (isArmable(step))
    return join(
      ' ',
      say({
        en: `The host undoes it by itself after ${guardSeconds} s unless a new connection confirms it.`,
        ko: `새 연결로 확인되지 않으면 ${guardSeconds}초 뒤 호스트가 스스로 되돌립니다.`,
      }),
    );
  if (!isUnarmed(step)) return undefined;
  return el('strong', { class: 'label' }, say({ en: 'The host cannot undo it by itself.', ko: '호스트가 스스로 되돌릴 수 없음' }));
}

/** Each way of doing the step. What the host compares and does is said once where it is the same. */
function variantParts(variants: readonly StepVariant[], several: boolean, setting: StepSetting): readonly Html[] {
  const { plan, pen } = setting;
  let told: { readonly way: Html; readonly host: string } | undefined;
  return variants.map((variant) => {
    const step = unpackPlan({ ...plan, steps: [variant.step] }).steps[0] ?? variant.step;
    const way = wayPart(step, pen);
    const host = told !== undefined && sameHtml(told.way, way) ? told.host : undefined;
    if (host === undefined) told = { way, host: step.host };
    const words = { en: `Guard, actions and undo as on ${host ?? ''}.`, ko: `가드·수행·되돌리기: ${host ?? ''} 항목과 같습니다.` };
    return variantPart(variant, step, host === undefined ? way : el('p', { class: 'note' }, say(words)), several, setting);
  });
}

function variantPart(variant: StepVariant, step: Step, way: Html, several: boolean, setting: StepSetting): Html {
  const { stage, pen, explainCode } = setting;
  return el(
    'div',
    { class: several ? 'variant several' : 'variant' },
    el(
      'p',
      { class: 'what' },
      el('strong', {}, say(onHosts(variant.hosts))),
      step.summary === undefined ? undefined : join(': ', english(step.summary)),
    ),
    variant.hosts.length > 1 ? el('p', { class: 'on' }, hostNames(variant.hosts)) : undefined,
    stage === undefined ? undefined : outcomePart(stage, step.address, variant.hosts, explainCode),
    el(
      'details',
      { class: 'body', ...(step.labels.includes('point_of_no_return') ? { open: true } : {}) },
      el(
        'summary',
        {},
        say({ en: 'Changes, guard, undo', ko: '변경 내용, 가드, 되돌리기' }),
        el('span', { class: 'vh' }, ' ', drawnText(step.address)),
      ),
      fieldPart(step),
      (step.texts ?? []).map((text) => textPart(text, step.change.kind === 'create', pen)),
      way,
    ),
  );
}
