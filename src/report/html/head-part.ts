import type { Bilingual } from '../../core/codes/entry.ts';
import type { SignatureReport, SignatureVerdict } from '../../core/signature-report.ts';
import type { Plan } from '../../core/plan.ts';
import { showDateTime, type Clock } from '../wording.ts';
import { groupedDigest } from './digest-text.ts';
import { languageChoice } from './language-choice.ts';
import { el, english, join, say, type Child, type Html } from './markup.ts';
import type { RunRecord } from './run-record.ts';
import { same } from './words.ts';

/** What the page is about, in one line. */
export function pageTitle(plan: Plan, run: RunRecord | undefined): Bilingual {
  const about = `${plan.playbook} · ${plan.inventory}`;
  const stage = plan.stage > 1 ? { en: `, stage ${plan.stage}`, ko: ` ${plan.stage}차` } : same('');
  if (run !== undefined && plan.undoOf !== undefined)
    return { en: `Report of the undo of run ${plan.undoOf}: ${about}`, ko: `실행 ${plan.undoOf} 되돌리기 결과 보고서: ${about}` };
  if (run !== undefined) return { en: `Report of a run: ${about}`, ko: `실행 결과 보고서: ${about}` };
  if (plan.undoOf !== undefined)
    return { en: `Plan to undo run ${plan.undoOf}: ${about}`, ko: `실행 ${plan.undoOf} 되돌리기 계획서: ${about}` };
  return { en: `Change plan${stage.en}: ${about}`, ko: `변경 계획서${stage.ko}: ${about}` };
}

/** What a page is about. */
export interface PageSubject {
  readonly plan: Plan;
  readonly digest: string;
  /** Undefined before the run. */
  readonly run?: RunRecord;
  /** The approval number, where it was told. */
  readonly ticket?: string;
  /** What became of the plan's signatures, where they were checked. */
  readonly signatures?: SignatureReport;
}

/** Title, who and when, and the digest by which the plan is known. */
export function headPart({ plan, digest, run, ticket, signatures }: PageSubject, language: 'en' | 'ko', clock: Clock): Html {
  const row = (label: Bilingual, ...value: readonly Child[]): Html => join(el('dt', {}, say(label)), el('dd', {}, ...value));
  const started = run?.started;
  return el(
    'header',
    {},
    el(
      'div',
      { class: 'tools' },
      languageChoice(language),
      el('button', { type: 'button', id: 'open-all', hidden: true }, say({ en: 'Open all', ko: '모두 펼치기' })),
      el('button', { type: 'button', id: 'close-all', hidden: true }, say({ en: 'Close all', ko: '모두 접기' })),
    ),
    el('h1', {}, say(pageTitle(plan, run))),
    el(
      'dl',
      { class: 'facts' },
      row({ en: 'Playbook', ko: '플레이북' }, plan.playbook),
      row({ en: 'Inventory', ko: '인벤토리' }, plan.inventory),
      row({ en: 'Planned', ko: '계획 작성' }, `${showDateTime(plan.createdAt, clock)}, ${plan.origin.operator}`),
      row(
        { en: 'Valid until', ko: '유효 기한' },
        plan.validUntil === undefined ? say({ en: 'not limited', ko: '제한 없음' }) : showDateTime(plan.validUntil, clock),
      ),
      started === undefined
        ? undefined
        : join(
            row({ en: 'Run', ko: '실행' }, `${started.run} (${started.verb})`),
            row({ en: 'Began', ko: '시작' }, `${showDateTime(started.at, clock)}, ${started.operator}`),
            row(
              { en: 'Ended', ko: '종료' },
              run?.done === undefined ? say({ en: 'no end is known', ko: '종료 기록 없음' }) : showDateTime(run.done.at, clock),
            ),
          ),
      row({ en: 'Ticket', ko: '승인 번호' }, started?.ticket ?? ticket ?? '–'),
      started?.reason === undefined ? undefined : row({ en: 'Reason', ko: '사유' }, started.reason),
      row({ en: 'Plan digest (SHA-256)', ko: '계획 다이제스트(SHA-256)' }, el('code', { class: 'whole' }, digest), groupedDigest(digest)),
      run?.head === undefined
        ? undefined
        : row(
            { en: 'Head of the journal (SHA-256)', ko: '저널 헤드(SHA-256)' },
            el('code', { class: 'whole' }, run.head.head),
            say({ en: ` ${run.head.records} records`, ko: ` 기록 ${run.head.records}건` }),
          ),
      row(
        { en: 'Signatures', ko: '전자 서명' },
        signatures === undefined ? notChecked(plan.signatures?.length ?? 0) : signatureState(signatures),
      ),
    ),
    el('p', { class: 'promise' }, say(run === undefined ? PLANNED : RAN)),
  );
}

const PLANNED = {
  en: 'This plan was made by reading only: nothing was written. Each host itself compares before each step, and refuses what is not as planned.',
  ko: '이 계획은 조회만으로 작성하였으며 아무것도 쓰지 않았습니다. 각 호스트는 단계마다 실행 전에 직접 비교하고, 계획과 다르면 거부합니다.',
};
const RAN = {
  en: 'What happened stands beside what was planned, step by step, as the journal of the run tells it.',
  ko: '실행 저널에 기록된 결과를 계획한 단계와 나란히 표시합니다.',
};

function notChecked(number: number): Html {
  if (number === 0) return say({ en: 'none', ko: '없음' });
  return say({ en: `${number}, not checked for this page`, ko: `${number}개, 이 문서에서는 검증하지 않음` });
}

function signatureState(report: SignatureReport): Child {
  if (report.verdicts.length === 0 && report.problems.length === 0) return say({ en: 'none', ko: '없음' });
  return join(
    report.verdicts.map((verdict) => el('p', { class: verdict.fault === undefined ? 'good' : 'bad' }, verdictText(verdict))),
    report.problems.map((problem) =>
      el('p', { class: problem.severity === 'error' ? 'bad' : undefined }, `${problem.code}: `, english(problem.what)),
    ),
  );
}

function verdictText(verdict: SignatureVerdict): Child {
  const key = verdict.key ?? '';
  if (verdict.fault !== undefined) {
    return join(say({ en: `✕ does not count: ${key} `, ko: `✕ 유효하지 않음: ${key} ` }), english(verdict.fault));
  }
  const who = verdict.signer ?? '';
  return say({ en: `✓ ${who} ${key}`, ko: `✓ ${who} ${key}` });
}
