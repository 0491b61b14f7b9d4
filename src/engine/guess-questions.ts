import { parseFacts } from '../core/facts.ts';
import { hasHole } from '../core/hole.ts';
import { mayBeAskedAhead, type Question } from '../core/question.ts';
import type { Request } from '../core/request.ts';
import type { EnginePorts } from './ports.ts';

/** Facts of a host that has told none yet. Where they are wrong some questions are of no use, and others are asked when the right ones are known. */
const USUAL = parseFacts('id=debian\npackage_manager=apt\nservice_manager=systemd');

/** What a host of which no former run tells will probably be asked: what all of its resources ask first, were it a usual one. Nothing where something was written wrong. */
export async function guessQuestions(host: string, ports: Pick<EnginePorts, 'expander'>): Promise<readonly Question[]> {
  const wanted = new Set<string>();
  const expansion = await ports.expander()(new Map([[host, USUAL]]), (_, address, output) => {
    // Hosts of a kind want the same of each other.
    wanted.add(`${address} ${output}`);
    return undefined;
  });
  if (expansion.diagnostics.some((one) => one.severity === 'error')) return [];
  const asked: Question[] = [];
  for (const item of expansion.hosts.get(host) ?? []) {
    if (!('resource' in item)) break;
    const { identity, address, outputs } = item.resource;
    const note = (request: Request): void => void asked.push({ identity, request });
    const ask = (request: Request): Promise<string> => {
      note(request);
      return new Promise(() => undefined);
    };
    item.resource.observe({ ask }).catch(() => undefined);
    for (const [name, output] of Object.entries(outputs)) if (wanted.has(`${address} ${name}`)) note(output.request);
  }
  return asked.filter((question) => mayBeAskedAhead(question) && !hasHole(JSON.stringify(question.request)));
}
