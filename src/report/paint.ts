import { styleText } from 'node:util';

/** Colours and weights that reports use. */
export type Style = 'red' | 'green' | 'yellow' | 'blue' | 'cyan' | 'magenta' | 'dim' | 'bold';

/** Gives a text its style, or leaves it as it is when there is no colour. */
export type Paint = (style: Style | readonly Style[], text: string) => string;

/** A paint for a terminal with colour or for a log without. */
export function createPaint(color: boolean): Paint {
  if (!color) return (_, text) => text;
  return (style, text) => (text === '' ? '' : styleText(typeof style === 'string' ? style : [...style], text, { validateStream: false }));
}
