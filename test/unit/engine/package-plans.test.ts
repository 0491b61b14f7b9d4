import { describe, expect, test } from 'vitest';
import type { Step } from '../../../src/core/plan.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { createGatherer } from '../../../src/engine/gather.ts';
import { planHost } from '../../../src/engine/plan-host.ts';
import { command } from '../../../src/resources/command.ts';
import { file } from '../../../src/resources/file.ts';
import { packageType } from '../../../src/resources/package.ts';
import { bindResource } from '../../support/bind.ts';
import { inPlay } from '../../support/engine-bench.ts';
import { FakeHost } from '../../support/fake-host.ts';
import type { FakeHostOptions } from '../../support/fake-host-options.ts';
import { noSecrets } from '../../support/no-secrets.ts';

/* Transactions of packages in the world that earlier steps leave. */
const available = {
  app: { version: '1', needs: ['lib'] },
  other: { version: '1', needs: ['lib', 'more'] },
  lib: { version: '2' },
  more: { version: '3' },
};
const wanted = (name: string, more: object = {}): Resource => bindResource(packageType, { name, ...more });

async function stepsOn(host: FakeHostOptions, ...resources: readonly Resource[]): Promise<readonly Step[]> {
  const fake = new FakeHost({ available, folders: ['/etc/apt/sources.list.d'], ...host });
  return (await planHost('fake', inPlay(0, ...resources), createGatherer(fake), noSecrets)).steps;
}

const namesOf = (step: Step | undefined): unknown => step?.change.fields.find((field) => field.field === 'packages')?.after;

describe('packages of one host', () => {
  test('the second list does not repeat what the first brings, nor do script and footprint', async () => {
    const [, second] = await stepsOn({}, wanted('app'), wanted('other'));
    expect(namesOf(second)).toEqual([
      { name: 'more', version: '3' },
      { name: 'other', version: '1' },
    ]);
    expect(second?.actions[0]).toMatchObject({ stdin: 'planned\ninstall more 3\ninstall other 1\n' });
    expect(second?.footprint).toEqual(expect.arrayContaining(['package:other', 'package:more']));
    expect(second?.footprint).not.toContain('package:lib');
  });

  test('one that an earlier one brings along is no step of its own', async () => {
    expect((await stepsOn({}, wanted('app'), wanted('lib'))).map((step) => step.address)).toEqual(['package:app']);
  });

  test('one that an earlier one brings in another version is', async () => {
    const steps = await stepsOn({}, wanted('app'), wanted('lib', { version: '1' }));
    expect(steps.map((step) => step.address)).toEqual(['package:app', 'package:lib']);
  });

  test('one that an earlier step takes away may keep others from going no longer', async () => {
    const packages = { app: '1', lib: '2' };
    const steps = await stepsOn({ packages }, wanted('app', { present: false }), wanted('lib', { present: false }));
    expect(steps.map((step) => `${step.change.kind} ${step.address}`)).toEqual(['delete package:app', 'delete package:lib']);
    await expect(stepsOn({ packages }, wanted('lib', { present: false }))).rejects.toThrow(/RB2062/u);
  });
});

describe('what a transaction brings is known after', () => {
  const sources = [
    [
      'a file of the sources',
      bindResource(file, { path: '/etc/apt/sources.list.d/site.list', content: 'deb x\n' }),
      'file:/etc/apt/sources.list.d/site.list',
    ],
    ['a command of which nobody knows what it does', bindResource(command, { name: 'x', argv: ['true'] }), 'command:x'],
    [
      'a command that writes the index',
      bindResource(command, { name: 'x', argv: ['apt-get', 'update'], writes: ['/var/lib/apt/lists/**'] }),
      'command:x',
    ],
    ['a package that is still to read the index', wanted('nosuch'), 'package:nosuch'],
  ] as const;
  test.each(sources)('%s', async (_title, first, until) => {
    const steps = await stepsOn({}, first, wanted('app'));
    expect(steps.map((step) => step.address)).toEqual([until, 'package:app']);
    expect(steps[1]?.summary).toBe(`install app; all that it brings is known after ${until}`);
    expect(steps[1]?.actions[0]).toMatchObject({ stdin: 'open\n' });
  });

  test('and not after what has nothing to do with it', async () => {
    const [, second] = await stepsOn({}, bindResource(file, { path: '/etc/motd', content: 'x\n' }), wanted('app'));
    expect(second?.summary).toBe('install app 1 and 1 more: lib 2');
    const [, third] = await stepsOn({ packages: { more: '3' } }, wanted('more', { present: false }), wanted('app'));
    expect(third?.summary).toBe('install app 1 and 1 more: lib 2');
  });

  test('a removal is known whatever becomes of the index', async () => {
    const [, second] = await stepsOn({ packages: { more: '3' } }, wanted('nosuch'), wanted('more', { present: false }));
    expect(second?.summary).toMatch(/^remove more 3 and nothing else/u);
  });

  test('the guard asks for no transaction', async () => {
    const [step] = await stepsOn({}, wanted('app'));
    expect(step?.guard.requests.map((request) => request.ask)).toEqual(['package']);
  });
});
