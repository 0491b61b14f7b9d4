import { describe, expect, test } from 'vitest';
import { holeText, unknownUntil } from '../../../src/core/hole.ts';
import type { Json } from '../../../src/core/json.ts';
import { assert } from '../../../src/resources/assert.ts';
import { command } from '../../../src/resources/command.ts';
import { waitFor } from '../../../src/resources/wait-for.ts';
import { bindResource, originOf, problemsOf } from '../../support/bind.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { done } from '../../support/fake-commands.ts';
import { fakeFile } from '../../support/fake-model.ts';
import { applyOne, commandsOf, planOne, planResource } from '../../support/plan-one.ts';

describe('command', () => {
  const make = { name: 'make', argv: ['make-it', 'now'], creates: '/opt/made' };
  const maker = { 'make-it': (model: FakeHost['model']) => (model.setPath('/opt/made', fakeFile('')), done()) };

  test('runs until what it creates is there', async () => {
    const host = new FakeHost({ commands: maker });
    expect((await applyOne(command, make, host)).status).toBe('changed');
    expect((await applyOne(command, make, host)).status).toBe('unchanged');
  });

  test('has failed when it does not create what was promised', async () => {
    const host = new FakeHost({ commands: { 'make-it': () => done() } });
    expect((await applyOne(command, make, host)).status).toBe('failed');
  });

  test('without creates or unless it is opaque, runs each time and may touch anything', async () => {
    const host = new FakeHost({ commands: maker });
    const blind = { name: 'make', argv: ['make-it'] };
    expect(bindResource(command, blind)).toMatchObject({ labels: ['opaque'], footprint: ['**'] });
    expect((await applyOne(command, blind, host)).status).toBe('changed');
    expect((await applyOne(command, blind, host)).status).toBe('changed');
  });

  test('unless is asked for its exit code alone', async () => {
    const planned = await planOne(
      command,
      { name: 'x', argv: ['make-it'], unless: ['look'] },
      new FakeHost({ commands: { look: () => done('noise') } }),
    );
    expect(planned.before).toEqual(['0']);
    expect(planned.change.kind).toBe('none');
  });

  test('a secret goes to standard input, and is refused in an argument', async () => {
    const secret = holeText({ kind: 'secret', name: 'pw' });
    expect(problemsOf(command, { name: 'x', argv: ['login', secret] }).join('')).toMatch(/^argv\.1: must be plain text/u);
    const planned = await planOne(command, { name: 'x', argv: ['login'], stdin: secret }, new FakeHost());
    expect(planned.made?.actions).toMatchObject([{ argv: ['login'], stdin: secret }]);
  });

  test.each<[Json, RegExp]>([
    [{ name: 'x', argv: 'make it' }, /^argv: /u],
    [{ name: 'x', argv: [] }, /^argv: must name a command/u],
    [{ name: 'x', argv: ['-c', 'x'] }, /^argv: must begin with the name of a command/u],
    [{ name: 'x\ny', argv: ['a'] }, /^name: is one line/u],
    [{ name: 'x', argv: ['a'], writes: ['tmp'] }, /^writes\.0: must be an absolute path/u],
  ])('%j is refused', (params, message) => {
    expect(problemsOf(command, params).join('\n')).toMatch(message);
  });
});

describe('wait_for', () => {
  const portal = { name: 'portal', port: 8080, timeout_s: 30 };

  test('does nothing when it is there', async () => {
    const host = new FakeHost();
    host.model.ports.add(8080);
    expect((await planOne(waitFor, portal, host)).change.kind).toBe('none');
  });

  test('waits as long as was said, and the limit of the step is longer', async () => {
    const planned = await planOne(waitFor, portal, new FakeHost());
    expect(commandsOf(planned)[0]?.slice(4, 6)).toEqual(['30', 'grep']);
    expect(planned.made?.actions).toMatchObject([{ timeoutMs: 45_000, onTimeout: 'terminate' }]);
    expect(planned.made?.summary).toBe('at most 30 s until something listens on port 8080');
  });

  test('fails when it does not come', async () => {
    const { status, output } = await applyOne(waitFor, portal, new FakeHost());
    expect({ status, output }).toEqual({ status: 'failed', output: 'not so after 30 seconds' });
  });

  test('is asked again after a step that may start it', async () => {
    const planned = await planResource(bindResource(waitFor, portal), () => unknownUntil('service:portal'));
    expect(planned.change.kind).toBe('update');
    expect(planned.after).toEqual(['0']);
  });

  test('matches the lines of /proc/net/tcp as the kernel writes them', async () => {
    const planned = await planOne(waitFor, portal, new FakeHost());
    const [request] = planned.requests;
    const expression = new RegExp(request?.ask === 'run' ? (request.argv[2] ?? '') : 'none');
    const listening = '   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0';
    expect(expression.test(listening)).toBe(true);
    expect(expression.test(listening.replace(' 0A ', ' 01 '))).toBe(false);
    expect(expression.test(listening.replace('1F90', '0016'))).toBe(false);
    expect(expression.test(listening.replace('00000000:1F90', '0016:1F90').replace('00000000:0000', '00000000:1F90'))).toBe(false);
  });

  test.each<[Json, RegExp]>([
    [{ name: 'x' }, /say exactly one of port, path, unit/u],
    [{ name: 'x', port: 80, path: '/x' }, /say exactly one of port, path, unit/u],
    [{ name: 'x', port: 0 }, /^port: /u],
  ])('%j is refused', (params, message) => {
    expect(problemsOf(waitFor, params).join('\n')).toMatch(message);
  });
});

describe('assert', () => {
  test('says its message where it does not hold', async () => {
    const demand = { name: 'memory', that: false, message: 'Needs 2 GiB.' };
    await expect(planOne(assert, demand, new FakeHost())).rejects.toThrow('RB2008: Needs 2 GiB.');
    expect((await planOne(assert, { ...demand, that: true }, new FakeHost())).change.kind).toBe('none');
  });

  test('wants an expression, not a text that looks like one', () => {
    expect(assert.bind({ name: 'x', that: 'facts.cpus > 1', message: 'm' }, originOf())).toMatchObject({ problems: [{ path: ['that'] }] });
  });
});
