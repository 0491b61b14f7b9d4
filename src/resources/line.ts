import { z } from 'zod';
import { restore, run } from '../core/action.ts';
import { ABSENT } from '../core/answer.ts';
import type { Change } from '../core/change.ts';
import { RunbookError } from '../core/diagnostic.ts';
import { hasHole, hasSecret } from '../core/hole.ts';
import type { Convergence } from '../core/resource.ts';
import { defineResource } from './define.ts';
import { path, present } from './fields.ts';
import { LINE_SCRIPT } from './line-script.ts';
import { refuseObstacle } from './obstacle.ts';
import { isPublic, linesOf, readTextFile, rewriteText, spell, textFileOf, textFileState, textOf, type TextFile } from './text-file.ts';

const regexHelp =
  'must be a plain expression that programs on the host read the same way: letters, . [ ] * + ? ( ) | ^ $ and \\ before a sign; no \\d, \\s, {n}, (?:) or [:class:]';

const schema = z
  .strictObject({
    path: path('The file. It must exist.'),
    name: z
      .string()
      .regex(/^[A-Za-z0-9_.-]+$/u, { error: 'is made of letters, digits and _ . -' })
      .describe('Names this line among the lines of the file: the address is PATH#NAME.'),
    line: z
      .string()
      .regex(/^[^\n\r\0]*$/u, { error: 'must be one line' })
      .optional()
      .describe('The whole line. With present: false, lines equal to it go.'),
    regex: z
      .string()
      .refine((source) => isPlainRegex(source), { error: regexHelp })
      .optional()
      .describe(
        'Lines that match it are replaced by the line; with present: false they go. An extended regular expression that JavaScript reads alike. Needed where the line holds a secret.',
      ),
    present: present(),
  })
  .refine((params) => params.line !== undefined || (params.present === false && params.regex !== undefined), {
    error: 'say which line; to remove lines, line or regex',
    path: ['line'],
  })
  // The controller alone knows whether a line holds the value: without an expression it would be added with each run, below its former value.
  .refine((params) => params.regex !== undefined || !hasSecret(params.line ?? ''), {
    error: 'is needed where the line holds a secret, so that its former value is found and goes',
    path: ['regex'],
  });

type LineParams = z.infer<typeof schema>;

/** One line of a file that others write too. */
export const line = defineResource<LineParams>({
  type: 'line',
  summary: 'One line of a file that others write too. Prefer `file` with the whole content where you can.',
  schema,
  key: (params) => `${params.path}#${params.name}`,
  examples: [
    { path: '/etc/environment', name: 'proxy', line: 'no_proxy=localhost' },
    { path: '/etc/ssh/sshd_config', name: 'root-login', regex: '^[#]?PermitRootLogin ', line: 'PermitRootLogin no' },
    { path: '/etc/ssh/sshd_config', name: 'dns', regex: '^UseDNS ', present: false },
  ],
  undo: 'The whole file comes back as it was, also lines that were replaced. It is refused when anything in the file was changed since.',
  footprint: (params) => [`path:${params.path}`],
  desired: (params) => (params.present === false ? { present: false } : { present: true, line: params.line ?? '', others: [] }),
  observe: async (params, probe) => {
    const file = await readTextFile(`line:${params.path}#${params.name}`, params.path, probe);
    if (file.text === undefined) return { present: file.unknown ?? false, ...textFileState(file) };
    const found = linesOf(file.text).filter(meantBy(params, file));
    const right = found.indexOf(spell(file, params.line ?? ''));
    if (params.present === false) return { present: found.length > 0, line: found.join('\n'), ...textFileState(file) };
    return {
      // A line to be replaced is there in another form.
      present: found.length > 0,
      line: right < 0 ? (found[0] ?? '') : (params.line ?? ''),
      // Without an expression the line may stand there more than once.
      others: params.regex === undefined ? [] : found.filter((_, index) => index !== Math.max(right, 0)),
      ...textFileState(file),
    };
  },
  converge: (change, { params, observed }) => {
    const address = `line:${params.path}#${params.name}`;
    const file = textFileOf(params.path, observed);
    refuseObstacle(address, params.path, file.state.type, ['file']);
    if (file.state.type === ABSENT) refuseMissing(address, params.path);
    return file.text === undefined ? editOnHost(params) : edit(params, change, file, file.text);
  },
});

function edit(params: LineParams, change: Change, file: TextFile, text: string): Convergence {
  const lines = linesOf(text);
  const isMeant = meantBy(params, file);
  const kept = lines.filter((one) => !isMeant(one));
  if (change.kind === 'delete') return { ...rewriteLines(params, file, kept), summary: `without ${lines.length - kept.length} line(s)` };
  const wanted = spell(file, params.line ?? '');
  const place = lines.findIndex(isMeant);
  const at = place < 0 ? kept.length : place;
  return {
    ...rewriteLines(params, file, [...kept.slice(0, at), wanted, ...kept.slice(at)]),
    summary: place < 0 ? 'a line more' : 'one line',
  };
}

/** What not everyone may read on the host stays there: such a file is edited by the host, and the plan says only marks of it. */
function rewriteLines(params: LineParams, file: TextFile, lines: readonly string[]): Convergence {
  const text = textOf(lines);
  const rewritten = rewriteText(file, text);
  if (isPublic(file.state.mode)) return rewritten;
  const edited = { ...rewritten, actions: editOnHost(params).actions };
  if (!hasHole(text)) return edited;
  const predictions = rewritten.predictions.filter(({ request }) => request.ask === 'stat');
  return { ...edited, predictions, becomes: [{ path: file.path, text }] };
}

/** What an earlier step brings is edited by the host itself; how the file looks then is known afterwards. */
function editOnHost(params: LineParams): Convergence {
  const verb = params.present === false ? 'remove' : 'set';
  return {
    actions: [run(['sh', '-c', LINE_SCRIPT, 'sh', params.path, verb, params.regex ?? ''], { stdin: `${params.line ?? ''}\n` })],
    predictions: [],
    summary: 'one line of what the earlier step leaves',
    undo: restore(`path:${params.path}`),
  };
}

/** Tells which lines of the file the resource is about. */
function meantBy(params: LineParams, file: TextFile): (one: string) => boolean {
  const line = params.line === undefined || hasHole(params.line) ? undefined : spell(file, params.line);
  const regex = params.regex === undefined ? undefined : new RegExp(spell(file, params.regex));
  return (one) => one === line || regex?.test(one) === true;
}

/** True when JavaScript and POSIX extended expressions read it alike. */
function isPlainRegex(source: string): boolean {
  if (source === '' || /[{}\p{Cc}\p{Co}]|\\[A-Za-z0-9]|\(\?|[*+?]{2}|\[[:.=]|\\$/u.test(source)) return false;
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}

function refuseMissing(address: string, at: string): never {
  throw new RunbookError({
    code: 'RB2007',
    severity: 'error',
    what: `${at} is not on the host`,
    address,
    why: 'A line can only be changed in a file that exists, and no task before this one brings it.',
    mend: 'Put what brings the file before this task, or write the whole file with `file`.',
  });
}
