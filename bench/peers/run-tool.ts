import type { PeersLab } from './lab.ts';
import { measure, type Measured } from './measure.ts';
import type { Block } from './records.ts';
import type { Tool } from './tools.ts';

/** Changes that a first run makes on a host at least: tools count them differently. */
const LEAST_CHANGES = 15;
/** Things that `PeersLab.disturb` changes on a host. */
const DISTURBED = 3;

/** Runs a tool once on the first so many hosts: what it took, or why the run does not count. */
export async function runTool(
  lab: PeersLab,
  tool: Tool,
  { phase, hosts }: Block,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly failed: string } | Measured> {
  lab.setBastion(tool.bastion);
  const mode = phase === 'check' || phase === 'drift' ? 'check' : 'converge';
  const { taken, status, output } = await measure(lab, tool.name, [tool.adapter(lab), mode, String(hosts)], { ...env, ...tool.env });
  const failed = (why: string): { readonly failed: string } => ({ failed: `${why}\n${output.slice(-2000)}` });
  if (status !== 0) return failed(`it ended with ${status}`);
  const told = tool.read(output);
  if (told.hosts !== hosts) return failed(`it says that ${told.hosts} of ${hosts} hosts are done`);
  const isRight = phase === 'first' ? told.changes >= LEAST_CHANGES * hosts : told.changes === (phase === 'drift' ? DISTURBED * hosts : 0);
  return isRight ? taken : failed(`it tells of ${told.changes} changes in phase ${phase} on ${hosts} hosts`);
}
