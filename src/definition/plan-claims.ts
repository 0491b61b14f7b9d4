import { ABSENT } from '../core/answer.ts';
import { answersDigest, sha256 } from '../core/digest.ts';
import { hasSentinel } from '../core/hole.ts';
import { namedDigest } from '../core/digest.ts';
import type { Step } from '../core/plan.ts';

/**
 * Where what people are shown of a step is not what the step does: answers that are not those that the host compares, and diffs that begin or end with another text than
 * the file. Texts are packed; `textOf` gives the text that a packed one stands for. What the plan holds nothing to compare with is not judged.
 */
export function claimFaults({ guard, texts = [], actions }: Step, textOf: (packed: string) => string): readonly string[] {
  const seen = guard.seen?.map((answer) => textOf(answer));
  const isHoled = (packed: string): boolean => hasSentinel(textOf(packed));
  const isSeen = seen === undefined || guard.before === undefined || answersDigest(seen) === guard.before;
  return [
    ...(isSeen ? [] : ['guard: what it says was seen is not what the host compares']),
    ...texts.flatMap(({ path, before, after }) => {
      const place = guard.requests.findIndex((request) => request.ask === 'digest' && request.path === path);
      const digest = seen?.[place];
      // What somebody brought about meanwhile is shown as a change all the same.
      const digestAfter = after === undefined ? ABSENT : isHoled(after) ? undefined : digestOf(after);
      const written = actions.filter((action) => action.do === 'write' && action.path === path);
      return [
        ...(digest === undefined || before === undefined || isHoled(before) || [digestOf(before), digestAfter].includes(digest)
          ? []
          : [`texts: what ${path} is said to hold is not what the host compares`]),
        ...(after === undefined ||
        written.every((action) => action.do === 'write' && 'text' in action.content && action.content.text === after)
          ? []
          : [`texts: what ${path} is said to become is not what is written`]),
      ];
    }),
  ];
}

/** SHA-256 of a packed text, which is what a long one is named by. */
function digestOf(packed: string): string {
  return namedDigest(packed) ?? sha256(packed);
}
