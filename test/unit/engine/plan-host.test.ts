import { describe, expect, test } from 'vitest';
import { run } from '../../../src/core/action.ts';
import { answersDigest, predictedDigest, sha256 } from '../../../src/core/digest.ts';
import { holeText } from '../../../src/core/hole.ts';
import { requestKey } from '../../../src/core/request.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { createGatherer } from '../../../src/engine/gather.ts';
import { planHost, type HostPlan } from '../../../src/engine/plan-host.ts';
import { directory } from '../../../src/resources/directory.ts';
import { file } from '../../../src/resources/file.ts';
import { line } from '../../../src/resources/line.ts';
import { packageType } from '../../../src/resources/package.ts';
import { service } from '../../../src/resources/service.ts';
import { user } from '../../../src/resources/user.ts';
import { bindResource } from '../../support/bind.ts';
import { diagnosticsOf, inPlay } from '../../support/engine-bench.ts';
import { FakeHost } from '../../support/fake-host.ts';
import type { FakeHostOptions } from '../../support/fake-host-options.ts';
import { fakeFile } from '../../support/fake-model.ts';
import { madeResource } from '../../support/made-resource.ts';
import { noSecrets, secretIs, testMark } from '../../support/no-secrets.ts';

function planOn(options: FakeHostOptions, ...resources: readonly Resource[]): Promise<HostPlan> {
  return planHost('fake', inPlay(0, ...resources), createGatherer(new FakeHost(options)), secretIs('no host has this'));
}

const addressesOf = (plan: HostPlan): readonly string[] => plan.steps.map((step) => `${step.change.kind} ${step.address}`);

const relay = [
  bindResource(packageType, { name: 'haproxy' }),
  bindResource(file, { path: '/etc/haproxy/haproxy.cfg', content: 'global\n' }),
  bindResource(service, { name: 'haproxy', runs_with: ['file:/etc/haproxy/haproxy.cfg'] }),
];

const relayWith = (mode: string): readonly Resource[] => [
  bindResource(packageType, { name: 'haproxy' }),
  bindResource(file, { path: '/etc/haproxy/haproxy.cfg', content: 'global\n', mode }),
];

describe('a file with a secret in it', () => {
  const secret = holeText({ kind: 'secret', name: 'registry' });
  const login = bindResource(file, { path: '/etc/login', content: `password ${secret}\n`, mode: '0600' });
  const planWith = (content: string, value: string): Promise<HostPlan> =>
    planHost(
      'fake',
      inPlay(0, login),
      createGatherer(new FakeHost({ files: { '/etc/login': fakeFile(content, '0600') } })),
      secretIs(value),
    );

  test('is no drift where the host has just that secret', async () => {
    expect(addressesOf(await planWith('password s3cret\n', 's3cret'))).toEqual([]);
  });

  test('is a change where it has another, and the plan holds neither', async () => {
    const plan = await planWith('password old\n', 's3cret');
    expect(addressesOf(plan)).toEqual(['update file:/etc/login']);
    expect(JSON.stringify(plan)).not.toContain('s3cret');
  });

  test('has marks that no other host can have: what a host answers tells nothing of another, or of a secret by itself', async () => {
    const marksOf = async (name: string): Promise<readonly string[]> => {
      const host = new FakeHost({ files: { '/etc/login': fakeFile('password old\n', '0600') } });
      const { steps } = await planHost(name, inPlay(0, login), createGatherer(host), secretIs('s3cret'));
      return steps.flatMap((step) => step.guard.marks ?? []);
    };
    const [one, other] = [await marksOf('one'), await marksOf('other')];
    expect([one.length, other.length]).toEqual([2, 2]);
    expect(new Set([...one, ...other, testMark(sha256('password old\n'))]).size).toBe(5);
  });
});

