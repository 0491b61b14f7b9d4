import { join } from 'node:path';
import type { RunEvent } from '../core/event.ts';
import { EXIT } from '../core/exit-code.ts';
import type { Plan } from '../core/plan.ts';
import { planDigest } from '../core/plan-digest.ts';
import { packPlan } from '../core/plan-pack.ts';
import { createRedactor } from '../core/redact.ts';
import { expandSite, loadSecrets } from '../definition/site.ts';
import { newRunId, openJournal } from '../engine/journal.ts';
import type { EnginePorts, Order } from '../engine/ports.ts';
import { createSessionPool, type SessionPool } from '../engine/session-pool.ts';
import { createTransport } from '../transport/transport.ts';
import { createAsk } from './ask.ts';
import { exitCodeOf } from './exit.ts';
import type { Io } from './io.ts';
import { hostLinks, siteLinks } from './links.ts';
import { createMark } from './mark-key.ts';
import type { OpenSite } from './open-site.ts';
import type { ApplyOptions } from './options.ts';
import { factsIdentity, orderOf } from './order.ts';
import { createReporter } from './show-run.ts';
import type { Reporter } from '../report/reporter.ts';

/** After a second Ctrl-C the display has this long to give the terminal back. */
const LEAVE_MS = 1000;

/** Everything that planning and running a playbook needs, put together. */
export interface EngineRun {
  readonly order: Order;
  readonly ports: EnginePorts;
  readonly pool: SessionPool;
  readonly reporter: Reporter;
  readonly startedMs: number;
  readonly emit: (event: Happening) => void;
  /** Tells of a plan, packed and with its digest. */
  announce(plan: Plan): void;
  /** True after Ctrl-C. */
  isStopping(): boolean;
  /** From now on the first Ctrl-C lets the step in hand finish; until then nothing is written, and it ends the program. */
  beginWriting(): void;
  close(): Promise<void>;
}

/** An event without its time. */
export type Happening = RunEvent extends infer Event ? (Event extends RunEvent ? Omit<Event, 'at'> : never) : never;

/** Opens a run of a verb on a site: asks for passwords first, then journals and shows everything that happens, redacted once. */
export async function openRun(io: Io, verb: string, open: OpenSite, options: ApplyOptions): Promise<EngineRun> {
  const { site } = open;
  const now = (): Date => new Date();
  const startedMs = now().getTime();
  const run = newRunId(now());
  const order = orderOf(site, options, options.operator ?? io.user);
  const mark = createMark(open.projectFolder);
  const reporter = createReporter(io, verb, options, open.lab);
  const ask = createAsk(io, () => reporter.settle());
  const becomePassword =
    options.askBecomePass === true ? await ask({ text: 'Password for sudo or su on the hosts', secret: true }) : undefined;
  const redactor = createRedactor(becomePassword === undefined ? [] : [{ name: 'become password', value: becomePassword }]);
  const journal = verb === 'apply' ? openJournal(join(open.projectFolder, '.runbook', 'runs'), run) : undefined;
  const emitEvent = (event: RunEvent): void => {
    for (const clean of redactor.push(event)) {
      journal?.append(clean);
      reporter.onEvent(clean);
    }
  };
  const emit = (event: Happening): void => emitEvent({ at: now().toISOString(), ...event });
  const links = siteLinks(io, site.inventory, open.lab, options, ask, (diagnostic) =>
    emit({ event: 'notice', text: `${diagnostic.code}: ${diagnostic.what}` }),
  );
  const secretOf = loadSecrets(site, { env: io.env, ask: async (text) => (await ask({ text, secret: true })) ?? '' });
  const ports: EnginePorts = {
    transport: createTransport(hostLinks(site.inventory, links), () => becomePassword),
    expand: (facts, outputs) =>
      expandSite(site, facts, outputs, {
        ...(options.become === undefined ? {} : { become: options.become }),
        ...(options.becomeUser === undefined ? {} : { becomeUser: options.becomeUser }),
        ...(options.becomeMethod === undefined ? {} : { becomeMethod: options.becomeMethod }),
        limit: order.scope,
      }),
    identityOf: (host) => factsIdentity(site, host, options),
    secret: async (name) => {
      const value = await secretOf(name);
      redactor.add([{ name, value }]);
      return value;
    },
    learnSecret: (name, value) => redactor.add([{ name, value }]),
    mark,
    run,
    fileContent: (digest) => {
      throw new Error(`no file of the tree is known to hold ${digest}`);
    },
    exitCodeOf: (failure) => exitCodeOf([failure]),
    emit: emitEvent,
    now,
  };
  const pool = createSessionPool(ports.transport, emitEvent, now, (host) => order.hosts.find((one) => one.name === host)?.via ?? []);
  let stopping = false;
  let writing = false;
  const stopListening = io.onInterrupt(() => {
    const leave = (words: string) => (): void => {
      io.stderr.write(words);
      io.leave(EXIT.cancelled);
    };
    if (stopping) {
      // The live display gives the terminal back first: its cursor, and what is written to it.
      const end = leave('\nLeft. What a host has in hand goes on there. Apply again: it finds what is done, and finishes the rest.\n');
      reporter.close().then(end, end);
      setTimeout(end, LEAVE_MS).unref();
      return;
    }
    stopping = true;
    if (!writing) {
      emit({ event: 'notice', text: 'Stopped: nothing was written.' });
      reporter.close().then(leave(''), leave(''));
      return;
    }
    emit({ event: 'notice', text: 'Stopping after the step in hand. Ctrl-C again leaves at once.' });
  });
  emit({
    event: 'run_started',
    run,
    verb,
    playbook: order.playbook,
    inventory: order.inventory,
    operator: options.operator ?? io.user,
    ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  });
  return {
    order,
    ports,
    pool,
    reporter,
    startedMs,
    emit,
    announce: (plan) => {
      const packed = packPlan(plan);
      emit({ event: 'plan_ready', plan: packed, digest: planDigest(packed) });
    },
    isStopping: () => stopping,
    beginWriting: () => {
      writing = true;
    },
    close: async () => {
      stopListening();
      await pool.close();
      await reporter.close();
    },
  };
}
