import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../src/cli/runbook', import.meta.url));

/** A mistake in what was written, and what the operator is told before anything starts. */
interface Mistake {
  readonly title: string;
  /** Files in place of the sound ones. */
  readonly files?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly exit: 64 | 65;
  /** Each must be in the message. */
  readonly says: readonly string[];
}

const mistakes: readonly Mistake[] = [
  {
    title: 'a variable of a template that cannot exist',
    files: { 'roles/banner/templates/motd.hbs': 'Welcome\nto {{ vars.sitename }}\n' },
    exit: 65,
    says: ['error RB1300', 'sitename', 'roles/banner/templates/motd.hbs:2:', '2 | to {{ vars.sitename }}', 'site_name', 'mend'],
  },
  {
    title: 'a key below a variable that cannot exist',
    files: {
      'roles/banner/defaults.yml': 'site: { title: Site, contact: {} }\n',
      'roles/banner/templates/motd.hbs': '{{ vars.site.titel }}\n',
    },
    exit: 65,
    says: ['error RB1300', '"site.titel" (did you mean "title"?)', 'roles/banner/templates/motd.hbs:1:', 'mend'],
  },
  {
    title: 'a variable of an expression that cannot exist',
    files: { 'roles/banner/tasks.yml': '- file:\n    path: /etc/motd\n    content: "${ vars.nothing }"\n    mode: "0644"\n' },
    exit: 65,
    says: ['error RB1300', 'nothing', 'roles/banner/tasks.yml:3:', 'mend'],
  },
  {
    title: 'a playbook that is no YAML',
    files: { 'playbooks/site.yml': 'plays:\n  - name: One\n    hosts: [bastion\n    roles: [banner]\n' },
    exit: 65,
    says: ['error RB1001', 'playbooks/site.yml:4:', '^', 'mend'],
  },
  {
    title: 'tasks that are no YAML',
    files: { 'roles/banner/tasks.yml': '- name: Banner\n\tfile: { path: /etc/motd }\n' },
    exit: 65,
    says: ['error RB1001', 'roles/banner/tasks.yml:2:', 'mend'],
  },
  {
    title: 'an inventory that is no YAML',
    files: { 'inventory/site/more.yml': 'groups:\n  web: { hosts: ["bastion }\n' },
    exit: 65,
    says: ['error RB1001', 'inventory/site/more.yml:', 'mend'],
  },
  {
    title: 'mistakes in several files, all shown at once',
    files: {
      'roles/banner/templates/motd.hbs': '{{ vars.absent }}\n',
      'playbooks/site.yml':
        'plays:\n  - { name: One, hosts: all, roles: [banner, baner] }\n  - { name: Two, hosts: bastoin, roles: [banner] }\n',
    },
    exit: 65,
    says: ['absent', 'bastoin', 'baner', 'did you mean', '3 errors'],
  },
  {
    title: 'a host in --limit that is not there',
    args: ['--limit', 'bastion,inne'],
    exit: 64,
    says: ['error RB1210', '"inne"', 'did you mean "inner"?', 'mend', 'bastion, inner'],
  },
];

/** Counts who connects; that nobody does is what the tests are about. */
const server = createServer((socket) => {
  connections += 1;
  socket.destroy();
});
let connections = 0;
let folder = '';
let port = 0;

function sound(): Readonly<Record<string, string>> {
  return {
    'inventory/site/site.yml': `
ssh: { user: nobody, port: ${port}, key: ../../key }
zones:
  here: { cidr: 127.0.0.0/24 }
  inside: { cidr: 198.18.30.0/24, via: bastion }
hosts:
  bastion: { zone: here, address: 127.0.0.1 }
  inner: { zone: inside, address: 198.18.30.11 }
vars: { site_name: Site }
`,
    'playbooks/site.yml': 'plays:\n  - { name: One, hosts: all, roles: [banner] }\n',
    'roles/banner/tasks.yml': '- file: { path: /etc/motd, template: motd.hbs, mode: "0644" }\n',
    'roles/banner/templates/motd.hbs': 'Welcome to {{ vars.site_name }}\n',
  };
}

function run(
  verb: string,
  files: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<{ readonly status: number; readonly text: string }> {
  const project = mkdtempSync(join(folder, 'project-'));
  copyFileSync(join(folder, 'key'), join(project, 'key'));
  for (const [path, text] of Object.entries({ ...sound(), ...files })) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  const child = spawn(program, [verb, 'site', ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: folder, COLUMNS: '200' },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (text += bytes.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ status: code ?? 255, text }));
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-input-'));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(folder, 'key'), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('refused before anything starts', () => {
  test.each(mistakes)('$title', async ({ files = {}, args = [], exit, says }) => {
    const before = connections;
    const { status, text } = await run('apply', files, ['--yes', ...args]);
    for (const words of says) expect(text).toContain(words);
    expect(status).toBe(exit);
    expect(connections).toBe(before);
  });

  // The server hangs up at once, and a try is repeated after a while.
  test('the same site without a mistake does connect', { timeout: 30_000 }, async () => {
    const before = connections;
    const { status } = await run('apply', {}, ['--yes', '--limit', 'bastion']);
    expect(status).toBe(4);
    expect(connections).toBeGreaterThan(before);
  });
});
