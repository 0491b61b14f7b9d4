import { ABSENT, formatRun, PRESENT } from '../../src/core/answer.ts';
import { answersDigest, namedDigest } from '../../src/core/digest.ts';
import type { Action } from '../../src/core/action.ts';
import { RunbookError } from '../../src/core/diagnostic.ts';
import { hasSentinel } from '../../src/core/hole.ts';
import { withKey } from '../../src/core/key-on-host.ts';
import type { Request } from '../../src/core/request.ts';
import type { LargeContent } from '../../src/core/large-content.ts';
import type { NotBrought, ReadyStep, Session, SessionStats, StepProgress, StepResult, Transport } from '../../src/core/session.ts';
import { accountCommands } from './fake-accounts.ts';
import { clusterCommands } from './fake-cluster.ts';
import { baseCommands, type Ended, failed, type FakeCommand } from './fake-commands.ts';
import { fillModel, type FakeHostOptions } from './fake-host-options.ts';
import { FakeModel } from './fake-model.ts';
import { fakeTransaction } from './fake-packages.ts';
import { networkCommands } from './fake-network.ts';
import { generalScripts } from './fake-scripts.ts';
import { FakeStore } from './fake-store.ts';

const FAKE_PUBLIC_KEY = 'dGhlIHB1YmxpYyBoYWxmIG9mIHRoZSBmYWtlIGtleSE=';

const FACTS = [
  'hostname=fake',
  'kernel=6.1.0',
  'architecture=x86_64',
  'id=debian',
  'version_id=12',
  'pretty_name=Debian GNU/Linux 12 (bookworm)',
  'package_manager=apt',
  'service_manager=systemd',
  'boot_id=00000000-0000-4000-8000-000000000000',
  'online=0-1',
  'memory_mb=2048',
  'clock_s=1700000000',
  'default_interface=eth0',
].join('\n');

/** A host in memory: answers requests, carries out steps by the rules of the guard, and refuses every command that it was not taught. */
export class FakeHost implements Session {
  readonly host: string;
  readonly model = new FakeModel();
  readonly store = new FakeStore();
  /** Every request that was asked, each round trip a list. */
  readonly asked: (readonly Request[])[] = [];
  /** Every action that was carried out, in order. */
  readonly performed: Action[] = [];
  /** Large contents that were brought and not written yet, by digest. */
  readonly brought = new Map<string, Buffer>();
  closed = false;
  private readonly options: FakeHostOptions;
  private readonly commands: Readonly<Record<string, FakeCommand>>;

  constructor(options: FakeHostOptions = {}) {
    this.options = options;
    this.host = options.name ?? 'fake';
    this.commands = { ...baseCommands, ...accountCommands, ...networkCommands, ...clusterCommands, ...generalScripts, ...options.commands };
    fillModel(this.model, options);
  }

  ask(requests: readonly Request[]): Promise<readonly string[]> {
    this.asked.push(requests);
    return attempt(() => requests.map((request) => this.answer(request)));
  }

  execute(steps: readonly ReadyStep[], _identity: unknown, onProgress: (progress: StepProgress) => void): Promise<readonly StepResult[]> {
    return attempt(() => {
      const results: StepResult[] = [];
      for (const step of steps) {
        const stopped = results.some((one) => one.status !== 'changed' && one.status !== 'already');
        if (!stopped) onProgress({ kind: 'begin', id: step.id });
        const result: StepResult = stopped ? { id: step.id, status: 'not_begun', answers: [], durationMs: 0 } : this.carryOut(step);
        results.push(result);
        if (!stopped) onProgress({ kind: 'end', result });
      }
      return results;
    });
  }

  async bring(content: LargeContent, _identity: unknown, onProgress: (doneBytes: number) => void): Promise<NotBrought | undefined> {
    if (this.options.freeBytes !== undefined && content.sizeBytes > this.options.freeBytes) return { output: 'No space left on device' };
    const bytes = Buffer.alloc(content.sizeBytes);
    await content.read(0, bytes);
    onProgress(content.sizeBytes);
    this.brought.set(content.digest, bytes);
    return undefined;
  }

  run(argv: readonly string[]): Promise<Ended> {
    return attempt(() => this.start(argv, ''));
  }

