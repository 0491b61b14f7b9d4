import type { RunEvent } from '../core/event.ts';
import { unpackPlan } from '../core/plan-pack.ts';
import { planCounts } from './plan/render-plan.ts';
import type { Style } from './paint.ts';
import { showLine } from './show-value.ts';
import { count, listWords, showDateTime, showDuration, showProgress, type Clock } from './wording.ts';

/** What one event says on one line. */
export interface EventLine {
  readonly host?: string;
  readonly text: string;
  readonly style?: Style;
}

type StepDone = Extract<RunEvent, { event: 'step_done' }>;

/** How each end of a step is said and painted. */
export const stepResults: Readonly<Record<StepDone['status'], { readonly word: string; readonly style: Style }>> = {
  changed: { word: 'changed', style: 'yellow' },
  already: { word: 'already so', style: 'green' },
  refused: { word: 'REFUSED', style: 'red' },
  failed: { word: 'FAILED', style: 'red' },
  timed_out: { word: 'TIMED OUT', style: 'red' },
  still_running: { word: 'STILL RUNNING', style: 'red' },
  rolled_back: { word: 'ROLLED BACK', style: 'red' },
  unknown: { word: 'UNKNOWN', style: 'red' },
  not_begun: { word: 'not begun', style: 'dim' },
  blocked: { word: 'BLOCKED', style: 'magenta' },
};

/** What a run does, in its own words: `apply playbooks/site.yml`, `exec`. */
export function runTitle({ verb, playbook }: Pick<Extract<RunEvent, { event: 'run_started' }>, 'verb' | 'playbook'>): string {
  return showLine(playbook === undefined ? verb : `${verb} ${playbook}`);
}

/** What somebody does on a host, in one line. */
function commandWords({ account, command }: Pick<Extract<RunEvent, { event: 'command_started' }>, 'account' | 'command'>): string {
  return `${command === undefined ? 'a shell in a terminal' : `runs ${showLine(command)}`}${account === 'login' ? '' : `, as ${showLine(account)}`}`;
}

/**
 * The line of an event; undefined for what has no line of its own: the beginning of a
 * step (its end says how long it took), output, and the end of the run, which has a summary.
 */
export function eventLine(event: RunEvent, clock: Clock): EventLine | undefined {
  switch (event.event) {
    case 'run_started':
      return {
        text: `${runTitle(event)} on ${showLine(event.inventory)}, run ${showLine(event.run)}, by ${showLine(event.operator)}, ${showDateTime(event.at, clock)}`,
      };
    case 'host_connecting':
      return { host: event.host, text: `connecting${event.via.length === 0 ? '' : ` via ${event.via.map(showLine).join(' and ')}`}` };
    case 'host_connected':
      return { host: event.host, text: `connected in ${showDuration(event.durationMs)}` };
    case 'host_failed':
      return {
        host: event.host,
        text: `${event.status === 'unreachable' ? 'UNREACHABLE' : 'FAILED'} ${showLine(`${event.diagnostic.code}: ${event.diagnostic.what}`)}`,
        style: 'red',
      };
    case 'host_planned':
      return {
        host: event.host,
        text:
          event.steps === 0
            ? `nothing to change (${count(event.unchanged, 'resource')})`
            : `${count(event.steps, 'change')} planned, ${event.unchanged} as they should be`,
      };
    case 'plan_ready':
      return { text: `plan: ${planCounts(unpackPlan(event.plan))}` };
    case 'play_started':
      return { text: `play "${showLine(event.play)}" on ${listWords(event.hosts.map(showLine), 8)}` };
    case 'batch_started':
      return event.of < 2
        ? undefined
        : { text: `batch ${event.number} of ${event.of} of "${showLine(event.play)}": ${listWords(event.hosts.map(showLine), 8)}` };
    case 'steps_sent':
    case 'step_started':
    case 'step_output':
    case 'run_done':
    case 'journal_head':
      return undefined;
    case 'step_progress':
      return { host: event.host, text: `${showLine(event.address)} ${showProgress(event.doneBytes, event.totalBytes)}` };
    case 'step_done':
      return stepDoneLine(event);
    case 'host_done':
      return {
        host: event.host,
        text: event.status === 'ok' ? `finished "${showLine(event.play)}"` : `failed in "${showLine(event.play)}"`,
        style: event.status === 'ok' ? 'green' : 'red',
      };
    case 'play_done':
      return {
        text: playDoneText(event.play, event.failed, event.stopped),
        ...(event.failed.length > 0 || event.stopped ? { style: 'red' } : {}),
      };
    case 'command_started':
      return { host: event.host, text: commandWords(event) };
    case 'command_done':
      return {
        host: event.host,
        text: `${event.command === undefined ? 'the shell' : 'the command'} ended ${event.exitCode === undefined ? 'without an exit code' : `with exit code ${event.exitCode}`} after ${showDuration(event.durationMs)}`,
        ...(event.exitCode === 0 ? {} : { style: 'red' as const }),
      };
    case 'stage_done':
      return { text: `stage ${event.stage} is done, planning stage ${event.stage + 1}` };
    case 'notice':
      return { text: showLine(event.text), ...(event.host === undefined ? {} : { host: event.host }), style: 'cyan' };
  }
}

function stepDoneLine(event: StepDone): EventLine {
  const { word, style } = stepResults[event.status];
  const begun = event.status !== 'not_begun' && event.status !== 'blocked';
  const text = [
    `${showLine(event.address)} ${word}`,
    ...(begun ? [`in ${showDuration(event.durationMs)}`] : []),
    ...(event.confirmed === true ? ['and confirmed'] : []),
    ...(event.diagnostic !== undefined
      ? [`${showLine(`${event.diagnostic.code}: ${event.diagnostic.what}`)}`]
      : event.summary !== undefined
        ? [`(${showLine(event.summary)})`]
        : []),
  ].join(' ');
  return { host: event.host, text, style };
}

function playDoneText(play: string, failed: readonly string[], stopped: boolean): string {
  const failures = failed.length === 0 ? '' : `: ${listWords(failed.map(showLine), 8)} failed`;
  if (stopped) return `play "${showLine(play)}" stopped, its failure budget is spent${failures}`;
  return `play "${showLine(play)}" is done${failures}`;
}
