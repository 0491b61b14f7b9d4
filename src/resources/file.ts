import { z } from 'zod';
import { restore, run, type Action, type Content } from '../core/action.ts';
import { ABSENT, formatStat } from '../core/answer.ts';
import { changes } from '../core/change.ts';
import { contentBytes, predictedDigest } from '../core/digest.ts';
import { hasHole, hasSecret } from '../core/hole.ts';
import type { JsonObject } from '../core/json.ts';
import type { Convergence, Prediction, TextChange } from '../core/resource.ts';
import { defineResource, type ConvergeContext } from './define.ts';
import { CONTENT_FIELDS, contentOfParams, largeSource } from './file-content.ts';
import { accountName, argv, mode, path, present } from './fields.ts';
import { refuseObstacle } from './obstacle.ts';
import { contentOf, digestOf, DIFF_LIMIT_BYTES, formatContent, own, readContent, stateOfPath, statOf } from './path-requests.ts';
import { unitOfPath } from './unit-files.ts';

const schema = z
  .strictObject({
    path: path('Where the file stands: an absolute path. Its folder must exist (resource `directory`).'),
    content: z.string().optional().describe('The whole text of the file.'),
    content_base64: z.base64().optional().describe('The bytes of the file as base64, for what is no UTF-8 text.'),
    template: z.string().min(1).optional().describe('Name of a template in the `templates/` folder of the role.'),
    source: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Name of a file in the `files/` folder of the role, taken over byte by byte. One over 4 MiB travels beside the steps, in pieces that a cut link does not lose.',
      ),
    mode: mode('Mode as octal digits in quotes.').default('0644'),
    owner: accountName('Name of the account that owns it.').default('root'),
    group: accountName('Name of the group that owns it.').default('root'),
    validate: argv('Command that must accept the new content before it replaces the file; `%s` stands for the path of the candidate.')
      .refine((list) => list.some((part) => part.includes('%s')), { error: 'must contain %s, the path of the candidate' })
      .optional()
      .describe('Command that must accept the new content before it replaces the file; `%s` stands for the path of the candidate.'),
    present: present(),
  })
  .check((context) => {
    const given = CONTENT_FIELDS.filter((field) => context.value[field] !== undefined);
    const message =
      context.value.present === false
        ? given.length > 0 && `must not be given when present is false`
        : given.length !== 1 && `a file has exactly one of ${CONTENT_FIELDS.join(', ')}`;
    if (message !== false) context.issues.push({ code: 'custom', message, input: context.value, path: given.slice(0, 1) });
  });

const OVER_LIMIT = `over ${DIFF_LIMIT_BYTES / 1024} KiB`;

type FileParams = z.infer<typeof schema>;

/** A file with its whole content, mode and owner. */
export const file = defineResource<FileParams>({
  type: 'file',
  summary: 'A file with its whole content, mode and owner; replaced atomically, after a check of the candidate where one is given.',
  schema,
  key: (params) => params.path,
  examples: [
    { path: '/etc/motd', content: 'Authorised use only.\n' },
    {
      path: '/etc/haproxy/haproxy.cfg',
      template: 'haproxy.cfg.hbs',
      mode: '0640',
      group: 'haproxy',
      validate: ['haproxy', '-c', '-f', '%s'],
    },
    { path: '/usr/local/share/site/logo.png', source: 'logo.png' },
    { path: '/etc/nologin', present: false },
  ],
  undo: 'The file comes back with its content, mode and owner, or goes when it was not there; a link that it replaced comes back. Its time of change is that of the undo.',
  footprint: (params) => {
    const unit = unitOfPath(params.path);
    return [`path:${params.path}`, ...(unit === undefined ? [] : [`unit:${unit}`])];
  },
  desired: (params) =>
    params.present === false
      ? { present: false }
      : {
          present: true,
          type: 'file',
          digest: predictedDigest(contentOfParams(params)),
          mode: params.mode,
          owner: params.owner,
          group: params.group,
        },
  observe: async (params, probe) => {
    const [stat, digest, content] = await Promise.all([
      probe.ask(statOf(params.path)),
      probe.ask(digestOf(params.path)),
      showable(params) ? probe.ask(contentOf(params.path, predictedDigest(contentOfParams(params)))) : undefined,
    ]);
    return { ...stateOfPath(stat), digest, ...(content === undefined ? {} : { content }) };
  },
  converge: (change, context) => {
    const { params, observed } = context;
    refuseObstacle(`file:${params.path}`, params.path, observed['type'], ['file', 'link']);
    const undo = [...restore(`path:${params.path}`), ...reload(params.path)];
    if (change.kind === 'delete')
      return { actions: [{ do: 'remove', path: params.path }, ...reload(params.path)], predictions: gone(params.path), undo };
    const rewritten = change.kind === 'create' || changes(change, 'digest') || changes(change, 'type') || changes(change, 'present');
    return { ...(rewritten ? rewrite(context) : adjust(context)), undo };
  },
});

