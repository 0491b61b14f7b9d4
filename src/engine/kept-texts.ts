import { parseStat } from '../core/answer.ts';
import { sha256 } from '../core/digest.ts';
import { hasSentinel } from '../core/hole.ts';
import type { FormerQuestion } from '../core/question.ts';
import type { Request } from '../core/request.ts';

/** The longest answer that is kept, in characters of base64. */
const LONGEST = 87_384;

/**
 * The file that a host sent whole, to be kept for the next run: text that everyone on the host may read. `stat` is what the host said of the path in the same
 * run. Undefined for every other answer.
 */
export function keptText(request: Request, answer: string | undefined, stat: string | undefined): string | undefined {
  if (request.ask !== 'content' || request.unless !== undefined || answer === undefined || stat === undefined) return undefined;
  const { type, mode } = parseStat(stat);
  if (type !== 'file' || (Number.parseInt(mode, 8) & 0o004) === 0 || answer.length > LONGEST) return undefined;
  const bytes = Buffer.from(answer, 'base64');
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) && bytes.toString('base64') === answer && !hasSentinel(text) ? text : undefined;
}

/** The question as the host is asked it: a file that is as it was is not sent. */
export function withoutKnown({ request, text }: FormerQuestion): Request {
  return request.ask === 'content' && request.unless === undefined && text !== undefined ? { ...request, unless: sha256(text) } : request;
}

/** The answer to the question itself. */
export function withKnown({ request, text }: FormerQuestion, answer: string): string {
  const isKnown = request.ask === 'content' && request.unless === undefined && text !== undefined && answer === 'same';
  return isKnown ? Buffer.from(text).toString('base64') : answer;
}
