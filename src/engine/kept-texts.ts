import { parseStat } from '../core/answer.ts';
import { sha256 } from '../core/digest.ts';
import { hasSentinel } from '../core/hole.ts';
import { oncePer } from '../core/once-per.ts';
import type { FormerQuestion } from '../core/question.ts';
import type { Request } from '../core/request.ts';

/** The longest answer that is kept, in characters of base64. */
const LONGEST = 87_384;

/** A question whose text is kept. */
type WithText = FormerQuestion & { readonly request: Extract<Request, { readonly ask: 'content' }>; readonly text: string };

/** The digest of the text, and the text as a host would send it. Hosts share the question. */
const formsOf = oncePer(({ text }: WithText) => ({ digest: sha256(text), sent: Buffer.from(text).toString('base64') }));

function hasText(question: FormerQuestion): question is WithText {
  return question.text !== undefined && question.request.ask === 'content' && question.request.unless === undefined;
}

/**
 * The file that a host sent whole, to be kept for the next run: text that everyone on the host may read. `stat` is what the host said of the path in the same
 * run, `former` what was kept by the last one. Undefined for every other answer.
 */
export function keptText(
  request: Request,
  answer: string | undefined,
  stat: string | undefined,
  former?: FormerQuestion,
): string | undefined {
  if (request.ask !== 'content' || request.unless !== undefined || answer === undefined || stat === undefined) return undefined;
  const { type, mode } = parseStat(stat);
  if (type !== 'file' || (Number.parseInt(mode, 8) & 0o004) === 0 || answer.length > LONGEST) return undefined;
  if (former !== undefined && hasText(former) && formsOf(former).sent === answer) return former.text;
  const bytes = Buffer.from(answer, 'base64');
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) && bytes.toString('base64') === answer && !hasSentinel(text) ? text : undefined;
}

/** The question as the host is asked it: a file that is as it was is not sent. */
export function withoutKnown(question: FormerQuestion): Request {
  return hasText(question) ? { ...question.request, unless: formsOf(question).digest } : question.request;
}

/** The answer to the question itself. */
export function withKnown(question: FormerQuestion, answer: string): string {
  return hasText(question) && answer === 'same' ? formsOf(question).sent : answer;
}
