import type { Diagnostic, Source } from '../core/diagnostic.ts';

/** Mistakes found so far. They are collected, so that the reader sees all of them at once. */
export type Problems = Diagnostic[];

/** What may be said besides what is wrong and where. */
export interface More {
  readonly why?: string;
  readonly mend?: string;
  readonly host?: string;
  readonly address?: string;
}

/** A mistake as a diagnostic. */
export function mistake(code: string, what: string, source?: Source, more: More = {}): Diagnostic {
  return { code, severity: 'error', what, ...(source === undefined ? {} : { source }), ...more };
}

/** Something that is allowed but likely not meant. */
export function caution(code: string, what: string, source?: Source, more: More = {}): Diagnostic {
  return { ...mistake(code, what, source, more), severity: 'warning' };
}

/** `FILE:LINE`, to name a second place in a message. */
export function place(source: Source | undefined): string {
  return source === undefined ? 'the command line' : `${source.file}:${source.line}`;
}

/** The same mistakes once each: one that several hosts share is told for the first. */
export function distinct(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return problems.filter((one) => {
    const key = [one.code, one.what, one.source?.file ?? '', one.source?.line ?? '', one.source?.column ?? '', one.host ?? ''].join('\n');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