test.each([
  ['a private file whose place an earlier step brings', relayWith('0640'), true],
  ['a public file there', relayWith('0644'), false],
  [
    'a file into which an earlier step writes a secret',
    [
      bindResource(file, { path: '/etc/login', content: `password ${holeText({ kind: 'secret', name: 'registry' })}\n` }),
      bindResource(line, { path: '/etc/login', name: 'port', line: 'port 1' }),
    ],
    true,
  ],
])('answers about %s are told as marks: %j', async (_name, resources, isSecret) => {
  const { steps } = await planOn({ files: { '/etc/login': 'old\n' } }, ...resources);
  expect(steps.at(-1)?.secret ?? false).toBe(isSecret);
});

test('a step is labelled reversible just where it says what takes it back, whatever its type does else', async () => {
  const account = { users: { games: { uid: '5', group: 'games', gecos: '', home: '/', shell: '/bin/sh', groups: [] } } };
  const { steps } = await planOn(account, bindResource(user, { name: 'deploy' }), bindResource(user, { name: 'games', present: false }));
  expect(steps.map(({ address, labels, undo }) => [address, labels.includes('reversible'), undo !== undefined])).toEqual([
    ['user:deploy', true, true],
    ['user:games', false, false],
  ]);
});

describe('a blank host', () => {
  test('is planned whole, though most of what the plan speaks of is not there yet', async () => {
    const plan = await planOn({}, ...relay);
    expect(addressesOf(plan)).toEqual(['create package:haproxy', 'create file:/etc/haproxy/haproxy.cfg', 'update service:haproxy']);
    expect(plan.warnings).toEqual([]);
  });

  test('has a BEFORE for what is known now, and none for what the package may bring', async () => {
    const [installed, config] = (await planOn({}, ...relay)).steps;
    expect(installed?.guard.before).toBe(answersDigest(['absent']));
    expect(config?.guard.before).toBeUndefined();
    expect(config?.guard.seen).toBeUndefined();
  });

  test('is asked all that is declared in one round trip, what its packages bring in a second one, and nothing twice', async () => {
    const host = new FakeHost();
    await planHost('fake', inPlay(0, ...relay), createGatherer(host), noSecrets);
    expect(host.performed).toEqual([]);
    expect(host.asked.map((round) => round.some((request) => request.ask === 'transaction'))).toEqual([false, true]);
    expect(host.asked[1]?.map((request) => request.ask)).toEqual(host.asked[1]?.map(() => 'transaction'));
    const keys = host.asked.flat().map((request) => requestKey(request));
    expect(keys).toEqual([...new Set(keys)]);
  });
});

describe('each resource is planned against the world that the earlier ones leave', () => {
  test('a file in a folder that is still to be made', async () => {
    const plan = await planOn({}, bindResource(directory, { path: '/opt/a' }), bindResource(file, { path: '/opt/a/x', content: 'x' }));
    expect(addressesOf(plan)).toEqual(['create directory:/opt/a', 'create file:/opt/a/x']);
  });

  test('a second resource that wants the same as the first will have made has nothing to do', async () => {
    const twin = { ...madeResource('a', { value: '1' }), address: 'made:twin' };
    const plan = await planOn({ sysctls: { a: '0' } }, madeResource('a', { value: '1' }), twin);
    expect(addressesOf(plan)).toEqual(['update made:a']);
    expect(plan.unchanged).toBe(1);
  });

  test('a second resource that wants something else starts from what the first will have made', async () => {
    const other = { ...madeResource('a', { value: '2' }), address: 'made:other' };
    const [, second] = (await planOn({ sysctls: { a: '0' } }, madeResource('a', { value: '1' }), other)).steps;
    expect(second?.change.fields).toEqual([{ field: 'value', before: '1', after: '2' }]);
    expect(second?.guard).toMatchObject({ before: answersDigest(['1']), after: answersDigest(['2']), seen: ['1'] });
  });

  test('what a package may bring into being, but need not, is no change while it is as declared', async () => {
    const plan = await planOn({}, relay[0] ?? madeResource('a'), bindResource(file, { path: '/etc/nologin', present: false }));
    expect(addressesOf(plan)).toEqual(['create package:haproxy']);
    expect(plan.unchanged).toBe(1);
  });
});

