import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encryptTo, encryptWith, makePair, writePrivate } from '../support/age-made.ts';
import { findMarks } from './canary/marks.ts';
import {
  decodeTrace,
  filesBelow,
  filesOfHost,
  filesSince,
  hostJournal,
  openToOthers,
  searchFiles,
  tracedProcesses,
  withoutGiven,
} from './canary/places.ts';
import { answers, arrange, isProp, mayHold, projectFiles, props, secrets } from './canary/site.ts';
import { runTyping, type Transcript } from './canary/typist.ts';
import { writeFiles, type LabProject } from './support/lab-project.ts';
import { families, makeTwoFamilies } from './truth/two-families.ts';

/*
 * A secret that is easy to find is given in every place in which one can be given; then everything is searched that anybody else could read: what the program
 * prints, its journal, plans, pages and tables, the arguments and the environment of every program that was started on both ends, what was written to the
 * hosts' disks and memory, their logs, and the controller's temporary files. At the end leaks are made on purpose, by the program itself, and found by the same search.
 */
const made: { project?: LabProject; identity?: string } = {};
const startedMs = Date.now();
const tracers: ChildProcess[] = [];
const outputs: string[] = [];

function project(): LabProject {
  if (made.project === undefined) throw new Error('the lab is not up');
  return made.project;
}

const at = (...names: readonly string[]): string => join(project().folder, ...names);
const temporary = (): string => at('tmp');
const trace = (name: string): string => at('traces', name);

let runs = 0;
/** Runs the program with every program that it starts written down, and keeps all that it shows. */
async function runbook(args: readonly string[], { input }: { readonly input?: string } = {}): Promise<Transcript> {
  runs += 1;
  const shown = await runTyping(args, {
    folder: project().folder,
    env: {
      RUNBOOK_LAB: 'rbcy',
      RUNBOOK_AGE_IDENTITY: at('identity'),
      CANARY_VARIABLE: secrets.variable,
      TMPDIR: temporary(),
      EDITOR: 'sed -i s/x/x/',
      SSH_AUTH_SOCK: '',
    },
    under: [
      'strace',
      '-f',
      '--seccomp-bpf',
      '-qq',
      '-xx',
      '-v',
      '-s',
      '65536',
      '-e',
      'trace=execve',
      '-e',
      'signal=none',
      '-o',
      trace(`controller-${runs}`),
    ],
    ...(input === undefined ? { answers } : { input }),
  });
  outputs.push(shown.text);
  return shown;
}

const everywhere = ['-i', 'site', '-K', '-k', '--private-key', 'locked-key'];

function keygen(file: string, passphrase: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-a', '4', '-N', passphrase, '-C', 'test', '-f', at(file)]);
}

beforeAll(async () => {
  made.project = await makeTwoFamilies('rbcy');
  writeFiles(project().folder, projectFiles);
  for (const folder of ['tmp', 'traces']) mkdirSync(at(folder), { recursive: true });
  const pair = await makePair();
  made.identity = pair.identity;
  writePrivate(at('inventory/site/secrets/file'), `${secrets.file}\n`);
  writePrivate(at('identity'), await encryptWith(secrets.agePassphrase, `${pair.identity}\n`));
  writeFileSync(at('inventory/site/age_recipients'), `${pair.recipient}\n`);
  writeFileSync(at('inventory/site/secrets/typed.age'), await encryptTo('nothing yet\n', pair.recipient));
  writeFileSync(at('inventory/site/secrets/locked.age'), await encryptWith(secrets.agePassphrase, `${secrets.locked}\n`));
  keygen('locked-key', secrets.keyPassphrase);
  keygen('sign-key', secrets.signPassphrase);
  for (const host of families) {
    const folder = join(project().rootOf(host), 'root/props');
    mkdirSync(folder, { mode: 0o700 });
    for (const [name, text] of Object.entries({ ...props, 'key.pub': readFileSync(at('locked-key.pub'), 'utf8') }))
      writeFileSync(join(folder, name), text, { mode: 0o600 });
    await project().inside(host, arrange);
    // What is started there, by sshd and by systemd, is written down with arguments and environment.
    const pids = tracedProcesses(project(), host).flatMap((pid) => ['-p', String(pid)]);
    tracers.push(
      spawn('strace', ['-f', '-qq', '-xx', '-v', '-s', '65536', '-e', 'trace=execve', '-e', 'signal=none', '-o', trace(host), ...pids], {
        stdio: 'ignore',
      }),
    );
  }
});

afterAll(async () => {
  for (const one of tracers) one.kill('SIGTERM');
  await made.project?.remove();
});

