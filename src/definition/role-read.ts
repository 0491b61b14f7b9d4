import { isFile, listFiles, listFolder, readTextFile, shownPath, type FileDigests } from './files.ts';
import { checkVarNames } from './inventory-parts.ts';
import { roleFile } from './role-file.ts';
import type { Role, Task } from './model.ts';
import { mistake, type Problems } from './problem.ts';
import { readAnyMapping, readList, readMapping, readText } from './shape.ts';
import { readTasks } from './task-read.ts';
import { parseTemplate } from './template-parse.ts';
import type { Template } from './template-tree.ts';
import { entryOf, type YamlNode } from './yaml-node.ts';
import { forbiddenCharacter, readYaml } from './yaml-read.ts';

const roleEntries: readonly string[] = ['role.yml', 'defaults.yml', 'tasks.yml', 'templates', 'files', 'README.md'];
const foreignEntries: Readonly<Record<string, string>> = {
  tasks: 'put the tasks into tasks.yml',
  'main.yml': 'call it tasks.yml',
  defaults: 'put the defaults into defaults.yml',
  vars: 'put the variables into defaults.yml',
  handlers: 'use "runs_with" of the service resource',
  meta: 'describe the role in role.yml; name the roles that it needs before it in the play',
  library: 'resource types are part of the program',
};

/** Reads the folder of a role as far as it can be read. */
export function readRole(
  name: string,
  folder: string,
  projectFolder: string | undefined,
  types: readonly string[],
  problems: Problems,
  digests: FileDigests,
): Role {
  const shown = (path: string): string => shownPath(`${folder}/${path}`, projectFolder);
  const read = (path: string): YamlNode | undefined => {
    if (!isFile(`${folder}/${path}`)) return undefined;
    const file = readTextFile(`${folder}/${path}`, shown(path), problems, digests);
    return file === undefined ? undefined : readYaml(file, problems);
  };
  for (const entry of listFolder(folder) ?? []) {
    if (roleEntries.includes(entry) || entry.startsWith('.')) continue;
    problems.push(
      mistake(
        'RB1209',
        `the role ${name} has "${entry}", which is not read`,
        { file: shown(entry), line: 1, column: 1 },
        { mend: foreignEntries[entry] ?? `a role has ${roleEntries.join(', ')}` },
      ),
    );
  }
  const about = readMapping(read('role.yml'), 'role.yml', ['description', 'note'], problems);
  const description = readText(entryOf(about, 'description')?.value, 'description', problems);
  const note = readText(entryOf(about, 'note')?.value, 'note', problems);
  const defaults = readAnyMapping(read('defaults.yml'), 'defaults.yml', problems);
  return {
    name,
    folder,
    ...(description === undefined ? {} : { description }),
    ...(note === undefined ? {} : { note }),
    ...(defaults === undefined ? {} : { defaults: checkVarNames(defaults, problems) }),
    tasks: readTaskFile(name, folder, shown('tasks.yml'), read('tasks.yml'), types, problems),
    templates: readTemplates(folder, shown, problems, digests),
    files: new Map(
      filesOf(folder, 'files', shown, problems).map((path) => [path, roleFile(`${folder}/files/${path}`, shown(`files/${path}`), digests)]),
    ),
  };
}

function readTaskFile(
  name: string,
  folder: string,
  shown: string,
  root: YamlNode | undefined,
  types: readonly string[],
  problems: Problems,
): readonly Task[] {
  if (root === undefined && !isFile(`${folder}/tasks.yml`)) {
    problems.push(
      mistake(
        'RB1209',
        `the role ${name} has no tasks.yml`,
        { file: shown, line: 1, column: 1 },
        { mend: 'write its tasks as a list: - TYPE: { … }' },
      ),
    );
  }
  return readTasks(readList(root, 'tasks.yml', problems) ?? [], types, problems);
}

/** Files of a folder of a role. What leads out of the role is a mistake: a role must not bring the operator's own files to hosts. */
function filesOf(folder: string, name: string, shown: (path: string) => string, problems: Problems): readonly string[] {
  return listFiles(`${folder}/${name}`, folder, (path) =>
    problems.push(
      mistake(
        'RB1209',
        `${name}/${path} is no file, or a link that leads to none within the role`,
        { file: shown(`${name}/${path}`), line: 1, column: 1 },
        { mend: 'put the file itself there' },
      ),
    ),
  );
}

function readTemplates(
  folder: string,
  shown: (path: string) => string,
  problems: Problems,
  digests: FileDigests,
): ReadonlyMap<string, Template> {
  const templates = new Map<string, Template>();
  for (const path of filesOf(folder, 'templates', shown, problems)) {
    const file = readTextFile(`${folder}/templates/${path}`, shown(`templates/${path}`), problems, digests);
    if (file === undefined) continue;
    const odd = forbiddenCharacter(file);
    if (odd !== undefined) problems.push(odd);
    const template = odd === undefined ? parseTemplate(file, problems) : undefined;
    // A template with a mistake is there all the same: who names it must not be told that it is missing.
    templates.set(path, template ?? { file, parts: [] });
  }
  return templates;
}
