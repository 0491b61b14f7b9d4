import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { membersOf, must } from './command.ts';
import type { PeersLab } from './lab.ts';
import type { Tool } from './tools.ts';

/** What is run: on converged or fresh hosts, as it is or as a dry run. */
export type Phase = 'first' | 'noop' | 'check' | 'drift';

/** What one run of a tool took. Seconds, KiB, numbers of things; the hosts' figures are those of all hosts together. */
export interface Measured {
  readonly wallS: number;
  /** CPU time of all that the tool started on the controller. */
  readonly controllerS: number;
  readonly hostsS: number;
  /** CPU time that something else on the machine used meanwhile: when it is high, the wall time is too. */
  readonly foreignS: number;
  /** Most memory of the largest process that the tool started (VmHWM). */
  readonly largestKiB: number;
  /** Most memory of all processes together, looked at four times a second. */
  readonly memoryKiB: number;
  /** Bytes on the link to the bastion, with what TCP and IP add. */
  readonly sentKiB: number;
  readonly receivedKiB: number;
  /** Logins at the bastion, and connections that it refused. */
  readonly logins: number;
  readonly refused: number;
  /** Processes that were started on the hosts. */
  readonly forks: number;
}

/** Why a run does not count, or what it took. */
export type Result = { readonly failed: string } | Measured;

/** Runs a tool once on the first so many hosts, in the controller's namespace. */
export async function runTool(lab: PeersLab, tool: Tool, phase: Phase, hosts: number, env: NodeJS.ProcessEnv): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-peers-'));
  const [results, log, largest] = [join(folder, 'results'), join(folder, 'log'), join(folder, 'largest')];
  const mode = phase === 'check' || phase === 'drift' ? 'check' : 'converge';
  try {
    lab.setBastion(tool.bastion);
    const forks = await countForks();
    must(
      [
        'python3',
        join(lab.folder, 'lab/measure.py'),
        tool.name,
        '--',
        'time',
        '-o',
        largest,
        '-f',
        '%M',
        tool.adapter(lab),
        mode,
        String(hosts),
      ],
      { ...env, ...tool.env, RESULTS: results, LOG: log },
    );
    const forked = await forks();
    const taken = membersOf(readFileSync(results, 'utf8'));
    const failed = whyFailed(Number(taken.get('rc')), tool.read(readFileSync(log, 'utf8')), phase, hosts);
    if (failed !== undefined) return { failed: `${failed}\n${readFileSync(log, 'utf8').slice(-2000)}` };
    const figure = (name: string): number => Number(taken.get(name));
    return {
      wallS: figure('wall'),
      controllerS: figure('cpu_ctl'),
      hostsS: figure('cpu_hosts'),
      foreignS: figure('cpu_foreign'),
      largestKiB: Number(readFileSync(largest, 'utf8').trim().split('\n').at(-1)),
      memoryKiB: figure('rss_mb') * 1024,
      sentKiB: figure('tx_kb'),
      receivedKiB: figure('rx_kb'),
      logins: figure('bastion_auths'),
      refused: figure('drops'),
      forks: forked,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function whyFailed(
  status: number,
  told: { readonly hosts: number; readonly changes: number },
  phase: Phase,
  hosts: number,
): string | undefined {
  if (status !== 0) return `it ended with ${status}`;
  if (told.hosts !== hosts) return `it says that ${told.hosts} of ${hosts} hosts are done`;
  const isRight = phase === 'first' ? told.changes >= 15 * hosts : told.changes === (phase === 'drift' ? 3 * hosts : 0);
  return isRight ? undefined : `it tells of ${told.changes} changes in phase ${phase} on ${hosts} hosts`;
}

/** Counts processes that are started on hosts of the lab, until the returned function is called. */
async function countForks(): Promise<() => Promise<number>> {
  const counter = spawn('python3', [join(import.meta.dirname, 'count-forks.py'), 'pb_hosts'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(counter.stdout)[Symbol.asyncIterator]();
  await lines.next();
  return async () => {
    counter.stdin.end();
    const { value } = await lines.next();
    if (counter.exitCode === null) await once(counter, 'exit');
    return Number(value);
  };
}
