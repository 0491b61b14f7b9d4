import { join } from 'node:path';
import type { BastionLimits, PeersLab } from './lab.ts';

/** What a tool told about its run. */
interface Outcome {
  /** Hosts that it says it has done. */
  readonly hosts: number;
  /** Changes that it made or would make, over all hosts. */
  readonly changes: number;
}

/** A tool that does the work of the benchmark. */
export interface Tool {
  readonly name: string;
  /** The program that is run with `converge|check N`. */
  readonly adapter: (lab: PeersLab) => string;
  readonly env?: Readonly<Record<string, string>>;
  /** Limits of the bastion that it needs: tools with a connection for each host fail with the stock ones when there are many hosts. */
  readonly bastion: BastionLimits;
  /** With more hosts it is not run: it would take too long. */
  readonly mostHosts: number;
  /** True when it comes from PyPI, by this name. */
  readonly fromPypi?: string;
  /** Reads its output. */
  readonly read: (output: string) => Outcome;
}

const here = import.meta.dirname;
const MANY = 1000;

/** All tools, the fastest first. `runbook-plain` sends nothing before the server has answered what came before. */
export const tools: readonly Tool[] = [
  {
    name: 'runbook',
    adapter: () => join(here, 'runbook.sh'),
    env: { PREPARED: 'yes' },
    bastion: 'stock',
    mostHosts: MANY,
    read: readRunbook,
  },
  {
    name: 'runbook-plain',
    adapter: () => join(here, 'runbook.sh'),
    env: { PREPARED: 'yes', INVENTORY: 'plain' },
    bastion: 'stock',
    mostHosts: MANY,
    read: readRunbook,
  },
  {
    name: 'script',
    adapter: (lab) => join(lab.folder, 'tools/floor.sh'),
    bastion: 'stock',
    mostHosts: MANY,
    read: (output) => ({ hosts: sum(output, /^ok hosts: (\d+)$/gmu), changes: sumProducts(output, /^ *(\d+) PB changed=(\d+)$/gmu) }),
  },
  {
    name: 'mitogen',
    adapter: (lab) => join(lab.folder, 'tools/ansible.sh'),
    env: { STRATEGY: 'mitogen_linear' },
    bastion: 'raised',
    mostHosts: 50,
    fromPypi: 'mitogen',
    read: readAnsible,
  },
  {
    name: 'pyinfra',
    adapter: () => join(here, 'pyinfra.sh'),
    bastion: 'raised',
    mostHosts: 50,
    fromPypi: 'pyinfra',
    read: readPyinfra,
  },
  {
    name: 'ansible',
    adapter: (lab) => join(lab.folder, 'tools/ansible.sh'),
    env: { STRATEGY: 'linear' },
    bastion: 'raised',
    mostHosts: 50,
    fromPypi: 'ansible-core',
    read: readAnsible,
  },
];

function readRunbook(output: string): Outcome {
  return {
    hosts: sum(output, /^Done in .* on (\d+) hosts?$/gmu),
    changes: [...output.matchAll(/^\d+ hosts?: (\d+) create, (\d+) change, (\d+) delete/gmu)].reduce(
      (total, [, ...counts]) => total + counts.reduce((all, count) => all + Number(count), 0),
      0,
    ),
  };
}

function readAnsible(output: string): Outcome {
  return {
    hosts: output.match(/^h\d+ +: ok=\d+ .*unreachable=0 +failed=0 /gmu)?.length ?? 0,
    changes: sum(output, /^h\d+ +: ok=\d+ +changed=(\d+)/gmu),
  };
}

/** Only of a dry run is the list of changes the last thing that it says. */
function readPyinfra(output: string): Outcome {
  const [, detected = ''] = output.split('--> Detected changes:');
  const isDry = !output.includes('--> Results:');
  const failed = /^ +Grand total +\d+ +\S+ +[1-9]/mu.test(output);
  return {
    hosts: failed ? 0 : (output.match(/^ +\[h\d+\] Ready: /gmu)?.length ?? 0),
    changes: isDry ? sum(detected, /^ {4}\S.*? {2,}(\d+) \(/gmu) : sum(output, /^ +Grand total +\d+ +(\d+)/gmu),
  };
}

function sum(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((total, [, count]) => total + Number(count), 0);
}

function sumProducts(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((total, [, times, count]) => total + Number(times) * Number(count), 0);
}
