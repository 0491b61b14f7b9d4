import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { diff } from '../../../src/core/change.ts';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import { hasHole, holeText, unknownUntil } from '../../../src/core/hole.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { Request } from '../../../src/core/request.ts';
import { file } from '../../../src/resources/file.ts';
import { bindResource, problemsOf } from '../../support/bind.ts';

const motd = { path: '/etc/motd', content: 'hello\n' };
const digestOfHello = createHash('sha256').update('hello\n').digest('hex');

/** Plans against fixed answers, by kind of request. */
async function plan(params: JsonObject, answers: Partial<Record<Request['ask'], string>>) {
  const resource = bindResource(file, params);
  const observed = await resource.observe({ ask: (request) => Promise.resolve(answers[request.ask] ?? 'absent') });
  const change = diff(observed, resource.desired);
  return { change, ...(change.kind === 'none' ? {} : { made: resource.converge(change, observed) }) };
}

describe('parameters of file', () => {
  test.each<[string, JsonObject, RegExp]>([
    ['a relative path', { ...motd, path: 'etc/motd' }, /^path: must be an absolute path/u],
    ['a path that climbs', { ...motd, path: '/etc/../motd' }, /^path: must be written in its plain form/u],
    ['a folder', { ...motd, path: '/etc/' }, /^path: must be written in its plain form/u],
    ['a line break in a path', { ...motd, path: '/etc/mo\ntd' }, /^path: must not contain control characters/u],
    ['a backslash in a path', { ...motd, path: '/etc/mo\\td' }, /^path: must not contain control characters or a backslash/u],
    ["runbook's own folder", { ...motd, path: '/var/lib/runbook/undo' }, /^path: lies in a folder that runbook keeps/u],
    ['a mode as a number', { ...motd, mode: 0o644 }, /^mode: write the mode as text .* in quotes, as in "0644"/u],
    ['a mode that is none', { ...motd, mode: '0999' }, /^mode: write the mode as text/u],
    ['an owner that looks like an option', { ...motd, owner: '-R' }, /^owner: is no name of an account/u],
    ['no content', { path: '/etc/motd' }, /exactly one of content, content_base64, template, source/u],
    ['two contents', { ...motd, source: 'motd' }, /exactly one of content, content_base64, template, source/u],
    ['content of what is to go', { ...motd, present: false }, /^content: must not be given when present is false/u],
    ['a check that sees no candidate', { ...motd, validate: ['visudo', '-c'] }, /^validate: must contain %s/u],
    ['an unknown key', { ...motd, mod: '0644' }, /^mod: unknown key/u],
  ])('%s is refused', (_name, params, message) => {
    expect(problemsOf(file, params).join('\n')).toMatch(message);
  });

  test('a mode of three digits is the same as with a leading zero', () => {
    expect(bindResource(file, { ...motd, mode: '644' }).desired).toEqual(bindResource(file, motd).desired);
  });
});

describe('a plan of file', () => {
  test('says nothing when content, mode and owner are right', async () => {
    const { change } = await plan(motd, { stat: 'file 0644 root root', digest: digestOfHello, content: 'same' });
    expect(change.kind).toBe('none');
  });

  test('writes a file that is not there, and says how it will look', async () => {
    const { change, made } = await plan({ ...motd, mode: '0600', owner: 'ops', group: 'wheel' }, {});
    expect(change.kind).toBe('create');
    expect(made?.actions).toEqual([
      { do: 'write', path: '/etc/motd', content: { text: 'hello\n' }, mode: '0600', owner: 'ops', group: 'wheel' },
    ]);
    const answers = new Map(made?.predictions.map((one) => [one.request.ask, one.answer]));
    expect(answers.get('stat')).toBe('file 0600 ops wheel');
    expect(answers.get('digest')).toBe(digestOfHello);
  });

  test('does not write the content again when only the mode differs', async () => {
    const { made } = await plan(motd, { stat: 'file 0666 root root', digest: digestOfHello, content: 'same' });
    expect(made?.actions.map((one) => ('argv' in one ? one.argv : one.do))).toEqual([
      ['chown', '-h', 'root:root', '/etc/motd'],
      ['chmod', '00644', '/etc/motd'],
    ]);
  });

  test('shows the text before and after', async () => {
    const before = Buffer.from('old\n').toString('base64');
    const { made } = await plan(motd, { stat: 'file 0644 root root', digest: 'f'.repeat(64), content: before });
    expect(made?.texts).toEqual([{ path: '/etc/motd', before: 'old\n', after: 'hello\n' }]);
  });

  test('shows no text of a file that others may not read', async () => {
    const { made } = await plan(motd, {
      stat: 'file 0600 root root',
      digest: 'f'.repeat(64),
      content: Buffer.from('password').toString('base64'),
    });
    expect(made?.texts).toEqual([{ path: '/etc/motd', unseen: 'not readable by all' }]);
  });

  test('is exact about what follows an earlier step that nobody can foresee', async () => {
    const unknown = unknownUntil('package:x');
    const { change, made } = await plan(motd, { stat: unknown, digest: unknown, content: unknown });
    expect(change.kind).toBe('update');
    expect(made?.predictions.every((one) => !hasHole(one.answer))).toBe(true);
  });

  test('predicts the digest of a content with a secret as a hole, and shows no text', async () => {
    const { made } = await plan({ ...motd, content: `password ${holeText({ kind: 'secret', name: 'pw' })}\n` }, {});
    expect(hasHole(made?.predictions.find((one) => one.request.ask === 'digest')?.answer)).toBe(true);
    expect(made?.texts).toEqual([{ path: '/etc/motd', unseen: 'holds a secret' }]);
  });

  test('removes a file that is to be gone', async () => {
    const { change, made } = await plan({ path: '/etc/nologin', present: false }, { stat: 'file 0644 root root', digest: digestOfHello });
    expect(change.kind).toBe('delete');
    expect(made?.actions).toEqual([{ do: 'remove', path: '/etc/nologin' }]);
    expect(made?.predictions.map((one) => one.answer)).toEqual(['absent', 'absent']);
  });

  test('refuses to put a file where a folder stands', async () => {
    await expect(plan(motd, { stat: 'directory 0755 root root' })).rejects.toThrow(RunbookError);
    await expect(plan(motd, { stat: 'directory 0755 root root' })).rejects.toThrow(/RB2000: \/etc\/motd is a folder/u);
  });

  test('makes systemd read a unit file again', async () => {
    const { made } = await plan({ path: '/etc/systemd/system/site.service.d/limits.conf', content: '[Service]\n' }, {});
    expect(made?.actions.at(-1)).toMatchObject({ argv: ['systemctl', 'daemon-reload'] });
    expect(bindResource(file, { path: '/etc/systemd/system/site.service.d/limits.conf', content: 'x' }).footprint).toContain('unit:site');
  });
});
