import { basename } from 'node:path';
import type { Happening, LongEvent, RunEvent } from '../core/event.ts';
import type { Inventory } from '../core/inventory.ts';
import { EXIT } from '../core/exit-code.ts';
import type { Plan } from '../core/plan.ts';
import { keepRecord } from '../core/redact.ts';
import { newRunId, openJournal } from '../engine/journal.ts';
import type { EnginePorts } from '../engine/ports.ts';
import type { LabState } from '../lab/lab-state.ts';
import { createSessionPool, type SessionPool } from '../engine/session-pool.ts';
import type { SshLinks } from '../transport/ssh-links.ts';
import type { Ask } from '../transport/prompt.ts';
import { createTransport } from '../transport/transport.ts';
import { askBecomePassword, createAsk } from './ask.ts';
import { exitCodeOf } from './exit.ts';
import { growSlowly } from './grow-slowly.ts';
import { createHostLog } from './host-log.ts';
import type { Io } from './io.ts';
import { keptQuestions } from './former-questions.ts';
import { hostLinks, siteLinks } from './links.ts';
import { createMark } from './mark-key.ts';
import type { ApplyOptions } from './options.ts';
import { readFormerRuns } from './former-runs.ts';
import { readWindow, abortAt, windowLines } from './time-limits.ts';
import type { FormerStep } from '../core/plan-duration.ts';
import { runsFolder } from './runs-folder.ts';
import { startedFrom } from './started-from.ts';
import type { SecretReader } from './secret-sources.ts';
import { readTreeFile } from './tree-file.ts';
import { createReporter } from './show-run.ts';
import type { Reporter } from '../report/reporter.ts';
import { openLargeFile } from './large-file.ts';

/** Resolves when what was just said to hosts is on its way: it is given to the system once a turn of the event loop. */
const sentOff = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** After a second Ctrl-C the display has this long to give the terminal back. */
const LEAVE_MS = 1000;

/** More hosts than this keep a lot in memory. */
const MANY_HOSTS = 100;

/** A plan of more steps than this is shown before any is begun: among the work of its many hosts it would come late, and all that happens waits behind it. */
const MANY_STEPS = 2000;

/** What a run is about: where its hosts are, and how what was written becomes resources. */
export interface RunSubject {
  readonly projectFolder: string;
  readonly inventory: Inventory;
  readonly lab?: LabState;
  /** The playbook as it is shown. */
  readonly playbook: string;
  /** How the values of secrets are read; `ask` waits until the display is at rest. */
  readonly secretsFrom: (ask: Ask) => SecretReader;
  readonly planning: Pick<EnginePorts, 'expander' | 'identityOf'>;
  /** How hosts are reached; over SSH where nothing is said. */
  readonly transport?: EnginePorts['transport'];
  /** The run that this one takes back. */
  readonly undoOf?: string;
  /** The run that this one goes on with. */
  readonly resumeOf?: string;
}

/** How a run ended. */
export type RunResult = Omit<Extract<LongEvent, { readonly event: 'run_done' }>, 'at' | 'event'>;

/** Everything that planning and running needs, put together. */
export interface EngineRun {
  readonly ports: EnginePorts;
  readonly pool: SessionPool;
  readonly links: SshLinks;
  readonly reporter: Reporter;
  readonly startedMs: number;
  readonly emit: (event: Happening) => void;
  /** Tells of a packed plan with its digest: it is in the journal when this resolves. */
  announce(packed: Plan, digest: string): Promise<void>;
  /** Tells how it all ended: that is on the disk when this resolves. */
  end(result: RunResult): Promise<void>;
  /** True after Ctrl-C. */
  isStopping(): boolean;
  /** From now on the first Ctrl-C lets the step in hand finish; until then nothing is written, and it ends the program. */
  beginWriting(): void;
  close(): Promise<void>;
}

