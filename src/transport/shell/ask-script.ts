import { quoteArgv } from '../../core/shell-quote.ts';
import type { Request } from '../../core/request.ts';
import type { Script } from './functions.ts';

/** Answers the requests in order by the driver's functions. Requests of one kind that follow each other are asked at once. `quote` makes shell words. */
export function askScript(requests: readonly Request[], quote: (argv: readonly string[]) => string = quoteArgv): Script {
  const lines: string[] = [];
  const calls = new Set<string>();
  let kind = '';
  for (const request of requests) {
    const { call, argv, single } = question(request);
    const words = argv.length === 0 ? '' : ` ${quote(argv)}`;
    if (call === kind && !single) lines.push(`${lines.pop() ?? ''}${words}`);
    else lines.push(`${call}${words}`);
    kind = single ? '' : call;
    calls.add(call);
    // What they cost is sent only to hosts of which it is asked.
    if (request.ask === 'user' && request.fields.includes('groups')) calls.add('other_groups');
  }
  return { text: lines.join('\n'), calls: [...calls] };
}

interface Question {
  /** Name of the driver's function. */
  readonly call: string;
  readonly argv: readonly string[];
  /** True when the function answers one request a call. */
  readonly single: boolean;
}

function question(request: Request): Question {
  switch (request.ask) {
    case 'exists':
    case 'stat':
    case 'digest':
    case 'key_state':
    case 'public_key':
      return { call: `q_${request.ask}`, argv: [request.path], single: false };
    case 'content':
      return { call: 'q_content', argv: [request.path, String(request.limitBytes), digestWord(request.unless)], single: false };
    case 'sysctl':
      return { call: 'q_sysctl', argv: [sysctlPath(request.key)], single: false };
    case 'config_in_use':
      return { call: 'q_config_in_use', argv: [request.unit, ...request.paths], single: true };
    case 'run':
      return { call: 'q_run', argv: [String(Math.ceil(request.timeoutMs / 1000)), ...request.argv], single: true };
    case 'transaction':
      return { call: 'q_transaction', argv: [request.verb, request.name, request.version ?? '-'], single: false };
    case 'user':
      return { call: 'q_user', argv: [`${request.fields.join(',')}:${request.name}`], single: false };
    case 'group':
      return { call: 'q_group', argv: [`${request.number}:${request.name}`], single: false };
    case 'facts':
      return { call: 'q_facts', argv: [], single: true };
    default:
      return { call: `q_${request.ask}`, argv: [request.name], single: false };
  }
}

/** Path below /proc/sys by sysctl.d(5): when the first separator is a dot, dots and slashes change places. */
export function sysctlPath(key: string): string {
  const firstSeparator = /[./]/u.exec(key)?.[0];
  if (firstSeparator === '/') return key;
  return key.replace(/[./]/gu, (separator) => (separator === '.' ? '/' : '.'));
}

/**
 * A digest as the driver compares it: its first 128 bits, so that half of the bytes travel. Finding another text for them takes as many tries as for a key
 * of 128 bits. What is no digest is a word that fits none.
 */
export function digestWord(digest: string | undefined): string {
  if (digest === undefined) return '-';
  return /^[0-9a-f]{64}$/u.test(digest) ? digest.slice(0, 32) : 'none';
}
