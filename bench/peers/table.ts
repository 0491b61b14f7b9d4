import { blockKey, median, runsByBlock, type Head, type Results, type Run } from './records.ts';

/** The tool that others are compared with: what a person would script by hand. */
export const MEASURE = 'script';

/** Tells results as Markdown: medians, with the smallest and largest wall time, and the ratio to the hand-written script. */
export function tableOf(results: Results): string {
  const blocks = runsByBlock(results.runs);
  const parts = [...blocks].map(([name, tools]) => {
    const own = tools.get(MEASURE) ?? [];
    const measure = median(own.map((run) => run.wallS));
    const rows = [...tools].map(([tool, runs]) => row(tool, runs, measure));
    return [
      `### ${name}`,
      '',
      '| Tool | Runs | Wall, s | Smallest … largest | × script | Controller CPU, s | Host CPU a host, s | Sent a host, KiB | Received a host, KiB | Memory, MB | Largest process, MB | Logins | Processes a host | Other CPU, s |',
      `|${' --- |'.repeat(14)}`,
      ...rows,
      ...results.failures.filter((one) => blockKey(one) === name).map((one) => `\n${one.tool} failed: ${one.why.split('\n')[0]}\n`),
      '',
    ].join('\n');
  });
  return [
    '# Beside other tools',
    '',
    ...(results.head === undefined ? [] : headOf(results.head)),
    '',
    'All tools in turns in the same run, on the same hosts, through one bastion; each run starts cold. Medians. `first`: hosts with a fresh file system. `noop`: nothing to',
    'change. `check`: dry run with diffs, nothing to change. `drift`: dry run with diffs, three things of each host were disturbed. Failed runs do not count. Memory: of all',
    'processes that the tool started on the controller. Bytes are those of the link to the bastion. Other CPU is what the machine did besides: a high value makes wall times long.',
    '',
    ...parts,
  ].join('\n');
}

function headOf(head: Head): readonly string[] {
  const versions = Object.entries(head.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${head.startedAt}, commit ${head.commit}, ${head.machine}. ${versions.join(', ')}. ${head.repeat} repetitions, fewer where they took too long.`,
  ];
}

function row(tool: string, runs: readonly Run[], measure: number): string {
  const middle = (of: (run: Run) => number): number => median(runs.map(of));
  const hosts = runs[0]?.hosts ?? 1;
  const walls = runs.map((run) => run.wallS);
  const wall = median(walls);
  const cells = [
    tool,
    String(runs.length),
    wall.toFixed(2),
    `${Math.min(...walls).toFixed(2)} … ${Math.max(...walls).toFixed(2)}`,
    Number.isNaN(measure) ? '' : (wall / measure).toFixed(2),
    middle((run) => run.controllerS).toFixed(2),
    (middle((run) => run.hostsS) / hosts).toFixed(3),
    (middle((run) => run.sentKiB) / hosts).toFixed(1),
    (middle((run) => run.receivedKiB) / hosts).toFixed(1),
    (middle((run) => run.memoryKiB) / 1024).toFixed(0),
    (middle((run) => run.largestKiB) / 1024).toFixed(0),
    middle((run) => run.logins).toFixed(0),
    (middle((run) => run.forks) / hosts).toFixed(0),
    middle((run) => run.foreignS).toFixed(1),
  ];
  return `| ${cells.join(' | ')} |`;
}
