import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { withOpenProject, type WrittenFiles } from './written-site.ts';

const owner = userInfo().username;
const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
/** What a task says of whoever owns a file, so that tests need no root. */
export const OWNER = `owner: ${owner}, group: ${group}`;

/** A secret that a word list has. */
export const WEAK = '1234';

/** A project whose only host is this machine, whose role `page` has these tasks; `place` is a variable. */
export function planProject(place: string, tasks: string, more: WrittenFiles = {}): WrittenFiles {
  return {
    'inventory/site/site.yml': `ssh: { user: ops }
zones:
  desk: { cidr: 127.0.0.0/8 }
hosts:
  here: { zone: desk, address: 127.0.0.1, connection: local }
vars: { place: ${place}, token: { secret: { file: secrets/token } } }
`,
    'inventory/site/secrets/token': `${WEAK}\n`,
    'playbooks/site.yml': 'name: Local\nplays:\n  - { name: Here, hosts: all, roles: [page] }\n',
    'roles/page/role.yml': 'description: A page\n',
    'roles/page/tasks.yml': tasks,
    ...more,
  };
}

/** Runs `use` in such a project, with a secret that only its owner can read. */
export function withPlanProject(files: WrittenFiles, use: (project: string) => Promise<void>): Promise<void> {
  return withOpenProject(files, (project) => {
    chmodSync(join(project, 'inventory/site/secrets/token'), 0o600);
    return use(project);
  });
}
