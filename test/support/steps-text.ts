import { join } from 'node:path';
import type { ReadyStep } from '../../src/core/session.ts';
import { piecesFor } from '../../src/transport/shell/functions.ts';
import { stepsScript } from '../../src/transport/shell/step-script.ts';

/**
 * What a shell carries out for the steps, with the marker `x`: the state of the driver lies in the folder `place`, programs are looked for in its `bin` first, and the store counts as
 * there. `isSure` is the shell text by which a folder counts as sure; `more` is text in front of the steps.
 */
export function stepsText(steps: readonly ReadyStep[], place: string, isSure: string, more = ''): string {
  const script = stepsScript(steps);
  return [
    ...piecesFor(['core', ...script.calls]).map((piece) => piece.text),
    `state='${place}' m=x PATH='${join(place, 'bin')}':$PATH uid=0 gid=0`,
    'enter_store() { :; }',
    `is_sure() { ${isSure}; }`,
    more,
    `(\n${script.text}\n) </dev/null`,
  ].join('\n');
}
