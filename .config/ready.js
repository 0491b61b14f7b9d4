/**
 * Makes the checkout ready and then runs the rest of the command line in it:
 *
 *     node .config/ready.js FILE [ARGUMENT...]
 *
 * Installs the packages (`npm ci`) when they are missing or not those of package-lock.json, then runs FILE: a `.ts` or `.js`
 * file on the Node that the project brings along, anything else as a program. Ends with the exit status of FILE.
 * It has no dependencies and runs on every Node since 18, because it runs before anything is installed.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const neededMajor = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const bin = join(modules, '.bin');
const lockFile = join(root, 'package-lock.json');
const stampFile = join(modules, '.ready');

const say = (line) => process.stderr.write(`${line}\n`);
const lockDigest = () => createHash('sha256').update(readFileSync(lockFile)).digest('hex');

/** Whether node_modules holds what package-lock.json asks for: by our own stamp, else by npm's record being the newer file. */
function areInstalled() {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === lockDigest()) return true;
  return statSync(record).mtimeMs >= statSync(lockFile).mtimeMs;
}

/** Runs a program to its end; answers its exit status and what it printed. Says every few seconds that it is still at it. */
function runQuietly(label, program, args) {
  return new Promise((done) => {
    const startedMs = Date.now();
    const seconds = () => `${Math.round((Date.now() - startedMs) / 1000)} s`;
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = [];
    child.stdout.on('data', (chunk) => printed.push(chunk));
    child.stderr.on('data', (chunk) => printed.push(chunk));
    const beat = setInterval(() => say(`  ${label}: still running, ${seconds()}`), 5000);
    const finish = (status, extra) => {
      clearInterval(beat);
      done({ status, output: Buffer.concat(printed).toString('utf8') + extra, took: seconds() });
    };
    child.on('error', (error) => finish(127, `${error.message}\n`));
    child.on('close', (code, signal) => finish(code ?? 1, signal ? `ended by ${signal}\n` : ''));
  });
}

async function install() {
  say('Installing the packages of package-lock.json (npm ci); this takes about half a minute.');
  const { status, output, took } = await runQuietly('npm ci', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (status !== 0) {
    say(output.trimEnd());
    say(`The packages could not be installed: npm ci ended with ${status} after ${took}.`);
    say('  why:  its own message stands above (no npm, no way to a package registry, or no right to write here).');
    say(`  mend: run "npm ci" in ${root} as the user who owns it, with a registry in reach; then run this again.`);
    process.exit(1);
  }
  try {
    writeFileSync(stampFile, `${lockDigest()}\n`);
  } catch {
    // The stamp only saves a later install.
  }
  say(`Packages installed in ${took}.`);
}

/** The Node to run on: the one that was installed with the packages, else this one when it is new enough. */
function findNode() {
  const bundled = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(bundled)) return bundled;
  if (Number(process.versions.node.split('.')[0]) >= neededMajor) return process.execPath;
  say(`Node ${neededMajor} or newer is needed, and this is ${process.version}.`);
  say(`  why:  a Node comes along with the packages on Linux (x64, arm64) only; there is none for ${process.platform}/${process.arch}.`);
  say(`  mend: install Node ${neededMajor}, put it first in PATH, and run this again.`);
  return process.exit(64);
}

/** Runs FILE in place of this process, as nearly as Node can: same terminal, same signals, same exit status. */
function runInstead(program, args, node) {
  const env = { ...process.env, PATH: [dirname(node), bin, process.env.PATH ?? ''].join(delimiter) };
  const child = spawn(program, args, { stdio: 'inherit', env });
  // Ctrl-C reaches the child from the terminal itself; other requests to end are passed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    say(`${program} could not be started: ${error.message}`);
    process.exit(126);
  });
  child.on('close', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

const [file, ...rest] = process.argv.slice(2);
if (file === undefined) {
  say('usage: node .config/ready.js FILE [ARGUMENT...]');
  process.exit(64);
}
if (!areInstalled()) await install();
const node = findNode();
const path = resolve(root, file);
if (/\.[jt]s$/.test(file)) runInstead(node, [path, ...rest], node);
else runInstead(path, rest, node);
