import { z } from 'zod';
import { oncePer } from '../core/once-per.ts';
import type { FormerQuestion } from '../core/question.ts';
import { questionSchema } from './plan-schema.ts';

/** What is kept for the next run: the questions, each once; sets of them, by their places; and which set each host was asked, by its place. Hosts of a kind are asked the same. */
const kept = z.strictObject({
  version: z.string(),
  questions: z.array(questionSchema.extend({ text: z.string().exactOptional() })),
  sets: z.array(z.array(z.int().min(0))),
  hosts: z.record(z.string(), z.int().min(0)),
});

/** The questions of hosts as a text. `version` is that of the program: another one may ask in another way. */
export function writeQuestions(version: string, hosts: ReadonlyMap<string, readonly FormerQuestion[]>): string {
  const questions = eachOnce<FormerQuestion>();
  const sets = eachOnce<readonly number[]>();
  // Most are the very objects that other hosts have too.
  const placeOf = oncePer((question: FormerQuestion) => questions.placeOf(question));
  const byHost = Object.fromEntries(
    [...hosts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([host, asked]) => [host, sets.placeOf(asked.map(placeOf))]),
  );
  return JSON.stringify({ version, questions: questions.all, sets: sets.all, hosts: byHost });
}

/** Things in the order in which they came first. */
function eachOnce<T>(): { readonly all: readonly T[]; placeOf(thing: T): number } {
  const all: T[] = [];
  const places = new Map<string, number>();
  return {
    all,
    placeOf(thing) {
      const key = JSON.stringify(thing);
      const place = places.get(key) ?? all.push(thing) - 1;
      places.set(key, place);
      return place;
    },
  };
}

/** Reads such a text; nothing when it is no sound one of this version. */
export function readQuestions(version: string, text: string): ReadonlyMap<string, readonly FormerQuestion[]> {
  const read = kept.safeParse(parse(text));
  if (!read.success || read.data.version !== version) return new Map();
  const { questions, hosts } = read.data;
  const sets = read.data.sets.map((places) => places.flatMap((place) => questions[place] ?? []));
  return new Map(Object.entries(hosts).map(([host, place]) => [host, sets[place] ?? []]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
