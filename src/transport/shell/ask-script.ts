import { quoteArgv, quoteShell } from '../../core/shell-quote.ts';
import type { Request } from '../../core/request.ts';
import type { Script } from './functions.ts';

/** Answers the requests in order by the driver's functions. Requests of one kind that follow each other are asked at once. */
export function askScript(requests: readonly Request[]): Script {
  const lines: string[] = [];
  const calls = new Set<string>();
  let kind = '';
  for (const request of requests) {
    const { call, words, single } = question(request);
    if (call === kind && !single) lines.push(`${lines.pop() ?? ''} ${words}`);
    else lines.push(`${call} ${words}`);
    kind = single ? '' : call;
    calls.add(call);
  }
  return { text: lines.join('\n'), calls: [...calls] };
}

interface Question {
  /** Name of the driver's function. */
  readonly call: string;
  readonly words: string;
  /** True when the function answers one request a call. */
  readonly single: boolean;
}

function question(request: Request): Question {
  switch (request.ask) {
    case 'stat':
    case 'digest':
      return { call: `q_${request.ask}`, words: quoteShell(request.path), single: false };
    case 'content':
      return { call: 'q_content', words: quoteArgv([request.path, String(request.limitBytes), request.unless ?? '-']), single: false };
    case 'sysctl':
      return { call: 'q_sysctl', words: quoteShell(sysctlPath(request.key)), single: false };
    case 'config_in_use':
      return { call: 'q_config_in_use', words: quoteArgv([request.unit, ...request.paths]), single: true };
    case 'run':
      return { call: 'q_run', words: quoteArgv([String(Math.ceil(request.timeoutMs / 1000)), ...request.argv]), single: true };
    case 'transaction':
      return { call: 'q_transaction', words: quoteArgv([request.verb, request.name, request.version ?? '-']), single: false };
    case 'facts':
      return { call: 'q_facts', words: '', single: true };
    default:
      return { call: `q_${request.ask}`, words: quoteShell(request.name), single: false };
  }
}

/** Path below /proc/sys by sysctl.d(5): when the first separator is a dot, dots and slashes change places. */
function sysctlPath(key: string): string {
  const firstSeparator = /[./]/u.exec(key)?.[0];
  if (firstSeparator === '/') return key;
  return key.replace(/[./]/gu, (separator) => (separator === '.' ? '/' : '.'));
}