/** What of the controller's own files holds a mark; sources of secrets are no leak. */
function searchController(): readonly string[] {
  // The lab's own folder has the file systems of its hosts, which are searched by themselves.
  const sources = [at('inventory/site/secrets/file'), at('traces'), at('.runbook/lab-rbcy')];
  const home = process.env['HOME'] ?? '/root';
  const files = [
    ...filesBelow(project().folder, (path) => sources.includes(path)),
    ...filesSince(join(home, '.cache/runbook'), startedMs),
    ...filesSince('/dev/shm', startedMs),
    ...['.bash_history', '.sh_history', '.ssh/known_hosts', '.node_repl_history'].map((name) => join(home, name)),
  ];
  return searchFiles(files, (path) => path.replace(`${project().folder}/`, ''), [made.identity ?? '']);
}

async function searchHost(host: string): Promise<readonly string[]> {
  const files = [...filesOfHost(project(), host)].filter(([path]) => !isProp(path));
  const byPath = new Map(files.map(([path, file]) => [file, path]));
  const leaks = searchFiles(
    files.filter(([path]) => !mayHold(path)).map(([, file]) => file),
    (file) => `${host}:${byPath.get(file) ?? file}`,
  );
  const log = findMarks(Buffer.from(await hostJournal(project(), host))).map((one) => `${host} log: ${one.around}`);
  return [...leaks, ...log];
}

