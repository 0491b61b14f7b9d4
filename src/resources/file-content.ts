import type { Content } from '../core/action.ts';
import { contentName, namedDigest } from '../core/digest.ts';
import { unknownUntil } from '../core/hole.ts';
import type { JsonObject } from '../core/json.ts';

/** The parameters that say what a file contains. Exactly one of them is given. */
export const CONTENT_FIELDS = ['content', 'content_base64', 'template', 'source'] as const;

/** A file that is too large to be held in memory. */
export interface LargeSource {
  /** SHA-256 (hex). */
  readonly digest: string;
  readonly sizeBytes: number;
}

/** Reads what the operator wrote beside the playbook. Each may throw a RunbookError. */
export interface ContentReader {
  /** The rendered text of a template; may contain holes. */
  template(name: string): string;
  /** The bytes of a file of the role. */
  source(name: string): Content | LargeSource;
}

/**
 * Replaces `template: NAME` and `source: NAME` of a `file` by the content they stand for. Parameters that give more than one of the
 * content fields stay as they are, so that the check of the parameters reports it.
 */
export function fillContent(params: JsonObject, reader: ContentReader): JsonObject {
  const given = CONTENT_FIELDS.filter((field) => field in params);
  if (given.length !== 1) return params;
  const { template, source, ...rest } = params;
  if (typeof template === 'string') return { ...rest, content: reader.template(template) };
  if (typeof source !== 'string') return params;
  const bytes = reader.source(source);
  if ('digest' in bytes) return { ...rest, source: `${contentName(bytes.digest)} ${bytes.sizeBytes}` };
  return 'text' in bytes ? { ...rest, content: bytes.text } : { ...rest, content_base64: bytes.base64 };
}

/** The large file that `source` stands for, when it was looked up; undefined for the name of one, and for small ones. */
export function largeSource(source: string | undefined): LargeSource | undefined {
  const [name = '', size = ''] = (source ?? '').split(' ');
  const digest = namedDigest(name);
  return digest === undefined ? undefined : { digest, sizeBytes: Number(size) };
}

/** The content that the parameters state; a template that is not rendered yet is unknown. */
export function contentOfParams(params: {
  readonly content?: string | undefined;
  readonly content_base64?: string | undefined;
  readonly template?: string | undefined;
  readonly source?: string | undefined;
}): Content {
  if (params.content_base64 !== undefined) return { base64: params.content_base64 };
  const large = largeSource(params.source);
  if (large !== undefined) return { base64: contentName(large.digest) };
  if (params.content !== undefined) return { text: params.content };
  return { text: unknownUntil(`rendering of ${params.template ?? params.source ?? 'nothing'}`) };
}
