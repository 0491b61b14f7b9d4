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

/** What the host does in this step. */
export function actionPart(step: Step, pen: PagePen): Html {
  return el(
    'div',
    { class: 'part' },
    el('h5', {}, say({ en: 'What is done', ko: '수행하는 작업' })),
    actionList(step.actions, pen),
    identityPart(step),
  );
}

/** How the step is taken back, or that it cannot be. */
export function undoPart(step: Step, pen: PagePen): Html {
  const title = el('h5', {}, say({ en: 'How it is undone', ko: '되돌리는 방법' }));
  const words =
    step.undo !== undefined
      ? actionList(step.undo, pen)
      : el('p', { class: 'loss' }, say({ en: 'It cannot be undone by the program.', ko: '프로그램으로 되돌릴 수 없습니다.' }));
  return el(
    'div',
    { class: 'part' },
    title,
    words,
    step.warning === undefined ? undefined : el('p', { class: 'loss' }, english(step.warning)),
  );
}

/** What the host itself compares before the step and after it. */
export function guardPart(guard: Guard): Html | undefined {
  if (guard.requests.length === 0) return undefined;
  const late = guard.before === undefined && guard.seen === undefined && guard.marks === undefined;
  return el(
    'div',
    { class: 'part' },
    el(
      'table',
      { class: 'guard' },
      el(
        'caption',
        {},
        say({
          en: 'Guard: the host itself compares this before the step, and refuses the step when it is not so',
          ko: '가드: 호스트가 단계 실행 전에 직접 비교하며, 다르면 그 단계를 거부합니다',
        }),
      ),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          el('th', { scope: 'col' }, say({ en: 'Question', ko: '확인 항목' })),
          el('th', { scope: 'col' }, say({ en: 'Answer that is expected', ko: '기대하는 응답' })),
        ),
      ),
      el(
        'tbody',
        {},
        guard.requests.map((request, index) => {
          const { question, about } = requestWords(request);
          return el(
            'tr',
            {},
            el('th', { scope: 'row' }, say(question), ' ', el('code', {}, about)),
            el('td', {}, answerText(guard, index)),
          );
        }),
      ),
    ),
    late ? el('p', { class: 'note' }, say(LATE)) : undefined,
    el('p', { class: 'note' }, say(guard.after === undefined && guard.afterAnswers === undefined ? UNTOLD : AFTER), codeOf(guard.after)),
  );
}

const LATE = {
  en: 'An earlier step changes this: the answers are taken when the step begins, and the host must look so until it is done.',
  ko: '앞선 단계가 이 값을 바꾸므로, 단계가 시작될 때의 응답을 기준으로 삼습니다.',
};
const UNTOLD = {
  en: 'How it looks afterwards cannot be told beforehand.',
  ko: '단계 이후의 상태는 미리 알 수 없습니다.',
};
const AFTER = {
  en: 'Afterwards the host checks that it looks as planned. ',
  ko: '단계가 끝나면 호스트가 계획한 상태가 되었는지 확인합니다. ',
};

function codeOf(digest: string | undefined): Child {
  return digest === undefined ? undefined : join(say({ en: 'Digest of the answers: ', ko: '응답의 다이제스트: ' }), el('code', {}, digest));
}

function answerText(guard: Guard, index: number): Child {
  const answer = guard.seen?.[index];
  if (answer !== undefined) return answer === '' ? say({ en: '(empty)', ko: '(비어 있음)' }) : el('code', {}, shorten(answer));
  if (guard.marks !== undefined)
    return say({ en: '(kept as a mark: it could give a secret away)', ko: '(비밀이 드러날 수 있어 표시로만 보관)' });
  if (guard.before !== undefined) return say({ en: '(only its digest is kept)', ko: '(다이제스트만 보관)' });
  return say({ en: '(taken when the step begins)', ko: '(단계 시작 시 확인)' });
}

/** A text that is cut where it is long, with its length. */
export function shorten(text: string, limit = LONGEST_ANSWER): string {
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

function identityPart(step: Step): Html | undefined {
  if (step.identity === 'login') return undefined;
  const { become, method } = step.identity;
  return el('p', { class: 'note' }, say({ en: `as ${become}, by ${method}`, ko: `${method}로 ${become} 계정이 되어 실행` }));
}
