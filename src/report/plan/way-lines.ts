import type { Action, Content } from '../../core/action.ts';
import { contentBytes, sha256 } from '../../core/digest.ts';
import { namedDigest } from '../../core/digest.ts';
import type { PlannedDemand, Step } from '../../core/plan.ts';
import type { Request } from '../../core/request.ts';
import { quoteArgv } from '../../core/shell-quote.ts';
import { actionWords, requestWords } from '../html/thing-words.ts';
import { showLine, showText } from '../show-value.ts';
import { showBytes } from '../wording.ts';

/**
 * All that a host is asked and told for a step, word for word: what address, summary and diffs say of it is what the author of the plan says. A line that begins with
 * a bar belongs to the text of the line before.
 */
export function wayLines(step: Step): readonly string[] {
  const { guard, actions, undo, outputs, identity } = step;
  return [
    identity === 'login' ? 'under the account of the login' : `as ${showLine(identity.become)} by ${identity.method}`,
    ...guard.requests.flatMap((request) => requestLines('asks', request)),
    ...actions.flatMap((action) => actionLines('does', action, step)),
    ...(undo === undefined ? [] : undo.flatMap((action) => actionLines('undo', action, step))),
    ...Object.entries(outputs).flatMap(([name, output]) => requestLines(`asks for ${showLine(name)}`, output.request)),
  ];
}

/** The command that makes a value on demand, word for word. */
export function demandLine({ host, argv, identity }: PlannedDemand): string {
  const account = identity === 'login' ? '' : ` as ${identity.become}`;
  return `${showLine(host)} runs${account}: ${commandText(argv).replaceAll('\n', '\\n')}`;
}

function requestLines(head: string, request: Request): readonly string[] {
  if (request.ask === 'run') return barred(`${head}: runs`, commandText(request.argv));
  const { question, about } = requestWords(request);
  return [`${head}: ${question.en} ${showLine(about)}`];
}

function actionLines(head: string, action: Action, step: Step): readonly string[] {
  const { verb, about, more } = actionWords(action);
  const lead = `${head}: ${verb.en}`;
  switch (action.do) {
    case 'run':
      return [
        ...barred(`${lead}${more === undefined ? '' : ` (${more.en})`}`, commandText(action.argv)),
        ...Object.entries(action.environment ?? {}).flatMap(([name, value]) =>
          barred('with the variable', `${name}=${commandText([value])}`),
        ),
        ...(action.stdin === undefined || action.stdin === '' ? [] : barred('with standard input', showText(action.stdin))),
      ];
    case 'write':
      return [
        `${lead} ${showLine(about)}${more === undefined ? '' : ` (${showLine(more.en)})`}`,
        ...(action.validate === undefined ? [] : barred('after it has passed', commandText(action.validate))),
        ...contentLines(action.path, action.content, step),
      ];
    case 'record_config':
      return [`${lead} ${showLine(about)} with ${action.paths.map((path) => showLine(path)).join(' ')}`];
    case 'restore':
      return [`${lead} ${showLine(about)}${action.from === undefined ? '' : ` (from ${action.from})`}`];
    default:
      return [`${lead} ${showLine(about)}`];
  }
}

/** What is written, unless the diff of the step shows just that. */
function contentLines(path: string, content: Content, step: Step): readonly string[] {
  const stored = namedDigest('text' in content ? content.text : content.base64);
  if (stored !== undefined) return [`with a file of the project, SHA-256 ${stored}`];
  if (!('text' in content)) {
    const bytes = contentBytes(content);
    return [`with ${showBytes(bytes.length)} that are no text, SHA-256 ${sha256(bytes)}`];
  }
  if (isShownByDiff(path, content.text, step)) return ['with what the diff shows'];
  return barred('with', content.text === '' ? '(nothing)' : showText(content.text));
}

/** True when the step has a diff to just that text, from nothing or from the text that the host compares: a diff from another one leaves out what it likes. */
export function isShownByDiff(path: string, content: string, { guard, texts = [] }: Step): boolean {
  const place = guard.requests.findIndex((request) => request.ask === 'digest' && request.path === path);
  return texts.some(
    (text) => text.path === path && text.after === content && (text.before === undefined || guard.seen?.[place] === sha256(text.before)),
  );
}

/** A command line as a shell would take it, holes in words. */
function commandText(argv: readonly string[]): string {
  return quoteArgv(argv.map((word) => showText(word)));
}

/** A text of one line beside its head, a longer one below it. */
function barred(head: string, text: string): readonly string[] {
  const lines = text.replace(/\n$/u, '').split('\n');
  return lines.length === 1 ? [`${head}: ${lines[0] ?? ''}`] : [`${head}:`, ...lines.map((line) => `| ${line}`)];
}
