import { gunzipSync } from 'node:zlib';
import type { Request } from '../../core/request.ts';
import { ProtocolError } from './records.ts';

const PACKED = 'gz:';
const PLAIN = 'text:';

/**
 * The answer as the request has it (core/request.ts): a host with gzip compresses a content of some KiB, and sends a short text as it is, and says so in front. No
 * more is ever taken than was asked for. Throws ProtocolError.
 */
export function plainAnswer(request: Request, answer: string): string {
  if (request.ask !== 'content') return answer;
  if (answer.startsWith(PLAIN)) {
    const text = Buffer.from(answer.slice(PLAIN.length));
    if (text.length > request.limitBytes) throw new ProtocolError('a content is longer than what was asked for');
    return text.toString('base64');
  }
  if (!answer.startsWith(PACKED)) return answer;
  try {
    const packed = Buffer.from(answer.slice(PACKED.length), 'base64');
    return gunzipSync(packed, { maxOutputLength: Math.max(1, request.limitBytes) }).toString('base64');
  } catch {
    throw new ProtocolError('a content cannot be unpacked, or is longer than what was asked for');
  }
}
