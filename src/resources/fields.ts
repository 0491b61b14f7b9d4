import { z } from 'zod';
import { unitName } from './unit-files.ts';

/*
 * Schema pieces that several resource types share. Each takes the description of the field, which must come last in a schema.
 */

/** Folders that belong to runbook itself; no resource may reach into them. */
const RESERVED = ['/var/lib/runbook', '/run/runbook', '/var/run/runbook'];

/** Why a text is no path for a resource, or undefined. */
export function pathProblem(path: string): string | undefined {
  if (!path.startsWith('/')) return 'must be an absolute path (it begins with /)';
  if (/[\p{Cc}\p{Co}\\]/u.test(path)) return 'must not contain control characters or a backslash';
  if (path.length > 4000) return 'is longer than a path can be';
  if (path === '/') return 'must not be the root folder';
  if (
    path
      .slice(1)
      .split('/')
      .some((part) => part === '' || part === '.' || part === '..')
  ) {
    return 'must be written in its plain form: no //, no /./, no /../ and no / at the end';
  }
  if (RESERVED.some((folder) => path === folder || path.startsWith(`${folder}/`))) return 'lies in a folder that runbook keeps for itself';
  return undefined;
}

/** An absolute path in its plain form. */
export function path(description: string): z.ZodType<string, string> {
  return z
    .string()
    .check((context) => {
      const problem = pathProblem(context.value);
      if (problem !== undefined) context.issues.push({ code: 'custom', message: problem, input: context.value });
    })
    .describe(description);
}

const modeHelp =
  'write the mode as text of three or four octal digits in quotes, as in "0644" (YAML reads an unquoted 0644 as the number 420)';

/** A file mode as text of octal digits; `644` becomes `0644`. */
export function mode(description: string): z.ZodType<string, string> {
  return z
    .string({ error: modeHelp })
    .regex(/^[0-7]{3,4}$/u, { error: modeHelp })
    .overwrite((text) => text.padStart(4, '0'))
    .describe(description);
}

/** A name of an account or a group, as useradd(8) of the RHEL and the Debian family accept it. */
export function accountName(description: string): z.ZodType<string, string> {
  return z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/u, { error: 'is no name of an account or group (letters, digits, _ . -, not a number)' })
    .describe(description);
}

/** A command as a list: no shell reads it. */
export function argv(description: string): z.ZodType<string[], string[]> {
  const part = z.string().regex(/^[^\0\uE000\uE001]*$/u, { error: 'must be plain text whose value is known when the plan is made' });
  return z
    .array(part)
    .min(1, { error: 'must name a command' })
    .refine((list) => list[0] !== '' && !(list[0] ?? '').startsWith('-'), { error: 'must begin with the name of a command' })
    .describe(description);
}

/** Whether the thing is to exist. The one convention of all types: `present: false` removes it. */
export function present(): z.ZodType<boolean | undefined, boolean | undefined> {
  return z.boolean().optional().describe('Whether it is to exist; false removes it. Default: true.');
}

/** A text of one line that names something among the tasks of a host. */
export function taskName(description: string): z.ZodType<string, string> {
  return z
    .string()
    .regex(/^[^\p{Cc}\p{Co}]{1,200}$/u, { error: 'is one line of text' })
    .describe(description);
}

/** The name of a systemd unit. */
export function unitNameField(description: string): z.ZodType<string, string> {
  return z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.:@-]{0,200}$/u, { error: 'is no name of a systemd unit' })
    .overwrite((name) => unitName(name))
    .describe(description);
}
