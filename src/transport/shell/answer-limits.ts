import type { Request } from '../../core/request.ts';

const SHORT_BYTES = 4 * 1024;
/** Some 2000 packages. */
const TRANSACTION_BYTES = 256 * 1024;
const LONG_BYTES = 64 * 1024;
/** The driver cuts the output of a command there (functions/q_run.sh). */
const RUN_BYTES = 1024 * 1024;

/** The most that an honest driver can answer to the questions, in bytes, lengths included; so much is kept of a host's answer and no more. */
export function longestAnswer(requests: readonly Request[]): number {
  return requests.reduce((sum, request) => sum + bytesOf(request) + 32, 0);
}

function bytesOf(request: Request): number {
  switch (request.ask) {
    case 'content':
      return Math.ceil(request.limitBytes / 3) * 4 + 32;
    case 'run':
      return RUN_BYTES;
    case 'transaction':
      return TRANSACTION_BYTES;
    // Their answers may name a path, or every group of an account.
    case 'stat':
    case 'sysctl':
    case 'user':
    case 'facts':
      return LONG_BYTES;
    default:
      return SHORT_BYTES;
  }
}
