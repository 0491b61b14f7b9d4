import type { Diagnostic } from '../core/diagnostic.ts';
import { combineExitCodes, EXIT } from '../core/exit-code.ts';
import { codeEntry } from './codes.ts';

/** Exit code of a command that ends with these diagnostics: each code states its own. Warnings do not count. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): number {
  const errors = diagnostics.filter((one) => one.severity === 'error');
  return combineExitCodes(errors.map((one) => codeEntry(one.code)?.exit ?? EXIT.stepFailed));
}