/** Opens a run of a verb: asks for passwords first, then journals and shows everything that happens, redacted once (what a journal keeps as it is: `keepRecord`). */
export async function openRun(io: Io, verb: string, subject: RunSubject, options: ApplyOptions): Promise<EngineRun> {
  const { inventory, projectFolder, lab } = subject;
  if (inventory.hosts.length > MANY_HOSTS) growSlowly();
  const now = (): Date => new Date();
  const startedMs = now().getTime();
  const stop = new AbortController();
  const former = (): readonly FormerStep[] => readFormerRuns(projectFolder, basename(inventory.folder), subject.playbook).steps;
  const window = readWindow(options, new Date(startedMs), former, inventory.guardSeconds);
  /** Nobody waits for a lock any longer. Not by AbortSignal.any: what that leaves to be tidied up keeps a snapshot from being taken after the warm-up. */
  const tooLate = new AbortController();
  stop.signal.addEventListener('abort', () => tooLate.abort());
  if (window !== undefined) abortAt(window.beginBefore, now, tooLate);
  const run = newRunId(now());
  const mark = createMark(projectFolder);
  const shown = await createReporter(io, verb, options, lab);
  const reporter = options.html === undefined ? shown : (await import('./html-page.ts')).withHtmlPage(io, shown, verb, options);
  const ask = createAsk(io, () => reporter.settle());
  const becomePassword = await askBecomePassword(io, ask, options.askBecomePass);
  const redactor = io.secrets;
  const journal = verb === 'apply' || verb === 'undo' ? openJournal(runsFolder(projectFolder), run) : undefined;
  const author = {
    run,
    operator: options.operator ?? io.user,
    from: startedFrom(io),
    ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
  };
  const hostLog = createHostLog(author);
  let planDigest = '';
  const emitEvent = (event: RunEvent): void => {
    for (const clean of redactor.push(event)) {
      journal?.append(keepRecord(clean, event));
      reporter.onEvent(clean);
    }
  };
  /** Journals a long event, and gives it as it is shown. */
  const keepLong = async <E extends LongEvent>(event: E): Promise<E> => {
    const clean = await redactor.pushLong(event);
    await journal?.appendLong(keepRecord(clean, event));
    return clean;
  };
  const emit = (event: Happening): void => emitEvent({ at: now().toISOString(), ...event });
  const links = siteLinks(io, inventory, lab, options, ask, (diagnostic) =>
    emit({ event: 'notice', text: `${diagnostic.code}: ${diagnostic.what}` }),
  );
  const questions = keptQuestions(
    projectFolder,
    { inventory: inventory.folder, playbook: subject.playbook },
    mark,
    (text) => redactor.text(text) !== text,
  );
  const hostsByName = new Map(inventory.hosts.map((host) => [host.name, host]));
  const ports: EnginePorts = {
    formerQuestions: questions,
    transport: subject.transport ?? createTransport(hostLinks(inventory, links), () => becomePassword),
    ...subject.planning,
    accountsOf: (host) => {
      const identity = subject.planning.identityOf(host);
      const login = hostsByName.get(host)?.ssh.user;
      return [...(login === undefined ? [] : [login]), ...(identity === 'login' ? [] : [identity.become])];
    },
    secret: subject.secretsFrom(ask),
    learnSecret: (name, value) => redactor.add([{ name, value }]),
    mark,
    run,
    fileContent: (digest, stored) => readTreeFile(projectFolder, digest, stored),
    openContent: (digest, stored) => openLargeFile(projectFolder, digest, stored),
    ...(window === undefined ? {} : { window }),
    lock: { owner: `${author.operator} on ${author.from}`, stop: tooLate.signal },
    logLine: (host, identity) => hostLog.begin(host, identity, planDigest),
    exitCodeOf: (failure) => exitCodeOf([failure]),
    emit: emitEvent,
    ...(journal === undefined ? {} : { recorded: () => journal.onDisk() }),
    now,
  };
  const pool = createSessionPool(ports.transport, emitEvent, now, (host) => hostsByName.get(host)?.via ?? []);
  let writing = false;
  const stopListening = io.onInterrupt((signal) => {
    const leave = (words: string) => (): void => {
      io.stderr.write(words);
      io.leave(EXIT.cancelled);
    };
    // A terminal that is closed can say so twice: by the kernel and by its shell.
    if (stop.signal.aborted && signal === 'SIGHUP') return;
    if (stop.signal.aborted) {
      // The live display gives the terminal back first: its cursor, and what is written to it.
      const end = leave('\nLeft. What a host has in hand goes on there. Apply again: it finds what is done, and finishes the rest.\n');
      reporter.close().then(end, end);
      setTimeout(end, LEAVE_MS).unref();
      return;
    }
    stop.abort();
    if (!writing) {
      emit({ event: 'notice', text: 'Stopped: nothing was written.' });
      reporter.close().then(leave(''), leave(''));
      return;
    }
    emit({ event: 'notice', text: 'Stopping after the step in hand. Ctrl-C again leaves at once.' });
  });
  emit({
    event: 'run_started',
    verb,
    playbook: subject.playbook,
    inventory: basename(inventory.folder),
    ...author,
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(subject.undoOf === undefined ? {} : { undoOf: subject.undoOf }),
    ...(subject.resumeOf === undefined ? {} : { resumeOf: subject.resumeOf }),
  });
  for (const text of window === undefined ? [] : windowLines(window, new Date(startedMs))) emit({ event: 'notice', text });
  return {
    ports,
    pool,
    links,
    reporter,
    startedMs,
    emit,
    announce: async (packed, digest) => {
      planDigest = digest;
      reporter.onEvent(await keepLong({ at: now().toISOString(), event: 'plan_ready', plan: packed, digest }));
      if (packed.steps.length > MANY_STEPS) await reporter.shown?.();
    },
    end: async (result) => {
      const at = now().toISOString();
      for (const rest of redactor.rest(at)) {
        journal?.append(rest);
        reporter.onEvent(rest);
      }
      const clean = await keepLong({ at, event: 'run_done', ...result });
      if (journal !== undefined) {
        const { records, digest } = journal.head();
        reporter.onEvent({ at, event: 'journal_head', run, records, head: digest });
      }
      reporter.onEvent(clean);
    },
    isStopping: () => stop.signal.aborted,
    beginWriting: () => {
      writing = true;
    },
    close: async () => {
      stopListening();
      const told = journal === undefined ? undefined : hostLog.end(pool, journal.head());
      // What only looks writes nothing.
      if (verb === 'apply') await sentOff().then(() => questions.save());
      await told;
      await pool.close();
      await reporter.close();
    },
  };
}