/** Arguments and environment of all programs; the controller itself is given one secret as a variable. */
function searchTraces(): readonly string[] {
  return readdirSync(at('traces')).flatMap((name) =>
    decodeTrace(trace(name))
      .split(/^(?=\d+ +execve\()/mu)
      .map((call) => (name.startsWith('controller') ? withoutGiven(call, `CANARY_VARIABLE=${secrets.variable}`) : call))
      .flatMap((call) =>
        findMarks(Buffer.from(call), [made.identity ?? '']).map((one) => `${name}: ${call.slice(0, 120)} … ${one.around}`),
      ),
  );
}

async function searchAll(): Promise<readonly string[]> {
  const hosts = await Promise.all(families.map((host) => searchHost(host)));
  const shown = outputs.flatMap((text, index) =>
    findMarks(Buffer.from(text), [made.identity ?? '']).map((one) => `output ${index}: ${one.around}`),
  );
  return [...shown, ...searchController(), ...searchTraces(), ...hosts.flat()];
}

/** The run of which a step was refused, and the one that did the rest. */
let half = '';
let whole = '';
const lastRun = (): string => readdirSync(at('.runbook/runs')).toSorted().at(-1) ?? '';

describe('a secret that is given in every place', () => {
  test('is used in every way: set, edited, planned, signed, shown, applied', async () => {
    const set = await runbook(['secrets', 'set', 'from_age', '-i', 'site'], { input: `${secrets.age}\n` });
    const typed = await runbook(['secrets', 'set', 'typed', '-i', 'site']);
    const edited = await runbook(['secrets', 'edit', 'typed', '-i', 'site']);
    expect([set.status, typed.status, edited.status]).toEqual([0, 0, 0]);
    const planned = await runbook(['plan', 'site', ...everywhere, '-v', '--out', 'change.plan', '--sign=sign-key', '--html', 'plan.html']);
    expect([planned.status, planned.text]).toEqual([0, expect.stringContaining('holds a secret')]);
    for (const more of [['-v'], ['--format', 'json']]) expect((await runbook(['show', 'change.plan', ...more])).status).toBe(0);
    const checked = await runbook(['secrets', 'check', '-i', 'site']);
    expect(checked.status).toBe(0);
  });

  test('and its step is refused where the host changed meanwhile', async () => {
    await project().inside('deb', 'mkdir -p /etc/app; install -m 600 /root/props/login /etc/app/file.conf');
    const refused = await runbook(['apply', 'change.plan', ...everywhere, '--yes', '--format', 'json', '-v']);
    expect([refused.status, refused.text]).toEqual([3, expect.stringContaining('RB3101')]);
    half = lastRun();
  });

  test('and written by an apply, with all that its programs print', async () => {
    const applied = await runbook(['apply', 'site', ...everywhere, '--yes', '-v', '--html', 'run.html']);
    expect([applied.status, applied.text.slice(-3000)]).toEqual([0, expect.stringContaining('Done')]);
    whole = lastRun();
    for (const host of families) {
      const told = await project().inside(
        host,
        'cat /etc/app/file.conf /etc/app/template.conf /etc/app/age.conf /etc/app/stdin.conf /etc/lines /etc/wireguard/wg0.key',
      );
      for (const one of [secrets.file, secrets.variable, secrets.age, secrets.locked, secrets.prompt, secrets.typedAge])
        expect(told).toContain(one);
      expect(await project().inside(host, 'cat /etc/old /etc/old-whole')).toBe(`a ${secrets.file} b\nport 2\nnothing any more\n`);
    }
    expect(await project().inside('el', 'test -e /etc/kubernetes/admin.conf && cat /etc/kubernetes/runbook-node')).toBe('done\n');
    const verified = await runbook(['verify', 'site', ...everywhere]);
    expect([verified.status, verified.text.slice(-2000)]).toEqual([0, expect.stringContaining('as it should be')]);
  });

  test.each([
    ['one', 'plain', [/tell all/u, /the candidate was not accepted/u]],
    ['two', 'json', [/RB3104/u, /RB3103/u]],
  ])('and told by programs that fail (%s)', async (name, format, says) => {
    const failed = await runbook(['apply', 'fail', ...everywhere, '--yes', '-v', '--format', format, '-e', `case=${name}`]);
    expect([failed.status, failed.text.slice(-4000)]).toEqual([1, expect.stringContaining('(secret ')]);
    for (const words of says) expect(failed.text).toMatch(words);
  });

  test('and in a template with a mistake', async () => {
    const broken = await runbook(['plan', 'broken', ...everywhere]);
    expect([broken.status, broken.text]).toEqual([65, expect.stringContaining('broken.hbs')]);
  });

  test('and taken back, refused first, and told of afterwards', async () => {
    await project().inside('el', 'echo more >>/etc/app/template.conf');
    const refused = await runbook(['undo', half, ...everywhere, '--yes']);
    expect([refused.status, refused.text]).toEqual([3, expect.stringContaining('RB3031')]);
    await project().inside('el', "sed -i '$d' /etc/app/template.conf");
    expect((await runbook(['undo', half, ...everywhere, '--yes'])).status).toBe(0);
    expect((await runbook(['show', whole, '-v', '--html', 'again.html'])).status).toBe(0);
    expect((await runbook(['journal', 'export', '--all', '--csv', 'access.csv', '--html', 'access.html'])).status).toBe(0);
    expect((await runbook(['history'])).status).toBe(0);
  });

  test('and said again by a host that was given a password', async () => {
    const said = await runbook(['exec', 'deb', ...everywhere, '-b', '--', 'cat', '/root/props/become']);
    expect([said.status, said.text]).toEqual([0, expect.stringContaining('(secret become password)')]);
    const bySu = await runbook(['exec', 'deb', ...everywhere, '-b', '--become-method', 'su', '--', 'id', '-u']);
    expect([bySu.status, bySu.text]).toEqual([0, expect.stringMatching(/^ {2}0$/mu)]);
  });

  test('is found nowhere else', async () => {
    expect(await searchAll()).toEqual([]);
    // The search has looked at something: what holds secrets rightly is found, and is nobody else's.
    for (const host of families) {
      const files = filesOfHost(project(), host);
      const holders = [...files].filter(([path]) => mayHold(path)).filter(([, file]) => searchFiles([file], (path) => path).length > 0);
      expect(holders.map(([path]) => path)).toEqual(
        expect.arrayContaining(['/etc/app/stdin.conf', expect.stringMatching(/^\/var\/lib\/runbook\/undo\//u)]),
      );
      expect(holders.flatMap(([path]) => openToOthers(project().rootOf(host), path))).toEqual([]);
      expect(decodeTrace(trace(host))).toMatch(/execve\("\/usr\/bin\/sudo"/u);
    }
    expect(readdirSync(temporary())).toEqual([]);
  });
});

describe('a leak that is made on purpose is found', () => {
  const secretFile = '/etc/app/stdin.conf';
  const el = ['exec', 'el', ...everywhere, '-b', '--'];
  let found: readonly string[] = [];

  beforeAll(async () => {
    const told = `base64 -w 40 ${secretFile}; gzip -c ${secretFile} >/var/tmp/leak.gz; cp ${secretFile} /tmp/leak; logger -f ${secretFile}; cp ${secretFile} /root/.bash_history`;
    await runbook([...el, 'env', `LEAK=${secrets.variable}`, 'sh', '-c', told]);
    const planned = await runbook([
      'plan',
      'leak',
      ...everywhere,
      '-e',
      `leak=${secrets.variable}`,
      '--html',
      'leak.html',
      '--out',
      'leak.plan',
    ]);
    if (planned.status !== 0) throw new Error(`nothing was planned: ${planned.text.slice(-1500)}`);
    await runbook(['journal', 'export', '--all', '--csv', 'leak.csv']);
    writeFileSync(join(temporary(), 'leak'), Buffer.from(secrets.agePassphrase).toString('hex'));
    found = await searchAll();
  });

  test.each([
    ['in an output', /^output \d+: /u],
    ['in a plan', /^leak\.plan: /u],
    ['on a page', /^leak\.html: /u],
    ['in a temporary file of the controller', /^tmp\/leak: hexadecimal/u],
    ['in a journal', /^\.runbook\/runs\/.*journal\.jsonl: /u],
    ['in the access record', /^leak\.csv: /u],
    ['in an argument on the controller', /^controller-\d+: .*execve/u],
    ['in an argument or the environment on a host', /^el: .*execve/u],
    ['in a temporary file of a host', /^el:\/tmp\/leak: plain/u],
    ['in a compressed file of a host', /^el:\/var\/tmp\/leak\.gz: gzip/u],
    ['in the history of a shell', /^el:\/root\/\.bash_history: /u],
    ['in the log of a host', /^el log: /u],
  ])('%s', (_, line) => {
    expect(found.filter((one) => line.test(one))).not.toEqual([]);
  });
});
