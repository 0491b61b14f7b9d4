import type { Action, Content } from '../../core/action.ts';
import { contentId } from '../../core/digest.ts';
import { hasHole } from '../../core/hole.ts';
import { namedDigest } from '../../core/digest.ts';
import { quoteArgv } from '../../core/shell-quote.ts';
import type { Guard, Step } from '../../core/plan.ts';
import type { Request } from '../../core/request.ts';
import { isShownByDiff } from '../plan/way-lines.ts';
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
    guardRow(step.guard, pen),
    el('dt', {}, say({ en: 'Does', ko: '수행' }), identityText(step)),
    el('dd', {}, actionList(step.actions, step, pen)),
    el('dt', {}, say({ en: 'Undo', ko: '되돌리기' })),
    el(
      'dd',
      {},
      step.undo === undefined
        ? el('p', { class: 'loss' }, say({ en: 'It cannot be undone by the program.', ko: '프로그램으로 되돌릴 수 없습니다.' }))
        : actionList(step.undo, step, pen),
      step.warning === undefined ? undefined : el('p', { class: 'loss' }, english(step.warning)),
    ),
    Object.entries(step.outputs).map(([name, { request }]) =>
      join(el('dt', {}, say({ en: 'Asks for', ko: '조회' }), ` ${name}`), el('dd', {}, questionText(request, pen))),
    ),
  );
}

/** What the host itself compares before the step. */
function guardRow(guard: Guard, pen: PagePen): Html | undefined {
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
          return el('li', {}, questionText(request, pen), late ? undefined : join(': ', answerText(guard, index)));
        }),
      ),
      late ? el('p', { class: 'note' }, say(LATE)) : undefined,
      untold ? el('p', { class: 'note' }, say(UNTOLD)) : undefined,
    ),
  );
}

/** A question; of a command the command itself too. */
function questionText(request: Request, pen: PagePen): Html {
  const { question, about } = requestWords(request);
  const command = request.ask === 'run' ? join(' (', argvText(request.argv, pen), ')') : undefined;
  return join(say(question), ' ', el('code', {}, about), command);
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

function actionList(actions: readonly Action[], step: Step, pen: PagePen): Html {
  return el(
    'ol',
    { class: 'actions' },
    actions.map((action) => {
      const { verb, about, more } = actionWords(action);
      const object = action.do === 'run' ? argvText(action.argv, pen) : el('code', {}, about);
      return el('li', {}, say(verb), ' ', object, more === undefined ? undefined : join(' (', say(more), ')'), restOf(action, step, pen));
    }),
  );
}

/** What of an action its first words do not say. */
function restOf(action: Action, step: Step, pen: PagePen): Child {
  switch (action.do) {
    case 'run':
      return [
        Object.entries(action.environment ?? {}).map(([name, value]) =>
          join(say({ en: ', with ', ko: ', 환경 변수 ' }), el('code', {}, `${name}=`, wordText(value, pen))),
        ),
        action.stdin === undefined || action.stdin === ''
          ? undefined
          : join(say({ en: ', with the standard input ', ko: ', 표준 입력 ' }), el('code', {}, wordText(action.stdin, pen))),
      ];
    case 'write':
      return [
        action.validate === undefined
          ? undefined
          : join(say({ en: ', after it has passed ', ko: ', 다음 점검을 통과한 뒤: ' }), argvText(action.validate, pen)),
        contentText(action.path, action.content, step, pen),
      ];
    case 'record_config':
      return [': ', el('code', {}, action.paths.join(' '))];
    default:
      return undefined;
  }
}

/** What is written, where no diff of the step shows it. */
function contentText(path: string, content: Content, step: Step, pen: PagePen): Child {
  const stored = namedDigest('text' in content ? content.text : content.base64);
  if (stored !== undefined) return join(': SHA-256 ', el('code', {}, stored));
  if (!('text' in content)) return join(': SHA-256 ', el('code', {}, contentId(content)));
  return isShownByDiff(path, content.text, step) ? undefined : join(': ', el('code', {}, wordText(content.text, pen)));
}

/** A command line; its long words are listings. */
function argvText(argv: readonly string[], pen: PagePen): Html {
  return el(
    'code',
    {},
    argv.map((word, index) => [index === 0 ? '' : ' ', wordText(word, pen)]),
  );
}

/** A word, quoted where it needs it; a long one, or one of several lines, is a listing. */
function wordText(word: string, pen: PagePen): Child {
  if (word.length <= LONGEST_WORD && !word.includes('\n')) return word.includes('\0') || hasHole(word) ? word : quoteArgv([word]);
  const number = pen.listing(word);
  return link(`listing-${number}`, say({ en: `[listing ${number}]`, ko: `[목록 ${number}]` }));
}

function identityText(step: Step): string {
  return step.identity === 'login' ? '' : ` (${step.identity.become}, ${step.identity.method})`;
}
