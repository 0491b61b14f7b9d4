import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { Host } from '../core/inventory.ts';
import { sanitize } from '../core/text-sanitize.ts';

/** An error diagnostic about one hop. `what` follows its name as a verb does; what a host said is made safe to show. */
export function hopDiagnostic(
  code: string,
  host: Host,
  what: string,
  why: string,
  mend: string,
  source?: Diagnostic['source'],
): Diagnostic {
  return {
    code,
    severity: 'error',
    host: host.name,
    what: sanitize(`${host.name} ${what}`),
    why: sanitize(why),
    mend: sanitize(mend),
    ...(source === undefined ? {} : { source }),
  };
}

/** The diagnostic as an error. */
export function failHop(...parts: Parameters<typeof hopDiagnostic>): RunbookError {
  return new RunbookError(hopDiagnostic(...parts));
}

/** `198.18.10.11 port 22 through bastion`: where a hop is, for a message. */
export function placeOf(host: Host): string {
  const way = host.via.length === 0 ? '' : ` through ${host.via.join(', ')}`;
  return `${host.address} port ${host.ssh.port}${way}`;
}

/** The first diagnostic of a RunbookError; undefined for any other error. */
export function diagnosticOf(error: unknown): Diagnostic | undefined {
  return error instanceof RunbookError ? error.diagnostics[0] : undefined;
}

/** Text of an error, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A field of an error object as text (`code`, `reason`, `level`), or empty. */
export function fieldOf(error: unknown, field: string): string {
  if (typeof error !== 'object' || error === null) return '';
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
