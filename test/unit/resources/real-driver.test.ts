import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diff } from '../../../src/core/change.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { ReadyStep, Session, StepResult, Transport } from '../../../src/core/session.ts';
import { createGatherer } from '../../../src/engine/gather.ts';
import { planHost } from '../../../src/engine/plan-host.ts';
import { command } from '../../../src/resources/command.ts';
import type { ResourceType } from '../../../src/resources/define.ts';
import { directory } from '../../../src/resources/directory.ts';
import { file } from '../../../src/resources/file.ts';
import { line } from '../../../src/resources/line.ts';
import { symlink } from '../../../src/resources/symlink.ts';
import { user } from '../../../src/resources/user.ts';
import { waitFor } from '../../../src/resources/wait-for.ts';
import { localLinks } from '../../../src/transport/local-links.ts';
import { createTransport } from '../../../src/transport/transport.ts';
import { noSecrets } from '../../support/no-secrets.ts';
import { bindResource } from '../../support/bind.ts';

/*
 * What resources foretell, held against the real driver on this machine: each step's answers afterwards must be just those that were foretold,
 * byte for byte, or the driver itself would call the step failed. This is what keeps the fake host honest.
 */
let transport: Transport;
let session: Session;
let folder = '';
const mine = { owner: userInfo().username, group: execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim() };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-driver-'));
  transport = createTransport(localLinks(), () => undefined);
  session = await transport.open('this-machine', () => undefined);
});
afterAll(async () => {
  await transport.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The step that the engine plans for one resource; undefined when there is nothing to do. */
async function plan(type: ResourceType, params: JsonObject): Promise<ReadyStep | undefined> {
  const { steps } = await planHost('this-machine', [{ play: 0, resource: bindResource(type, params) }], createGatherer(session), noSecrets);
  const [step] = steps;
  if (step === undefined) return undefined;
  const { requests, before, after } = step.guard;
  return {
    id: step.id,
    requests,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    actions: step.actions,
  };
}

async function execute(step: ReadyStep | undefined): Promise<StepResult> {
  if (step === undefined) throw new Error('there was nothing to do');
  const [result] = await session.execute([step], 'login', () => undefined);
  if (result === undefined) throw new Error('the driver gave no result');
  return result;
}

/** Applies it and shows that the host looks as foretold, that nothing is left to do, and that the same step is not done twice. */
async function expectApplied(type: ResourceType, params: JsonObject): Promise<void> {
  const step = await plan(type, params);
  const result = await execute(step);
  expect({ status: result.status, output: result.output }).toEqual({ status: 'changed', output: undefined });
  expect(step?.after).toMatch(/^[0-9a-f]{64}$/u);
  expect(await plan(type, params)).toBeUndefined();
  expect((await execute(step)).status).toBe('already');
}

const hostile = `한글 'quoted' "twice" $(touch ${'/'}nowhere) \`x\` \\n %s\n\ttab\r\n$HOME !! *\n\n`;

describe('with the real driver', () => {
  test.each<[string, JsonObject]>([
    ['an empty file', { content: '' }],
    ['a text without an end of line', { content: 'no end' }],
    ['a text full of what shells read', { content: hostile }],
    ['a text that ends in empty lines', { content: 'a\n\n\n' }],
    ['a text with a zero byte', { content: 'a\0b\n' }],
    ['bytes that are no text', { content_base64: Buffer.from([0, 255, 10, 128, 0]).toString('base64') }],
    ['a mode with a special bit', { content: 'x', mode: '2750' }],
    ['a mode of its owner alone', { content: 'x', mode: '0400' }],
    ['a check that accepts', { content: 'x\n', validate: ['grep', '-q', 'x', '%s'] }],
  ])('file: %s', async (name, params) => {
    const path = join(folder, name);
    await expectApplied(file, { path, ...mine, ...params });
    await expectApplied(file, { path, ...mine, content: 'another\n' });
    expect(readFileSync(path, 'utf8')).toBe('another\n');
    await expectApplied(file, { path, ...mine, content: 'another\n', mode: '0600' });
    await expectApplied(file, { path, present: false });
  });

  test('a check that refuses leaves the old content', async () => {
    const path = join(folder, 'checked');
    writeFileSync(path, 'old\n');
    const result = await execute(await plan(file, { path, ...mine, content: 'new\n', validate: ['grep', '-q', 'old', '%s'] }));
    expect(result).toMatchObject({ status: 'failed', failedAction: 0 });
    expect(readFileSync(path, 'utf8')).toBe('old\n');
  });

  test('a file without its folder is a clear failure', async () => {
    const result = await execute(await plan(file, { path: join(folder, 'none/x'), ...mine, content: 'x' }));
    expect(result).toMatchObject({ status: 'failed', output: `the folder ${folder}/none is not there` });
  });

  test('a file that somebody changed in between is refused by the host', async () => {
    const path = join(folder, 'raced');
    writeFileSync(path, 'old\n');
    const step = await plan(file, { path, ...mine, content: 'new\n' });
    appendFileSync(path, 'by hand\n');
    expect((await execute(step)).status).toBe('refused');
    expect(readFileSync(path, 'utf8')).toBe('old\nby hand\n');
  });

  test('a folder, a link in it, and both gone again', async () => {
    const path = join(folder, 'a folder');
    await expectApplied(directory, { path, ...mine, mode: '0750' });
    await expectApplied(directory, { path, ...mine, mode: '2755' });
    await expectApplied(symlink, { path: `${path}/link`, target: '../some where', ...mine });
    await expectApplied(symlink, { path: `${path}/link`, target: '/else', ...mine });
    expect((await execute(await plan(directory, { path, present: false }))).status).toBe('failed');
    await expectApplied(symlink, { path: `${path}/link`, present: false });
    await expectApplied(directory, { path, present: false });
  });

  test('a file in the place of a link', async () => {
    const path = join(folder, 'linked');
    await expectApplied(symlink, { path, target: 'nowhere', ...mine });
    await expectApplied(file, { path, ...mine, content: 'x' });
  });

  test('one line, with the rest byte by byte', async () => {
    const path = join(folder, 'lines');
    writeFileSync(path, Buffer.from([0x23, 0xc7, 0xd1, 0x0a, 0x61, 0x3d, 0x31]));
    await expectApplied(line, { path, name: 'a', regex: '^a=', line: "a='2'" });
    expect(readFileSync(path).toString('latin1')).toBe("#\u00c7\u00d1\na='2'\n");
  });

  test('a command until what it creates is there, and waiting for it', async () => {
    const made = join(folder, 'made by a command');
    await expectApplied(command, { name: 'make', argv: ['touch', made], creates: made });
    expect(await plan(waitFor, { name: 'it is there', path: made })).toBeUndefined();
    const result = await execute(await plan(waitFor, { name: 'never', path: join(folder, 'never'), timeout_s: 1 }));
    expect(result).toMatchObject({ status: 'failed', exitCode: 1 });
  });

  test('an opaque command runs each time', async () => {
    const log = join(folder, 'log');
    const append = { name: 'append', argv: ['sh', '-c', 'echo x >>"$1"', 'sh', log] };
    expect((await execute(await plan(command, append))).status).toBe('changed');
    expect((await execute(await plan(command, append))).status).toBe('changed');
    expect(readFileSync(log, 'utf8')).toBe('x\nx\n');
  });

  test('an account is read as it is', async () => {
    const { username, uid, homedir } = userInfo();
    const gatherer = createGatherer(session);
    const resource = bindResource(user, { name: username, uid, home: homedir });
    const observed = await resource.observe({ ask: (request) => gatherer.ask(request, 'login') });
    expect(diff(observed, resource.desired)).toEqual({ kind: 'none', fields: [] });
  });
});
