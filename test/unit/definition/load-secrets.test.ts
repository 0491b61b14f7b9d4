import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holeText } from '../../../src/core/hole.ts';
import { loadSecrets, validateSite, type Site } from '../../../src/definition/site.ts';
import { loadProject, soundSite, withOpenProject } from '../../support/written-site.ts';

const files = {
  ...soundSite,
  'inventory/site.yml': `${soundSite['inventory/site.yml'] ?? ''}`.replace(
    'vars: { port: 80, domain: site.example }',
    `vars:
  port: 80
  registry: { password: { secret: { file: secrets/registry } } }
  proxy: { secret: { env: PROXY_PASSWORD } }
  console: { secret: { prompt: Password of the console } }`,
  ),
  'inventory/secrets/registry': 'hunter2\n',
};

async function withSecrets<T>(use: (site: Site, file: string) => Promise<T>): Promise<T> {
  return withOpenProject(files, async (folder) => {
    const file = join(folder, 'inventory/secrets/registry');
    chmodSync(file, 0o600);
    return use(loadProject(folder), file);
  });
}

const noAge = { open: () => Promise.reject(new Error('nothing is encrypted')) };
const nobody = { env: {}, age: noAge, ask: async (): Promise<string> => Promise.reject(new Error('nobody is asked')) };

test('a variable with a secret holds a text that stands for it', async () => {
  const vars = await withSecrets(async (site) => Promise.resolve(site.inventory.hosts[0]?.vars));
  expect(vars).toMatchObject({
    registry: { password: holeText({ kind: 'secret', name: 'registry.password' }) },
    proxy: holeText({ kind: 'secret', name: 'proxy' }),
  });
});

test('secrets are read from where they are said to be, each once', async () => {
  const asked: string[] = [];
  const values = await withSecrets(async (site, file) => {
    const secretOf = loadSecrets(site, {
      env: { PROXY_PASSWORD: 'p' },
      age: noAge,
      ask: async (question) => {
        asked.push(question);
        return Promise.resolve('c');
      },
    });
    const first = await secretOf('registry.password');
    writeFileSync(file, 'changed\n');
    return [first, await secretOf('registry.password'), await secretOf('proxy'), await secretOf('console'), await secretOf('console')];
  });
  expect(values).toEqual(['hunter2', 'hunter2', 'p', 'c', 'c']);
  expect(asked).toEqual(['Password of the console']);
});

test('a file that others may read is refused, and its value is not told', async () => {
  await withSecrets(async (site, file) => {
    chmodSync(file, 0o640);
    const warned = validateSite(site).map((one) => `${one.severity} ${one.code}`);
    expect(warned).toEqual(['warning RB1401']);
    await expect(loadSecrets(site, nobody)('registry.password')).rejects.toThrow(
      /^RB1401: the file of the secret "registry\.password" has mode 0640: others may read it$/u,
    );
  });
});

test.each([
  ['proxy', 'RB1402: the secret "proxy" is to come from the environment, and PROXY_PASSWORD is not set'],
  ['nothing', 'RB1400: there is no secret "nothing" in the inventory'],
])('%s without a value is told', async (name, message) => {
  await withSecrets(async (site) => {
    await expect(loadSecrets(site, nobody)(name)).rejects.toThrow(message);
  });
});

test('an empty value and one with a character of holes are refused', async () => {
  await withSecrets(async (site) => {
    await expect(loadSecrets(site, { ...nobody, env: { PROXY_PASSWORD: '' } })('proxy')).rejects.toThrow('RB1402');
    await expect(loadSecrets(site, { ...nobody, env: { PROXY_PASSWORD: 'a\uE000' } })('proxy')).rejects.toThrow('RB1007');
  });
});
