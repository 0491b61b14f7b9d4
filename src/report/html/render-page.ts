import type { Bilingual } from '../../core/codes/entry.ts';
import type { Plan } from '../../core/plan.ts';
import { unpackPlan } from '../../core/plan-pack.ts';
import type { SignatureReport } from '../../core/signature-report.ts';
import type { Clock } from '../wording.ts';
import { appendixPart, legendPart, listingPart } from './appendix-part.ts';
import type { ExplainCode } from './diagnostic-part.ts';
import { groupSteps, type PlaySteps } from './group-steps.ts';
import { headPart, pageTitle, type PageSubject } from './head-part.ts';
import { hostNames } from './host-names.ts';
import { el, htmlDocument, join, link, say, type Child, type Html } from './markup.ts';
import { createPagePen, type PagePen } from './page-pen.ts';
import { pageProgram } from './page-program.ts';
import { pageStyle } from './page-style.ts';
import { resultPart } from './result-part.ts';
import type { RunRecord, RunStage } from './run-record.ts';
import { signaturePart } from './signature-part.ts';
import { stepPart } from './step-part.ts';
import { summaryPart } from './summary-part.ts';
import { topologyPart } from './topology-part.ts';
import { same } from './words.ts';

/** How a page is made. */
export interface PageSettings extends Clock {
  /** The language that is chosen when the page opens. */
  readonly language: 'en' | 'ko';
  readonly explainCode: ExplainCode;
}

/** One HTML page of a plan, packed as it is stored, with its digest: for the approver. It needs nothing but itself. */
export function renderPlanPage(
  {
    plan,
    digest,
    ...more
  }: { readonly plan: Plan; readonly digest: string; readonly ticket?: string; readonly signatures?: SignatureReport },
  settings: PageSettings,
): string {
  return renderPage([{ plan, digest, outcomes: new Map() }], more, settings);
}

/** One HTML page of a run that has at least one plan: for the auditor. What happened stands beside what was planned. Undefined for a run without a plan. */
export function renderRunPage(run: RunRecord, settings: PageSettings): string | undefined {
  return run.stages.length === 0 ? undefined : renderPage(run.stages, { run }, settings);
}

interface Section {
  readonly id: string;
  readonly title: Bilingual;
  readonly body: readonly Child[];
}

function renderPage(stages: readonly RunStage[], about: Omit<PageSubject, 'plan' | 'digest'>, settings: PageSettings): string {
  const [first] = stages;
  const last = stages.at(-1);
  if (first === undefined || last === undefined) return '';
  const { language, explainCode } = settings;
  const { run } = about;
  const pen = createPagePen(settings);
  const stageSections = stages.flatMap((stage, index) => sectionsOf(stage, index, run, stages.length > 1, { pen, explainCode }));
  const sections: readonly Section[] = [
    ...(run === undefined ? [] : [{ id: 'result', title: { en: 'Result', ko: '결과' }, body: [resultPart(run, settings, explainCode)] }]),
    ...stageSections,
    { id: 'signatures', title: { en: 'Signature lines', ko: '서명란' }, body: [signaturePart(last.digest)] },
    {
      id: 'appendix',
      title: { en: 'Appendix', ko: '부록' },
      body: [
        appendixPart(first.plan),
        el('h3', {}, say({ en: 'Legend', ko: '범례' })),
        legendPart(),
        ...(pen.listings().length === 0
          ? []
          : [el('h3', {}, say({ en: 'Listings: texts of commands', ko: '목록: 명령의 본문' })), listingPart(pen)]),
      ],
    },
  ];
  const body = join(
    headPart({ plan: last.plan, digest: last.digest, ...about }, language, settings),
    el(
      'nav',
      { 'aria-labelledby': 'contents' },
      el('h2', { id: 'contents' }, say({ en: 'Contents', ko: '차례' })),
      el(
        'ol',
        {},
        sections.map((section) => el('li', {}, link(section.id, say(section.title)))),
      ),
    ),
    el(
      'main',
      {},
      sections.map((section) =>
        el(
          'section',
          { id: section.id, 'aria-labelledby': `${section.id}-title` },
          el('h2', { id: `${section.id}-title` }, say(section.title)),
          section.body,
        ),
      ),
    ),
    el('footer', {}, el('p', {}, `runbook ${last.plan.origin.version} · ${last.plan.format} · SHA-256 ${last.digest}`)),
  );
  return htmlDocument({ language, title: pageTitle(last.plan, run), style: pageStyle(last.digest), program: pageProgram, body });
}

function sectionsOf(
  stage: RunStage,
  index: number,
  run: RunRecord | undefined,
  several: boolean,
  shared: { readonly pen: PagePen; readonly explainCode: ExplainCode },
): readonly Section[] {
  const { plan } = stage;
  // What is counted from the texts of commands needs them in their place.
  const whole = unpackPlan(plan);
  const anchor = index === 0 ? '' : `stage-${index + 1}-`;
  const head = several ? { en: `Stage ${index + 1}: `, ko: `${index + 1}차: ` } : same('');
  const titled = (en: string, ko: string): Bilingual => ({ en: head.en + en, ko: head.ko + ko });
  const plays = groupSteps(plan);
  const setting = { plan, anchor, ...shared, ...(run === undefined ? {} : { stage }) };
  return [
    { id: `${anchor}summary`, title: titled('Summary', '요약'), body: [summaryPart(whole, plays, anchor, shared.explainCode)] },
    { id: `${anchor}topology`, title: titled('Where', '대상'), body: [topologyPart(whole, run, anchor)] },
    {
      id: `${anchor}steps`,
      title: titled('Steps in their order', '실행 순서별 단계'),
      body:
        plan.steps.length === 0
          ? [
              el(
                'p',
                {},
                say({
                  en: 'Nothing to change: every host is as it should be.',
                  ko: '변경할 것이 없습니다. 모든 호스트가 선언된 상태입니다.',
                }),
              ),
            ]
          : plays.map((play) => [playHead(play, plan), play.entries.map((entry) => stepPart(entry, setting))]),
    },
  ];
}

function playHead({ number, play, entries }: PlaySteps, plan: Plan): Html {
  const hosts = play.batches.flat();
  const batches = play.batches.length;
  const together = Math.min(hosts.length, plan.forks);
  const schedule =
    batches > 1
      ? {
          en: `${hosts.length} hosts in ${batches} batches, one batch after the other`,
          ko: `호스트 ${hosts.length}대, ${batches}개 배치를 차례로 진행`,
        }
      : hosts.length === 1
        ? { en: '1 host', ko: '호스트 1대' }
        : { en: `${hosts.length} hosts, ${together} at the same time`, ko: `호스트 ${hosts.length}대, 동시에 ${together}대` };
  return el(
    'div',
    { class: 'play' },
    el('h3', {}, `${number}. ${play.name}`),
    el('p', {}, say(schedule), batches > 1 ? ': ' : undefined, batches > 1 ? batchList(play.batches) : join(': ', hostNames(hosts))),
    entries.length === 0
      ? el('p', {}, say({ en: 'Nothing to change in this play.', ko: '이 플레이에는 변경할 것이 없습니다.' }))
      : undefined,
  );
}

/** Batches in their order; many are folded. */
function batchList(batches: readonly (readonly string[])[]): Html {
  const list = el(
    'ol',
    { class: 'batches' },
    batches.map((batch) => el('li', {}, hostNames(batch))),
  );
  return batches.length <= 8 ? list : el('details', {}, el('summary', {}, say({ en: 'Batches', ko: '배치' })), list);
}
