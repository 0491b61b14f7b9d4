import { namedDigest } from '../core/digest.ts';
import { LARGE_CONTENT_BYTES } from '../core/large-content.ts';
import type { Plan, Step, StoredFile } from '../core/plan.ts';

/** A large content that an action of a step writes. */
export interface WrittenContent {
  readonly digest: string;
  readonly stored: StoredFile;
  /** Index of the action. */
  readonly action: number;
}

/** The files of which the steps write the contents by their digests. */
export function storedContents(
  steps: readonly Pick<Step, 'actions'>[],
  stored: ReadonlyMap<string, StoredFile>,
): Readonly<Record<string, StoredFile>> {
  const named = steps.flatMap((step) => step.actions.flatMap((action) => digestOf(action) ?? []));
  return Object.fromEntries(
    named.flatMap((digest) => {
      const file = stored.get(digest);
      return file === undefined ? [] : [[digest, file]];
    }),
  );
}

/** The contents that must be brought to the host before the step is sent. */
export function largeContents({ actions }: Pick<Step, 'actions'>, contents: Plan['contents']): readonly WrittenContent[] {
  return actions.flatMap((action, index) => {
    const digest = digestOf(action);
    const stored = digest !== undefined && Object.hasOwn(contents, digest) ? contents[digest] : undefined;
    return digest === undefined || stored === undefined || !isLarge(stored) ? [] : [{ digest, stored, action: index }];
  });
}

/** True for a content that is too large for a frame. */
export function isLarge(stored: Plan['contents'][string]): stored is StoredFile {
  return 'file' in stored && stored.sizeBytes > LARGE_CONTENT_BYTES;
}

function digestOf(action: Step['actions'][number]): string | undefined {
  if (action.do !== 'write') return undefined;
  return namedDigest('text' in action.content ? action.content.text : action.content.base64);
}
