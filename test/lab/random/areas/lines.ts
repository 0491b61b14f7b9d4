import { writeFile, type Area, type Disturbance, type Task } from '../area.ts';

const path = '/etc/field.conf';
const keys = ['Listen', 'Threads', 'Banner', 'Proxy'] as const;

/** Single lines of a file that others write too. */
export const lines: Area = ({ random }) => {
  const tasks: Task[] = random.some(keys, 0.6).map((key) => {
    const line = `${key} ${random.pick(['yes', '12', '상태 좋음', '*'])}`;
    const regex = { regex: `^#?${key} ` };
    if (random.chance(0.2)) return { line: { path, name: key, present: false, ...(random.chance(0.5) ? { line } : regex) } };
    return { line: { path, name: key, line, ...(random.chance(0.6) ? regex : {}) } };
  });
  const kind = random.pick([
    'lines of others',
    'lines twice',
    'lines with CR LF',
    'last line without a line break',
    'line file of another owner',
  ]);
  const theirs = random
    .some([...keys, ...keys], 0.5)
    .flatMap((key) => [
      `${random.chance(0.4) ? '#' : ''}${key} ${random.pick(['no', 'yes', '12'])}`,
      ...(kind === 'lines twice' ? [`${key} no`, `${key} no`] : []),
    ]);
  const text = ['# kept by others', ...theirs, ''].join(kind === 'lines with CR LF' ? '\r\n' : '\n');
  const place = kind === 'line file of another owner' ? { owner: 'daemon:adm', mode: '0640' } : {};
  const disturbance: Disturbance = {
    kind,
    script: writeFile(path, kind === 'last line without a line break' ? text.trimEnd() : text, place),
  };
  return { tasks, disturbances: [disturbance] };
};
