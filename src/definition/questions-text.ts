import { z } from 'zod';
import type { FormerQuestion } from '../core/question.ts';
import { questionSchema } from './plan-schema.ts';

/** What is kept for the next run: the questions, each once, and which of them each host was asked, by their places. */
const kept = z.strictObject({
  version: z.string(),
  questions: z.array(questionSchema.extend({ text: z.string().exactOptional() })),
  hosts: z.record(z.string(), z.array(z.int().min(0))),
});

/** The questions of hosts as a text. `version` is that of the program: another one may ask in another way. */
export function writeQuestions(version: string, hosts: ReadonlyMap<string, readonly FormerQuestion[]>): string {
  const places = new Map<string, number>();
  const questions: FormerQuestion[] = [];
  const placeOf = (question: FormerQuestion): number => {
    const key = JSON.stringify(question);
    const place = places.get(key) ?? questions.push(question) - 1;
    places.set(key, place);
    return place;
  };
  const byHost = Object.fromEntries([...hosts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([host, asked]) => [host, asked.map(placeOf)]));
  return JSON.stringify({ version, questions, hosts: byHost });
}

/** Reads such a text; nothing when it is no sound one of this version. */
export function readQuestions(version: string, text: string): ReadonlyMap<string, readonly FormerQuestion[]> {
  const read = kept.safeParse(parse(text));
  if (!read.success || read.data.version !== version) return new Map();
  const { questions, hosts } = read.data;
  return new Map(Object.entries(hosts).map(([host, places]) => [host, places.flatMap((place) => questions[place] ?? [])]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
