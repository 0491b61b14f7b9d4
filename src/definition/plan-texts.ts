import type { Action, Content } from '../core/action.ts';
import { hasSentinel, holesOf, withoutHoles, type Hole } from '../core/hole.ts';
import type { Json } from '../core/json.ts';
import { namedDigest } from '../core/digest.ts';
import type { Plan, Step, StoredContent } from '../core/plan.ts';
import type { Request } from '../core/request.ts';
import { claimFaults } from './plan-claims.ts';

/** What becomes of a text: `sent` to a host with its holes filled, `argument` sent where all of the host can read it, `fixed` sent as it stands, `shown` to people. */
type Use = 'sent' | 'argument' | 'fixed' | 'shown';

/** What is wrong with the texts of a packed plan: references that lead to no content, and holes that nothing can fill. */
export function textFaults(plan: Plan): readonly string[] {
  const faults: string[] = [];
  const hosts = new Set(plan.hosts.map((host) => host.name));
  const judged = new Set<string>();
  const contentOf = (id: string): StoredContent | undefined => (Object.hasOwn(plan.contents, id) ? plan.contents[id] : undefined);

  function lookAt(text: string, use: Use, at: string): void {
    const id = namedDigest(text);
    if (id === undefined) return lookAtHoles(text, use, at);
    const stored = contentOf(id);
    if (stored === undefined || !('text' in stored)) faults.push(`${at}: no text among the contents has the digest that it names`);
    else if (!judged.has(`${use} ${id}`)) lookAtHoles(stored.text, use, at);
    judged.add(`${use} ${id}`);
    return undefined;
  }
  function lookAtHoles(text: string, use: Use, at: string): void {
    if (!hasSentinel(text)) return;
    const holes = holesOf(text);
    // What is left without the holes must hold no piece of one.
    if (hasSentinel(withoutHoles(text))) faults.push(`${at}: a hole in it is not well written`);
    for (const hole of holes) {
      const fault = faultOf(hole, use);
      if (fault !== undefined) faults.push(`${at}: ${fault}`);
    }
  }
  function faultOf(hole: Hole, use: Use): string | undefined {
    if (use === 'fixed') return 'it has a hole where none is filled';
    if (use === 'argument' && isSecret(hole)) return 'a secret would be an argument of a command, which all of the host can read';
    if (hole.kind === 'output' && !hosts.has(hole.host)) return `it waits for ${hole.host}, which is not in the plan`;
    if (hole.kind === 'output' && !isPattern(hole.pattern)) return 'the pattern of a hole is no regular expression';
    if (use === 'shown') return undefined;
    if (hole.kind === 'unknown') return 'something would be done with a value that never comes';
    return hole.kind === 'digest' && !('text' in (contentOf(hole.content) ?? {}))
      ? 'the content whose digest it wants is not there'
      : undefined;
  }
  function lookAtContent(content: Content, at: string): void {
    const id = namedDigest('text' in content ? content.text : content.base64);
    if (id === undefined || 'text' in content) {
      const stored = id === undefined ? undefined : contentOf(id);
      if ('text' in content && (stored === undefined || !('file' in stored))) lookAt(content.text, 'sent', at);
      return;
    }
    const stored = contentOf(id);
    if (stored === undefined || 'text' in stored) faults.push(`${at}: no bytes among the contents have the digest that it names`);
  }
  function lookAtAction(action: Action, at: string): void {
    if (action.do === 'write') lookAtContent(action.content, at);
    if (action.do !== 'run') return;
    for (const text of [...action.argv, ...Object.values(action.environment ?? {})]) lookAt(text, 'argument', at);
    lookAt(action.stdin ?? '', 'sent', at);
  }
  function lookAtRequest(request: Request, at: string): void {
    if (request.ask === 'run') for (const word of request.argv) lookAt(word, 'fixed', at);
  }
  function lookAtJson(value: Json | undefined, at: string): void {
    if (typeof value === 'string') lookAt(value, 'shown', at);
    else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) lookAtJson(one, at);
  }
  const textOf = (packed: string): string => {
    const stored = contentOf(namedDigest(packed) ?? '');
    return stored !== undefined && 'text' in stored ? stored.text : packed;
  };
  function holdsSecret(action: Action): boolean {
    return textsOf(action).some((text) => holesOf(textOf(text)).some((hole) => isSecret(hole)));
  }
  function lookAtStep(step: Step, at: string): void {
    const { actions, undo, guard, outputs, change, texts, summary, warning, secret } = step;
    faults.push(...claimFaults(step, textOf).map((fault) => `${at}.${fault}`));
    if (secret !== true && actions.some((action) => holdsSecret(action))) faults.push(`${at}: it holds a secret, and is not said to`);
    for (const action of [...actions, ...(undo ?? [])]) lookAtAction(action, `${at}.actions`);
    for (const request of [...guard.requests, ...Object.values(outputs).map((output) => output.request)])
      lookAtRequest(request, `${at}.guard`);
    for (const answer of guard.afterAnswers ?? []) lookAt(answer, 'sent', `${at}.guard`);
    for (const answer of guard.seen ?? []) lookAt(answer, 'fixed', `${at}.guard`);
    for (const field of change.fields) for (const value of [field.before, field.after]) lookAtJson(value, `${at}.change`);
    for (const text of texts ?? []) for (const one of [text.before ?? '', text.after ?? '']) lookAt(one, 'shown', `${at}.texts`);
    for (const text of [summary ?? '', warning ?? '']) lookAtHoles(text, 'shown', at);
  }

  for (const [index, step] of plan.steps.entries()) lookAtStep(step, `steps.${index}`);
  return faults;
}

function isSecret(hole: Hole): boolean {
  return hole.kind === 'secret' || (hole.kind === 'output' && hole.secret);
}

function textsOf(action: Action): readonly string[] {
  if (action.do === 'write') return 'text' in action.content ? [action.content.text] : [];
  return action.do === 'run' ? [...action.argv, ...Object.values(action.environment ?? {}), action.stdin ?? ''] : [];
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(`^(?:${source})$`, 'u').unicode;
  } catch {
    return false;
  }
}
