import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../core/digest.ts';
import type { FormerQuestion, FormerQuestions } from '../core/question.ts';
import { readQuestions, writeQuestions } from '../definition/questions-text.ts';
import { versionOf } from './version.ts';
import { writeWholeFile } from './whole-file.ts';

/** The questions of the last run of a playbook on an inventory, and what becomes of them. */
export interface KeptQuestions extends FormerQuestions {
  /** Keeps what hosts were asked by this run, where it differs; that it cannot be kept is no reason to fail. */
  save(): void;
}

/**
 * Reads them below `.runbook/questions`. The file begins with the mark of its text: what somebody without the key of the site has written there is not asked.
 * `hides` is given the text: with a secret in it, it is kept without the texts of files, or not at all.
 */
export function keptQuestions(
  projectFolder: string,
  of: { readonly inventory: string; readonly playbook: string },
  mark: (text: string) => string,
  hides: (text: string) => boolean,
): KeptQuestions {
  const name = `${basename(of.inventory)}-${sha256(JSON.stringify([of.inventory, of.playbook])).slice(0, 16)}`;
  const file = join(projectFolder, '.runbook', 'questions', name);
  let before: string | undefined;
  let hosts: Map<string, readonly FormerQuestion[]> | undefined;
  const read = (): Map<string, readonly FormerQuestion[]> => {
    if (hosts !== undefined) return hosts;
    const [first = '', text = ''] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    before = text !== '' && first === mark(text) ? text : undefined;
    hosts = new Map(before === undefined ? [] : readQuestions(versionOf(), before));
    return hosts;
  };
  const asked = new Map<string, readonly FormerQuestion[]>();
  return {
    of: (host) => read().get(host) ?? [],
    keep: (host, questions) => void asked.set(host, questions),
    save() {
      if (asked.size === 0) return;
      const all = new Map([...read(), ...asked]);
      const whole = writeQuestions(versionOf(), all);
      const isTelling = hides(whole);
      const text = isTelling ? writeQuestions(versionOf(), withoutTexts(all)) : whole;
      if (text === before || (isTelling && hides(text))) return;
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        writeWholeFile(file, `${mark(text)}\n${text}\n`);
      } catch {
        // The next run asks in two round trips then.
      }
    },
  };
}

function withoutTexts(hosts: ReadonlyMap<string, readonly FormerQuestion[]>): ReadonlyMap<string, readonly FormerQuestion[]> {
  return new Map([...hosts].map(([host, questions]) => [host, questions.map(({ identity, request }) => ({ identity, request }))]));
}
