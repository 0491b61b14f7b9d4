import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { membersOf, must } from './command.ts';
import type { PeersLab } from './lab.ts';

/** What one run of a tool took. Seconds, KiB, numbers of things; the hosts' figures are those of all hosts together. */
export interface Measured {
  readonly wallS: number;
  /** CPU time of all that the tool started on the controller. */
  readonly controllerS: number;
  readonly hostsS: number;
  readonly bastionS: number;
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

/** A run of a program in the controller's namespace: what it took, how it ended, and what it said. */
export interface Measurement {
  readonly taken: Measured;
  readonly status: number;
  readonly output: string;
}

/** Runs a program in the controller's namespace of the lab, cold: no connection is left of the one before. */
export async function measure(lab: PeersLab, name: string, argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-peers-'));
  const [results, log, largest] = [join(folder, 'results'), join(folder, 'log'), join(folder, 'largest')];
  try {
    const forks = await countForks();
    must(['python3', join(lab.folder, 'lab/measure.py'), name, '--', 'time', '-o', largest, '-f', '%M', ...argv], {
      ...env,
      RESULTS: results,
      LOG: log,
    });
    const forked = await forks();
    const members = membersOf(readFileSync(results, 'utf8'));
    const figure = (member: string): number => Number(members.get(member));
    const taken: Measured = {
      wallS: figure('wall'),
      controllerS: figure('cpu_ctl'),
      hostsS: figure('cpu_hosts'),
      bastionS: figure('cpu_bastion'),
      foreignS: figure('cpu_foreign'),
      largestKiB: Number(readFileSync(largest, 'utf8').trim().split('\n').at(-1)),
      memoryKiB: figure('rss_mb') * 1024,
      sentKiB: figure('tx_kb'),
      receivedKiB: figure('rx_kb'),
      logins: figure('bastion_auths'),
      refused: figure('drops'),
      forks: forked,
    };
    return { taken, status: figure('rc'), output: readFileSync(log, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