describe('the guard', () => {
  test('digests the answers of the questions that guard, as they are and as they will be', async () => {
    const plan = await planOn(
      { files: { '/etc/motd': fakeFile('old\n', '0604') } },
      bindResource(file, { path: '/etc/motd', content: 'new\n' }),
    );
    const [step] = plan.steps;
    const host = new FakeHost({ files: { '/etc/motd': fakeFile('old\n', '0604') } });
    const answers = (): readonly string[] => step?.guard.requests.map((request) => host.answer(request)) ?? [];
    expect(step?.guard.before).toBe(answersDigest(answers()));
    host.model.setPath('/etc/motd', fakeFile('new\n', '0644'));
    expect(step?.guard.after).toBe(answersDigest(answers()));
    expect(step?.guard.requests.map((request) => request.ask)).not.toContain('content');
  });

  test('is empty, and never met, where nothing can be asked', async () => {
    const blind: Resource = { ...madeResource('a'), observe: () => Promise.resolve({ value: 'unseen' }) };
    const [step] = (await planOn({}, blind)).steps;
    expect(step?.guard).toEqual({ requests: [] });
  });

  test('keeps answers with a hole that can be filled, and drops those that nobody can tell', async () => {
    const key = holeText({ kind: 'secret', name: 'key' });
    const [written, unknown] = (
      await planOn(
        { sysctls: { b: '0' } },
        bindResource(file, { path: '/etc/secret', content: `key ${key}\n` }),
        madeResource('b', { predictions: [] }),
      )
    ).steps;
    expect(written?.guard.after).toBeUndefined();
    expect(written?.guard.afterAnswers).toContain(predictedDigest({ text: `key ${key}\n` }));
    expect(unknown?.guard).toMatchObject({ before: answersDigest(['0']) });
    expect([unknown?.guard.after, unknown?.guard.afterAnswers]).toEqual([undefined, undefined]);
  });
});

describe('what cannot be done', () => {
  test.each([
    ['its own words', 'waits for a boot', 'waits for a boot'],
    ['words of the engine', undefined, 'it is not as declared, and nothing can be done about it now'],
  ])('is a warning with %s, and no step', async (_name, warning, what) => {
    const stuck: Resource = {
      ...madeResource('a'),
      source: { file: 'roles/x/tasks.yml', line: 3, column: 5 },
      converge: () => ({ actions: [], predictions: [], ...(warning === undefined ? {} : { warning }) }),
    };
    const plan = await planOn({ sysctls: { a: '0' } }, stuck);
    expect(plan.steps).toEqual([]);
    expect(plan.warnings).toEqual([
      {
        code: 'RB3003',
        severity: 'warning',
        what,
        host: 'fake',
        address: 'made:a',
        source: { file: 'roles/x/tasks.yml', line: 3, column: 5 },
      },
    ]);
  });

  const secret = holeText({ kind: 'secret', name: 'password' });
  const token = holeText({ kind: 'output', host: 'cp-1', address: 'x', output: 'token', pattern: '.*', secret: true });
  test.each([
    ['a secret of the inventory in argv', [run(['login', '-p', `x${secret}`])], true],
    ['a secret output in argv', [run(['join', token])], true],
    ['a secret in the environment', [{ ...run(['login']), environment: { PASSWORD: secret } }], true],
    ['a secret on standard input', [run(['login'], { stdin: secret })], false],
  ])('%s', async (_name, actions, refused) => {
    const found = await diagnosticsOf(planOn({ sysctls: { a: '0' } }, madeResource('a', { actions })));
    expect(found.map((one) => [one.code, one.host, one.address])).toEqual(refused ? [['RB3002', 'fake', 'made:a']] : []);
    expect(JSON.stringify(found)).not.toContain('password"');
  });
});

test('planning ends before a task that waits for a step, and says which', async () => {
  const items = [
    ...inPlay(0, madeResource('a')),
    { play: 0, deferred: { task: 'Second', until: 'made:a' } },
    ...inPlay(0, madeResource('b')),
  ];
  const plan = await planHost('fake', items, createGatherer(new FakeHost({ sysctls: { a: '0', b: '0' } })), noSecrets);
  expect(addressesOf(plan)).toEqual(['update made:a']);
  expect(plan.stageEnd).toEqual({ task: 'Second', until: 'made:a' });
});
