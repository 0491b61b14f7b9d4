import { firstOf, lastOf } from '../core/cut-text.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Step } from '../core/plan.ts';
import { requestKey } from '../core/request.ts';
import type { StepResult } from '../core/session.ts';
import { sanitize } from '../core/text-sanitize.ts';
import { mendOfWrite } from './write-causes.ts';

/** Says what a step that did not succeed means for the operator. */
export function explainResult(step: Step, result: StepResult): Diagnostic | undefined {
  const told = explainEnd(step, result);
  if (told === undefined || result.guard !== 'taken_back') return told;
  return { ...told, why: `${told.why ?? ''}\nthe host took the step back at once` };
}

function explainEnd(step: Step, result: StepResult): Diagnostic | undefined {
  const base = { severity: 'error' as const, host: step.host, address: step.address };
  const last = lastOf(sanitize((result.output ?? '').trim()), 1500);
  const said = last === '' ? 'it printed nothing' : `it printed last:\n${last}`;
  switch (result.status) {
    case 'changed':
    case 'already':
    case 'not_begun':
      return undefined;
    case 'refused':
      if (result.failedAction !== undefined)
        return {
          ...base,
          code: 'RB2060',
          what: 'it would have done something else than what was planned; nothing of this step was done',
          why: last,
          mend: 'look at what is listed; then plan again, or bring the host and what it gets its packages from back to what was planned',
        };
      return {
        ...base,
        code: 'RB3101',
        what: 'the host is not as it was when the plan was made; nothing of this step was done',
        why: differences(step, result.answers),
        mend: 'find out who changed it, then plan again',
      };
    case 'failed':
      if (result.guard === 'not_armed')
        return {
          ...base,
          code: 'RB3042',
          what: 'the host could not be armed to take the step back by itself; nothing of this step was done',
          why: last,
          mend: 'mend what the host says, then run again',
        };
      // Without what an undo needs nothing is begun: the step was agreed to as one that can be undone.
      if (result.failedAction === undefined && result.kept === false && result.output !== undefined)
        return {
          ...base,
          code: 'RB3030',
          what: 'what an undo of the step needs could not be kept on the host; nothing of this step was done',
          why: last,
          mend: 'make room or mend the undo store of the host, /var/lib/runbook/undo, then run again',
        };
      return result.failedAction === undefined
        ? {
            ...base,
            code: 'RB3103',
            what: 'everything was done, and the host still does not look as planned',
            why: differences(step, result.answers),
            mend: 'something on the host undoes the change or answers differently: look at it, then plan again',
          }
        : {
            ...base,
            code: 'RB3102',
            what: `${nameOfAction(step, result.failedAction)} failed${result.exitCode === undefined ? '' : ` with exit code ${result.exitCode}`}`,
            why: said,
            mend:
              mendOf(step, result.failedAction, last) ??
              'mend the cause on the host or in the role, then run again: what is done is found done',
          };
    case 'timed_out':
      return {
        ...base,
        code: 'RB3104',
        what: `${nameOfAction(step, result.failedAction ?? 0)} did not end within ${limitOf(step, result.failedAction ?? 0)} and was ended`,
        why: said,
        mend: 'look at why it hangs, then run again',
      };
    case 'rolled_back':
      return {
        ...base,
        code: 'RB3040',
        what: 'the host took the step back by itself, because it was not confirmed over a new connection in time',
        why: sanitize(result.guardOutput ?? 'nobody came through to it'),
        mend: 'find out why the change shuts you out and mend it in the role, then run again',
      };
    case 'unknown':
      return {
        ...base,
        code: 'RB3041',
        what: 'nobody knows whether the step stays',
        why:
          result.guard === 'not_taken_back'
            ? `the host could not take all of it back: ${sanitize(result.guardOutput ?? '')}`
            : sanitize(result.guardOutput ?? ''),
        mend: 'look at the host at its console; /var/lib/runbook/guard there tells what it did',
      };
    case 'still_running':
      return {
        ...base,
        code: 'RB3105',
        what: `${nameOfAction(step, result.failedAction ?? 0)} did not end within ${limitOf(step, result.failedAction ?? 0)} and goes on running on the host`,
        why: `commands of this kind are never killed half way; ${said}`,
        mend: 'wait, then run again: the command is found and waited for',
      };
  }
}

/** How to mend what kept a file from being written. It is as it was: it is only ever replaced whole. */
function mendOf(step: Step, index: number, said: string): string | undefined {
  const action = step.actions[index];
  return action?.do === 'write' ? mendOfWrite(sanitize(action.path), said) : undefined;
}

function limitOf(step: Step, index: number): string {
  const action = step.actions[index];
  return action?.do === 'run' ? `its time limit of ${Math.ceil(action.timeoutMs / 1000)} s` : 'its time limit';
}

function nameOfAction(step: Step, index: number): string {
  const action = step.actions[index];
  switch (action?.do) {
    case 'run':
      if (action.argv[0] === 'sh' && action.argv[1] === '-c') return 'the script of the step';
      return `\`${firstOf(sanitize(action.argv.slice(0, 6).join(' ')), 120)}\``;
    case 'write':
      return `writing ${action.path}`;
    case 'remove':
      return `removing ${action.path}`;
    case 'restore':
      return `putting ${sanitize(action.thing)} back`;
    default:
      return 'the step';
  }
}

function differences(step: Step, answers: readonly string[]): string {
  const { requests } = step.guard;
  const seen = step.guard.seen ?? step.guard.marks;
  const lines = requests.flatMap((request, index) => {
    const was = seen?.[index];
    const is = answers[index];
    if (was === undefined || is === undefined || was === is) return [];
    return [`${requestKey(request)}: was ${show(was)}, is ${show(is)}`];
  });
  const told = step.guard.marks === undefined ? '' : '\n(it holds a secret: in the place of what was and is there stand keyed marks)';
  return lines.length > 0
    ? lines.join('\n') + told
    : requests.map((request, index) => `${requestKey(request)}: is ${show(answers[index] ?? '')}`).join('\n');
}

function show(answer: string): string {
  // Of a mark as much as tells two apart.
  const text = sanitize(answer)
    .replace(/\n/gu, ' ⏎ ')
    .replace(/^(mark:[0-9a-f]{12})[0-9a-f]{52}$/u, '$1…');
  return `"${firstOf(text, 120)}"`;
}
