import { EVENT_ID, parseEvents, YAMLException, type Event } from 'js-yaml';
import { atOnce } from '../core/turns.ts';
import { mistake, type Problems } from './problem.ts';
import { placeOf, type TextFile } from './text-file.ts';
import { buildTree } from './yaml-tree.ts';
import { parseInPieces } from './yaml-pieces.ts';
import type { YamlNode } from './yaml-node.ts';

const LIMIT_DEPTH = 64;

/**
 * Reads one YAML document into a tree with places. Mistakes are added to `problems`; undefined where nothing could be read.
 * An empty file is the value null. YAML 1.2 core schema; no tags, no merge keys, one document.
 */
export function readYaml(file: TextFile, problems: Problems): YamlNode | undefined {
  return atOnce(readYamlInPieces(file, problems));
}

/** The same, stopping now and then in a long one. */
export function* readYamlInPieces(file: TextFile, problems: Problems): Generator<undefined, YamlNode | undefined> {
  const odd = forbiddenCharacter(file);
  if (odd !== undefined) {
    problems.push(odd);
    return undefined;
  }
  let events: Event[];
  try {
    events = yield* parseInPieces(file.text, (text) => parseEvents(text, { filename: file.file, maxDepth: LIMIT_DEPTH }));
  } catch (error) {
    problems.push(syntaxMistake(file, error));
    return undefined;
  }
  const documents = events.filter((event) => event.type === EVENT_ID.DOCUMENT).length;
  if (documents > 1) {
    problems.push(
      mistake('RB1002', `${documents} documents in one file`, placeOf(file, 0), {
        mend: 'keep one document a file: remove the lines "---" between them',
      }),
    );
    return undefined;
  }
  return yield* buildTree(file, events, problems);
}

/** The mistake of the first character that no file may have: a control character, or one that only holes may contain. */
export function forbiddenCharacter(file: TextFile): ReturnType<typeof mistake> | undefined {
  const offset = file.text.search(/[^\n\r\t\P{Cc}]|[\uE000\uE001]/u);
  if (offset < 0) return undefined;
  return mistake('RB1007', 'a character that must not stand in this file', placeOf(file, offset), {
    why: 'control characters and U+E000, U+E001 have a meaning of their own inside the program',
    mend: 'remove the character; it is invisible in most editors',
  });
}

function syntaxMistake(file: TextFile, error: unknown): ReturnType<typeof mistake> {
  if (!(error instanceof YAMLException)) throw error;
  const source = placeOf(file, Math.min(error.mark?.position ?? 0, file.text.length));
  const tab = (source.text ?? '').slice(0, source.column).includes('\t');
  return mistake('RB1001', `this is no valid YAML: ${error.reason}`, source, {
    mend: tab
      ? 'indent with spaces: YAML allows no tab there'
      : 'look at this line and the one before it: indentation, quotes and brackets',
  });
}
