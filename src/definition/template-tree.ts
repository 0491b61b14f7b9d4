import type { Source } from '../core/diagnostic.ts';
import type { TextFile } from './text-file.ts';

/** A parsed template. */
export interface Template {
  readonly file: TextFile;
  readonly parts: readonly TemplatePart[];
}

/** A piece of a template. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  /** `{{…}}` */
  | { readonly kind: 'value'; readonly value: TemplateValue; readonly source: Source }
  /** `{{#…}}…{{else}}…{{/…}}` */
  | {
      readonly kind: 'block';
      readonly helper: BlockHelper;
      readonly argument: TemplateValue;
      /** Names after `as |…|`. */
      readonly names: readonly string[];
      readonly body: readonly TemplatePart[];
      readonly otherwise: readonly TemplatePart[];
      readonly source: Source;
    };

/** Something in a template that has a value. */
export type TemplateValue =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null; readonly source: Source }
  | {
      readonly kind: 'path';
      /** How many `../` it begins with. */
      readonly up: number;
      /** True for `@index`, `@root.…`. */
      readonly at: boolean;
      /** True for `this` and `this.…`: names of blocks do not count. */
      readonly own: boolean;
      readonly names: readonly string[];
      readonly text: string;
      readonly source: Source;
    }
  | { readonly kind: 'call'; readonly helper: string; readonly arguments: readonly TemplateValue[]; readonly source: Source };

/** Blocks that there are. */
export const blockHelpers = ['if', 'unless', 'each', 'with'] as const;
/** Name of a block. */
export type BlockHelper = (typeof blockHelpers)[number];

/** Helpers with a value, and how many arguments they take at least and at most. */
export const valueHelpers: Readonly<Record<string, readonly [number, number]>> = {
  eq: [2, 2],
  ne: [2, 2],
  and: [2, 8],
  or: [2, 8],
  not: [1, 1],
  has: [2, 2],
  lookup: [2, 2],
  join: [2, 2],
  json: [1, 1],
  indent: [2, 2],
};

/** A mistake in a template, found while it is parsed or rendered. */
export class TemplateMistake extends Error {
  readonly code: string;
  readonly source: Source;
  readonly mend: string | undefined;

  constructor(code: string, message: string, source: Source, mend?: string) {
    super(message);
    this.name = 'TemplateMistake';
    this.code = code;
    this.source = source;
    this.mend = mend;
  }
}