function rewrite({ params, observed }: ConvergeContext<FileParams>): Convergence {
  const content = contentOfParams(params);
  const write: Action = {
    do: 'write',
    path: params.path,
    content,
    mode: params.mode,
    owner: params.owner,
    group: params.group,
    ...(params.validate === undefined ? {} : { validate: params.validate }),
  };
  const text = 'text' in content && !hasHole(content.text) ? content.text : undefined;
  const short = text !== undefined && contentBytes(content).length <= DIFF_LIMIT_BYTES;
  return {
    actions: [write, ...reload(params.path)],
    predictions: [
      ...placed(params),
      { request: digestOf(params.path), answer: predictedDigest(content) },
      ...(short ? [{ request: contentOf(params.path), answer: formatContent(text) }] : []),
    ],
    summary: `${params.mode} ${params.owner}:${params.group}, ${sizeOf(params, content)}${observed['type'] === 'link' ? ', replaces the link that stands there' : ''}`,
    texts: [textChange(params, content, observed)],
  };
}

function adjust({ params, observed }: ConvergeContext<FileParams>): Convergence {
  const digest = observed['digest'];
  return {
    actions: own(params.path, params),
    predictions: [...placed(params), ...(typeof digest === 'string' ? [{ request: digestOf(params.path), answer: digest }] : [])],
    summary: `${params.mode} ${params.owner}:${params.group}, content as it is`,
  };
}

function placed(params: FileParams): readonly Prediction[] {
  const answer = formatStat({ type: 'file', mode: params.mode, owner: params.owner, group: params.group, target: '' });
  return [{ request: statOf(params.path), answer }];
}

function gone(at: string): readonly Prediction[] {
  return [
    { request: statOf(at), answer: ABSENT },
    { request: digestOf(at), answer: ABSENT },
  ];
}

function reload(at: string): readonly Action[] {
  return unitOfPath(at) === undefined ? [] : [run(['systemctl', 'daemon-reload'])];
}

function sizeOf(params: FileParams, content: Content): string {
  const large = largeSource(params.source);
  if (large !== undefined) return `${large.sizeBytes} bytes`;
  if ('text' in content && hasHole(content.text)) return 'content known later';
  return `${contentBytes(content).length} bytes`;
}

/** What others may not read on the host, and what holds a secret, is not shown in a plan. */
function showable(params: FileParams): boolean {
  const content = contentOfParams(params);
  return params.present !== false && isPublic(params.mode) && 'text' in content && !hasSecret(content.text);
}

function isPublic(octal: string): boolean {
  return (Number.parseInt(octal, 8) & 0o004) !== 0;
}

function textChange(params: FileParams, content: Content, observed: JsonObject): TextChange {
  const at = params.path;
  if (!('text' in content)) return { path: at, unseen: 'binary' };
  if (hasSecret(content.text)) return { path: at, unseen: 'holds a secret' };
  if (observed['present'] === false)
    return Buffer.byteLength(content.text) <= DIFF_LIMIT_BYTES ? { path: at, after: content.text } : { path: at, unseen: OVER_LIMIT };
  const before = observed['mode'];
  if (!showable(params) || (typeof before === 'string' && !hasHole(before) && !isPublic(before)))
    return { path: at, unseen: 'not readable by all' };
  const answer = observed['content'];
  const fetched = readContent(typeof answer === 'string' ? answer : ABSENT);
  if (fetched.kind === 'text') return { path: at, before: fetched.text, after: content.text };
  if (fetched.kind === 'binary') return { path: at, unseen: 'binary' };
  if (fetched.kind === 'unreadable') return { path: at, unseen: 'cannot be read' };
  if (fetched.kind === 'large') return { path: at, unseen: OVER_LIMIT };
  return { path: at, after: content.text };
}