  stats(): SessionStats {
    return { connections: 1, authentications: 1, roundTrips: this.asked.length, bytesSent: 0, bytesReceived: 0 };
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  /** The answer of one request, as the driver would project it. */
  answer(request: Request): string {
    const { model } = this;
    switch (request.ask) {
      case 'stat':
        return model.stat(request.path);
      case 'digest':
        return model.digest(request.path);
      case 'content':
        return model.content(request.path, request.limitBytes, request.unless);
      case 'unit':
        return model.unit(request.name);
      case 'config_in_use':
        return model.configInUse(request.unit, request.paths);
      case 'package':
        return model.package(request.name);
      case 'package_version':
        return model.packages.get(request.name) ?? ABSENT;
      case 'transaction':
        return fakeTransaction(model, request);
      case 'sysctl':
        return model.sysctls.get(request.key) ?? ABSENT;
      case 'module':
        return model.modules.has(request.name) ? 'loaded' : ABSENT;
      case 'user':
        return model.account(request.name, request.fields);
      case 'group':
        return model.group(request.name, request.number);
      case 'exists':
        return model.stat(request.path) === ABSENT ? ABSENT : PRESENT;
      case 'key_state':
        return model.keyState(request.path);
      case 'public_key':
        return model.keyState(request.path) === 'sound' ? FAKE_PUBLIC_KEY : ABSENT;
      case 'facts':
        return this.options.facts ?? FACTS;
      case 'run': {
        const touchedBefore = model.touched.length;
        const scripted = this.options.answers?.[JSON.stringify(request.argv)];
        if (scripted !== undefined) return scripted;
        const ended = this.start(request.argv, '');
        if (model.touched.length !== touchedBefore) throw new Error(`a question wrote to the host: ${JSON.stringify(request.argv)}`);
        return formatRun(ended.exitCode, ended.output.replace(/\n+$/u, ''));
      }
    }
  }

  /** Carries out one action at once; for changes behind the back of a plan. */
  perform(action: Action): Ended {
    this.performed.push(action);
    switch (action.do) {
      case 'run':
        return this.start(action.argv, action.stdin ?? '');
      case 'write':
        return this.write(action);
      case 'remove':
        if ([...this.model.paths.keys()].some((path) => path.startsWith(`${action.path}/`)))
          return failed(`rmdir: ${action.path}: Directory not empty`);
        if (this.model.paths.has(action.path)) this.model.setPath(action.path, undefined);
        return { exitCode: 0, output: '' };
      case 'record_config':
        this.model.recordConfig(action.unit, action.paths);
        return { exitCode: 0, output: '' };
      case 'restore':
        return this.store.restore(this.model, action.from ?? '', action.thing, (argv) => this.start(argv, ''));
    }
  }

  private write(action: Extract<Action, { do: 'write' }>): Ended {
    const digest = 'base64' in action.content ? namedDigest(action.content.base64) : undefined;
    const brought = this.brought.get(digest ?? '');
    if (digest !== undefined && brought === undefined) return failed(`the content ${digest} was not brought`);
    this.brought.delete(digest ?? '');
    const content = brought === undefined ? action.content : { base64: brought.toString('base64') };
    if ('text' in content && hasSentinel(content.text)) throw unexpected(`a content with a hole for ${action.path}`);
    if (action.validate !== undefined) {
      const candidate = `${action.path}.candidate`;
      const checked = this.start(
        action.validate.map((word) => word.replace('%s', candidate)),
        'text' in content ? content.text : '',
      );
      if (checked.exitCode !== 0) return checked;
    }
    const written = this.model.write(action.path, content, action.mode, action.owner, action.group);
    return written ? { exitCode: 0, output: '' } : failed(`the folder of ${action.path} is not there`);
  }

  private carryOut(sent: ReadyStep): StepResult {
    const key = sent.keyed === undefined ? undefined : this.answer({ ask: 'public_key', path: sent.keyed.path });
    const step = key === undefined ? sent : withKey(sent, key);
    const look = (): readonly string[] => step.requests.map((request) => this.answer(request));
    const result = (status: StepResult['status'], answers: readonly string[], more: Partial<StepResult> = {}): StepResult => {
      return { id: step.id, status, answers, durationMs: 1, ...(key === undefined ? {} : { key }), ...more };
    };
    const seen = look();
    if (step.after !== undefined && answersDigest(seen) === step.after) return result('already', seen);
    if (step.before !== undefined && answersDigest(seen) !== step.before) return result('refused', seen);
    if (step.keep !== undefined) this.store.keep(this.model, step.keep.at, step.keep.things);
    const began = {
      ...(step.before === undefined && step.requests.length > 0 ? { before: seen } : {}),
      ...(step.keep === undefined ? {} : { kept: true }),
    };
    for (const [failedAction, action] of step.actions.entries()) {
      const ended = this.perform(action);
      const refused = failedAction === 0 && action.do === 'run' && action.refusal !== undefined && action.refusal === ended.exitCode;
      if (ended.exitCode !== 0)
        return result(refused ? 'refused' : 'failed', look(), { ...began, failedAction, exitCode: ended.exitCode, output: ended.output });
    }
    const left = look();
    const met = step.after === undefined || answersDigest(left) === step.after;
    return result(met ? 'changed' : 'failed', left, began);
  }

  private start(argv: readonly string[], input: string): Ended {
    if (argv.some((word) => hasSentinel(word))) throw unexpected(`a word with a hole in ${JSON.stringify(argv)}`);
    const [program = '', ...words] = argv;
    const script = program === 'sh' && words[0] === '-c' ? words[1] : undefined;
    const command = this.commands[script ?? program];
    // The word after the script text is $0.
    const ended = command?.(this.model, script === undefined ? words : words.slice(3), input, (other) => this.start(other, ''));
    if (ended === undefined) throw unexpected(JSON.stringify(argv));
    return ended;
  }
}

/** A transport to hosts in memory. A host that it does not know is unreachable. */
export function fakeTransport(hosts: readonly Session[]): Transport {
  return {
    open: (name, onEntered) => {
      const found = hosts.find((one) => one.host === name);
      if (found !== undefined) onEntered();
      return found === undefined
        ? Promise.reject(new RunbookError({ code: 'RB4001', severity: 'error', what: `${name} could not be reached`, host: name }))
        : Promise.resolve(found);
    },
    forget: () => undefined,
    openAnew: (name) => Promise.reject(new Error(`nobody said how ${name} is entered anew`)),
    close: () => Promise.resolve(),
  };
}

function unexpected(what: string): Error {
  return new Error(`the fake host was not taught ${what}`);
}

async function attempt<T>(act: () => T): Promise<T> {
  await Promise.resolve();
  return act();
}
