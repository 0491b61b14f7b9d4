import type { Action } from '../../src/core/action.ts';
import type { RunEvent } from '../../src/core/event.ts';
import type { Change } from '../../src/core/change.ts';
import type { Probe, Resource } from '../../src/core/resource.ts';
import type { Session } from '../../src/core/session.ts';
import type { Gatherer } from '../../src/engine/gather.ts';

/** What must not compile, so that a dry run cannot write. Nothing here is run: the check of types is the test. */
export const mustNotCompile = {
  probeExecutes: (probe: Probe): Pick<Session, 'execute'> =>
    // @ts-expect-error a probe asks, it has no way to write
    probe,

  probeRuns: (probe: Probe): Pick<Session, 'run'> =>
    // @ts-expect-error a probe asks with requests, it runs no command of its own
    probe,

  probeAsksToWrite: (probe: Probe) =>
    // @ts-expect-error writing is an action and no request
    probe.ask({ do: 'write', path: '/etc/motd', content: { text: '' }, mode: '0644', owner: 'root', group: 'root' }),

  plannerHasSession: (session: Session): Gatherer =>
    // @ts-expect-error the planner is given what asks, and no session
    session,

  convergeAsks: (resource: Resource, change: Change, probe: Probe) =>
    // @ts-expect-error what is to be done follows from what was observed alone
    resource.converge(change, {}, probe),

  actionIsShell: (): Action =>
    // @ts-expect-error actions are a closed set of data
    ({ do: 'shell', script: 'rm -rf /' }),

  eventHasFunction: (): RunEvent =>
    // @ts-expect-error events are plain JSON
    ({ at: '', event: 'notice', text: () => 'later' }),
};
