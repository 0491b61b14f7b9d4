import { RunbookError } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { describeResourceType } from '../resources/describe.ts';
import { didYouMean } from '../definition/suggest.ts';
import { resourceTypes } from '../resources/registry.ts';
import { renderExplain } from '../report/explain.ts';
import { catalogue, codeEntry } from './codes.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import { languageOf } from './language.ts';

/** `runbook explain`: a code or a resource type, from the program itself, since nothing can be looked up on site. */
export function explain(io: Io, topic: string | undefined, options: { readonly lang?: string }): Promise<number> {
  const language = languageOf(io, options.lang);
  const code = topic?.toUpperCase() ?? '';
  const entry = codeEntry(code);
  if (topic === undefined) {
    const codes = Object.entries(catalogue).sort(([a], [b]) => (a < b ? -1 : 1));
    io.stdout.write(`${codes.map(([name, one]) => `${name}  ${one.title[language]}\n`).join('')}\n`);
    io.stdout.write(resourceTypes.map((one) => `${one.type}  ${one.summary}\n`).join(''));
  } else if (entry !== undefined) {
    io.stdout.write(renderExplain(code, entry, [language], { color: colorOf(io, io.stdout), width: widthOf(io) }));
  } else if (resourceTypes.some((one) => one.type === topic)) {
    io.stdout.write(describeResourceType(topic));
  } else {
    throw new RunbookError({
      code: 'RB6005',
      severity: 'error',
      what: `nothing is known of ${topic}${didYouMean(
        topic,
        resourceTypes.map((one) => one.type),
      )}`,
      mend: 'say `runbook explain` for the list of codes and resource types, `runbook help VERB` for a verb',
    });
  }
  return Promise.resolve(EXIT.done);
}
