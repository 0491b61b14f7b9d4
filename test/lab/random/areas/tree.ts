import { quoteShell } from '../../../../src/core/shell-quote.ts';
import { oneOf, writeFile, type Area, type AreaContext, type Disturbance, type Refusal, type Task } from '../area.ts';

const root = '/srv/field';
const contents = [
  'one line\n',
  'no line break at the end',
  '',
  '상태: 정상\n한글과 emoji ✓\n',
  `${'a long line '.repeat(40)}\n`,
  'it\'s "quoted" $HOME `id` \\n %s\n',
] as const;

/** Folders, files and links below one folder, and some of the system's own files. */
export const tree: Area = (context) => {
  const { random } = context;
  const tasks: Task[] = [];
  const disturbances: Disturbance[] = [];
  const roleFiles: Record<string, string> = {};
  const folders = [root, ...random.some([`${root}/a`, `${root}/b`], 0.7)];
  for (const path of folders) {
    tasks.push({ directory: { path, ...place(context, ['0755', '0750', '2775', '1777']) } });
    if (!random.chance(0.35)) continue;
    const others = oneOf(random, {
      'folder of another mode': `mkdir -p ${path}\nchmod 0711 ${path}`,
      'folder of another owner': `mkdir -p ${path}\nchown daemon:adm ${path}`,
      'folder with files of others': `mkdir -p ${path}/theirs\necho theirs > ${path}/theirs/file`,
    });
    disturbances.push(...others);
  }
  if (random.chance(0.3)) {
    tasks.push({ directory: { path: '/srv/old', present: false } });
    if (random.chance(0.7)) disturbances.push({ kind: 'folder that is to go', script: 'mkdir -m 0751 /srv/old' });
  }
  const paths = [...folders.map((folder) => `${folder}/plain.conf`), `${root}/it is named`, '/etc/motd', '/usr/local/bin/tool'];
  for (const [index, path] of random.some(paths, 0.6).entries()) {
    const goes = random.chance(0.2);
    tasks.push({
      file: goes ? { path, present: false } : { path, ...content(index), ...place(context, ['0644', '0600', '0755', '4755']) },
    });
    if (random.chance(0.6)) disturbances.push(...otherFile(context, path));
  }
  for (const path of random.some([`${root}/current`, '/usr/local/bin/shortcut'], 0.55)) {
    const goes = random.chance(0.2);
    tasks.push({
      symlink: goes ? { path, present: false } : { path, target: random.pick(['a', '/srv/field/plain.conf', 'not there/한글']) },
    });
    if (random.chance(0.5)) {
      const owner = random.chance(0.5) ? `\nchown -h daemon:adm ${path}` : '';
      disturbances.push({ kind: 'link to elsewhere', script: `mkdir -p ${root}\nln -s ../elsewhere ${path}${owner}` });
    }
  }
  const refusal = context.refuse ? obstacle(context, disturbances, tasks) : undefined;
  return { tasks, disturbances, roleFiles, ...(refusal === undefined ? {} : { refusal }) };

  function content(index: number) {
    const text = random.pick(contents);
    if (random.chance(0.15)) return { content_base64: Buffer.from([0, 255, 254, 10, ...Buffer.from(text)]).toString('base64') };
    if (random.chance(0.15)) {
      roleFiles[`files/part-${index}`] = text;
      return { source: `part-${index}` };
    }
    if (random.chance(0.15)) {
      roleFiles[`templates/part-${index}.hbs`] =
        `{{host.name}} is {{facts.os.family}}\n${random.chance(0.5) ? '{{#if true}}yes\n{{/if}}' : ''}`;
      return { template: `part-${index}.hbs` };
    }
    return { content: text };
  }
};

function place({ random, owners }: AreaContext, modes: readonly [string, ...string[]]) {
  return {
    ...(random.chance(0.6) ? { mode: random.pick(modes) } : {}),
    ...(random.chance(0.4) ? { owner: random.pick(owners) } : {}),
    ...(random.chance(0.2) ? { group: random.pick(['adm', 'daemon']) } : {}),
  };
}

function otherFile({ random }: AreaContext, path: string): readonly Disturbance[] {
  const at = quoteShell(path);
  const text = `${random.pick(contents)}somebody else was here ${random.int(1, 1000)}\n`;
  return oneOf(random, {
    'file of another content': writeFile(path, text),
    'file of another mode': writeFile(path, text, { mode: random.pick(['0600', '0444', '0777', '4755']) }),
    'file of another owner': writeFile(path, text, { owner: 'daemon:adm' }),
    'link in place of a file': `${writeFile('/srv/linked', text)}\n${writeFile(path, '')}\nln -sf ${random.pick(['/srv/linked', '/srv/nothing'])} ${at}`,
    'file with a second name': `${writeFile(path, text)}\nln ${at} ${quoteShell(`${path}.second`)}`,
    'large file': `${writeFile(path, '')}\nhead -c ${random.int(70_000, 300_000)} /dev/zero | tr '\\0' 'x' > ${at}`,
  });
}

/** Something of another kind where the declaration wants a file, a folder or a link. */
function obstacle({ random }: AreaContext, disturbances: Disturbance[], tasks: Task[]): Refusal {
  const path = '/srv/in-the-way';
  const type = random.pick(['file', 'directory', 'symlink']);
  const more = { file: { content: 'x\n' }, directory: {}, symlink: { target: 'x' } }[type];
  tasks.push({ [type]: { path, ...more } });
  disturbances.push({
    kind: 'something of another kind in the way',
    script: type === 'directory' ? writeFile(path, 'file\n') : `mkdir ${path}\ntouch ${path}/kept`,
  });
  return { code: 'RB2000', address: `${type}:${path}` };
}
