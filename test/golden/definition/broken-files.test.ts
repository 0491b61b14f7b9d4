import { expect, test } from 'vitest';
import { definitionCodes } from '../../../src/core/codes/definition.ts';
import { validateSite } from '../../../src/definition/site.ts';
import { loadProject, soundSite, withProject } from '../../support/written-site.ts';
import { brokenInventories } from './broken-inventories.ts';
import { brokenPlaybooks } from './broken-playbooks.ts';
import type { BrokenCase } from './cases.ts';

test('the site that the cases break is sound', () => {
  expect(withProject(soundSite, (folder) => validateSite(loadProject(folder)))).toEqual([]);
});

test.each([...brokenInventories, ...brokenPlaybooks].map((one) => [`${one.code} ${one.what}`, one] as const))('%s', (_name, broken) => {
  const { text, place } = breakFile(broken);
  const found = withProject({ ...soundSite, [broken.file]: text }, (folder) => validateSite(loadProject(folder)));
  const [first] = found.filter((one) => one.code === broken.code);
  expect(found.map((one) => `${one.code} ${one.what}`)).toContain(`${broken.code} ${broken.what}`);
  expect(Object.keys(definitionCodes)).toContain(broken.code);
  expect(place === undefined ? undefined : first?.source).toEqual(place);
  expect(first?.mend ?? '').toContain(broken.mend ?? '');
});

/** The new text of the file, and the place that was marked in it. */
function breakFile(broken: BrokenCase): { readonly text: string; readonly place: object | undefined } {
  const old = soundSite[broken.file] ?? '';
  if (broken.from !== undefined && !old.includes(broken.from)) throw new Error(`${broken.file} has no ${broken.from}`);
  const marked = broken.from === undefined ? broken.to : old.replace(broken.from, () => broken.to);
  const at = marked.indexOf('‸');
  const text = marked.replace('‸', '');
  if (at < 0) return { text, place: undefined };
  const before = marked.slice(0, at).split('\n');
  return {
    text,
    place: { file: broken.file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, text: text.split('\n')[before.length - 1] },
  };
}
