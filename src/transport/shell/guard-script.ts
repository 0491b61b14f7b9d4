import type { Action } from '../../core/action.ts';
import type { ReadyStep } from '../../core/session.ts';
import { quoteArgv, quoteShell } from '../../core/shell-quote.ts';
import { actionScript } from './action-script.ts';
import { piecesFor, type Script } from './functions.ts';

/** Arms the host before the first action of a step: see functions/arm_guard.sh. */
export function armScript({ name, seconds, actions }: NonNullable<ReadyStep['arm']>): Script {
  const needed = new Set(actions.flatMap((action) => (action.do === 'restore' && action.from !== undefined ? [action.from] : [])));
  return {
    text: `script=${quoteShell(guardScript(actions))}\n${quoteArgv(['arm_guard', name, String(seconds), ...needed])}`,
    calls: ['arm_guard', 'undo_guard'],
  };
}

/** A script of its own that carries out these actions, all of them whatever fails, when nobody disarms it: functions/fire_guard.sh. */
function guardScript(actions: readonly Action[]): string {
  const step: ReadyStep = { id: '', requests: [], actions };
  const scripts = actions.map((action) => actionScript(step, action, quoteArgv, new Map()));
  const pieces = piecesFor(['core', 'fire_guard', ...scripts.flatMap((one) => one.calls)]);
  return [
    ...pieces.map((piece) => piece.text),
    'check() { note "$@"; }',
    `undo_step() {\n${scripts.map((one) => one.text).join('\n')}\n}`,
    'fire_guard "$@"',
  ].join('\n');
}
