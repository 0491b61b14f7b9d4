import type { Action } from '../../core/action.ts';
import { hasHole } from '../../core/hole.ts';
import { quoteArgv } from '../../core/shell-quote.ts';
import type { Guard, Step } from '../../core/plan.ts';
import { actionWords, requestWords } from './thing-words.ts';
import { el, english, join, link, say, type Child, type Html } from './markup.ts';
import type { PagePen } from './page-pen.ts';

/** Longest word of a command that is shown in its place, in characters; a longer one, or one of several lines, is a listing of the appendix. */
const LONGEST_WORD = 80;
/** Longest answer that is shown, in characters. */
const LONGEST_ANSWER = 400;

/** What the host compares, does, and does to take it back: the same for all hosts on which it is done in the same way. */
export function wayPart(step: Step, pen: PagePen): Html {
  return el(
    'dl',
    { class: 'way' },
    guardRow(step.guard),
    el('dt', {}, say({ en: 'Does', ko: '수행' }), identityText(step)),
    el('dd', {}, actionList(step.actions, pen)),
    el('dt', {}, say({ en: 'Undo', ko: '되돌리기' })),
    el(
      'dd',
      {},
      step.undo === undefined
        ? el('p', { class: 'loss' }, say({ en: 'It cannot be undone by the program.', ko: '프로그램으로 되돌릴 수 없습니다.' }))
        : actionList(step.undo, pen),
      step.warning === undefined ? undefined : el('p', { class: 'loss' }, english(step.warning)),
    ),
  );
}

/** What the host itself compares before the step. */
function guardRow(guard: Guard): Html | undefined {
  if (guard.requests.length === 0) return undefined;
  const late = guard.before === undefined && guard.seen === undefined && guard.marks === undefined;
  const untold = (guard.after ?? guard.afterAnswers ?? guard.marksAfter) === undefined;
  return join(
    el('dt', {}, say({ en: 'Guard', ko: '가드' })),
    el(
      'dd',
      {},
      el(
        'ul',
        {},
        guard.requests.map((request, index) => {
          const { question, about } = requestWords(request);
          return el('li', {}, say(question), ' ', el('code', {}, about), late ? undefined : join(': ', answerText(guard, index)));
        }),
      ),
      late ? el('p', { class: 'note' }, say(LATE)) : undefined,
      untold ? el('p', { class: 'note' }, say(UNTOLD)) : undefined,
    ),
  );
}

const LATE = {
  en: 'An earlier step changes this: the answers are taken when the step begins.',
  ko: '앞선 단계가 이 값을 바꾸므로 단계가 시작될 때의 응답을 기준으로 삼습니다.',
};
const UNTOLD = {
  en: 'How it looks afterwards cannot be told beforehand.',
  ko: '단계 이후의 상태는 미리 알 수 없습니다.',
};

function answerText(guard: Guard, index: number): Child {
  const answer = guard.seen?.[index];
  if (answer !== undefined) return answer === '' ? say({ en: '(empty)', ko: '(비어 있음)' }) : el('code', {}, shorten(answer));
  if (guard.marks !== undefined)
    return say({ en: '(kept as a mark: it could give a secret away)', ko: '(비밀이 드러날 수 있어 표시로만 보관)' });
  return say({ en: '(only its digest is kept)', ko: '(다이제스트만 보관)' });
}

/** A text that is cut where it is long, with its length; a digest is cut to what tells it from others. */
export function shorten(text: string, limit = LONGEST_ANSWER): string {
  if (/^[0-9a-f]{64}$/u.test(text)) return `sha256 ${text.slice(0, 12)}…`;
  return text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length})`;
}

function actionList(actions: readonly Action[], pen: PagePen): Html {
  return el(
    'ol',
    { class: 'actions' },
    actions.map((action) => {
      const { verb, about, more } = actionWords(action);
      const object = action.do === 'run' ? argvText(action.argv, pen) : el('code', {}, about);
      return el('li', {}, say(verb), ' ', object, more === undefined ? undefined : join(' (', say(more), ')'), validation(action, pen));
    }),
  );
}

function validation(action: Action, pen: PagePen): Child {
  if (action.do !== 'write' || action.validate === undefined) return undefined;
  return join(say({ en: ', after it has passed ', ko: ', 다음 점검을 통과한 뒤: ' }), argvText(action.validate, pen));
}

/** A command line; its long words are listings. */
function argvText(argv: readonly string[], pen: PagePen): Html {
  return el(
    'code',
    {},
    argv.flatMap((word, index): readonly Child[] => {
      const space = index === 0 ? '' : ' ';
      if (word.length <= LONGEST_WORD && !word.includes('\n'))
        return [space, word.includes('\0') || hasHole(word) ? word : quoteArgv([word])];
      const number = pen.listing(word);
      return [space, link(`listing-${number}`, say({ en: `[listing ${number}]`, ko: `[목록 ${number}]` }))];
    }),
  );
}

function identityText(step: Step): string {
  return step.identity === 'login' ? '' : ` (${step.identity.become}, ${step.identity.method})`;
}
