import { describe, expect, test } from 'vitest';
import { matchesEntry } from '../../src/core/footprint.ts';
import { hasHole, holeText } from '../../src/core/hole.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/core/json.ts';
import { resourceTypes } from '../../src/resources/registry.ts';
import { bindResource, originOf } from '../support/bind.ts';
import { createLawHost, fillExample } from '../support/law-host.ts';
import { applyOne, planOne, stepOf } from '../support/plan-one.ts';

/** Types that only look or wait: they touch nothing. */
const READ_ONLY = ['assert', 'wait_for'];

/** Types whose examples hold as they stand: there is nothing to converge. */
const DEMANDS = ['assert'];

const examples = resourceTypes.flatMap((type) =>
  type.examples.map((example, index) => ({ name: `${type.type} example ${index + 1}`, type, params: fillExample(type.type, example) })),
);

describe('every resource type', () => {
  test('has a name of its own', () => {
    const names = resourceTypes.map((type) => type.type);
    expect(names).toEqual([...new Set(names)]);
  });

  test.each(resourceTypes.map((type) => ({ name: type.type, type })))('$name has an example and describes each field', ({ type }) => {
    expect(type.examples.length).toBeGreaterThan(0);
    expect(type.summary).toMatch(/^[A-Z].*\.$/su);
    expect(undescribed(type.jsonSchema(), type.type)).toEqual([]);
    expect(type.parameters.length).toBeGreaterThan(0);
  });

  test.each(resourceTypes.map((type) => ({ name: type.type, type })))('$name refuses a key that it does not know', ({ type }) => {
    const params = { ...fillExample(type.type, type.examples[0] ?? {}), no_such_key: 1 };
    expect(type.bind(params, originOf())).toMatchObject({ problems: [{ path: ['no_such_key'] }] });
  });
});

const acting = examples.filter(({ type }) => !DEMANDS.includes(type.type));

describe.each(examples)('$name', ({ type, params }) => {
  test('has an address, a footprint, and a state that is plain JSON', () => {
    const resource = bindResource(type, params);
    expect(resource.address === type.type || resource.address.startsWith(`${type.type}:`)).toBe(true);
    expect(JSON.parse(JSON.stringify(resource.desired))).toEqual(resource.desired);
    expect(resource.footprint.length > 0).toBe(!READ_ONLY.includes(type.type));
  });

  test('planning asks and never writes', async () => {
    const host = createLawHost();
    const planned = await planOne(type, params, host);
    expect(host.model.touched).toEqual([]);
    expect(host.performed).toEqual([]);
    expect(JSON.parse(JSON.stringify(planned.observed))).toEqual(planned.observed);
    expect(JSON.parse(JSON.stringify(planned.made ?? {}))).toEqual(planned.made ?? {});
  });

  test('a secret in any parameter is refused or stays out of argv', async () => {
    for (const secret of withSecrets(params)) {
      const bound = type.bind(secret, originOf());
      if ('problems' in bound) continue;
      const planned = await planOne(type, secret, createLawHost());
      const words = (planned.made?.actions ?? []).flatMap((action) => {
        if (action.do === 'run') return [...action.argv, ...Object.values(action.environment ?? {})];
        return action.do === 'write' ? (action.validate ?? []) : [];
      });
      expect([...words, planned.resource.address, ...planned.resource.footprint].filter((word) => hasHole(word))).toEqual([]);
      expect(planned.requests.filter((request) => hasHole(JSON.stringify(request)))).toEqual([]);
    }
  });
});

describe.each(acting)('$name', ({ type, params }) => {
  test('predicts each answer of its guard, and the host then gives just these', async () => {
    const host = createLawHost();
    const { planned, status, output } = await applyOne(type, params, host);
    expect(planned.change.kind).not.toBe('none');
    expect({ status, output }).toEqual({ status: 'changed', output: undefined });
    if (planned.resource.labels.includes('opaque')) return;
    expect(planned.after.filter((answer) => hasHole(answer))).toEqual([]);
    expect(planned.requests.map((request) => host.answer(request))).toEqual(planned.after);
    expect(planned.after).not.toEqual(planned.before);
  });

  test('a second plan finds nothing to do', async () => {
    const host = createLawHost();
    const { planned } = await applyOne(type, params, host);
    if (planned.resource.labels.includes('opaque')) return;
    expect((await planOne(type, params, host)).change).toEqual({ kind: 'none', fields: [] });
  });

  test('the step is refused when the host changed in between, and not done twice', async () => {
    const host = createLawHost();
    const planned = await planOne(type, params, host);
    if (planned.resource.labels.includes('opaque')) return;
    const step = stepOf(planned);
    const [refused] = await host.execute([{ ...step, before: '0'.repeat(64) }], 'login', () => undefined);
    expect(refused?.status).toBe('refused');
    expect(host.model.touched).toEqual([]);
    await host.execute([step], 'login', () => undefined);
    const done = host.performed.length;
    const [again] = await host.execute([step], 'login', () => undefined);
    expect(again?.status).toBe('already');
    expect(host.performed.length).toBe(done);
  });

  test('touches nothing outside its footprint', async () => {
    const host = createLawHost();
    const { planned } = await applyOne(type, params, host);
    const allowed = [...planned.resource.footprint, ...(planned.made?.mayCreate ?? [])];
    expect(host.model.touched.filter((entry) => !allowed.some((pattern) => matchesEntry(pattern, entry)))).toEqual([]);
  });
});

/** Names of fields without a description, at any depth. */
function undescribed(schema: Json | undefined, at: string): readonly string[] {
  if (!isJsonObject(schema)) return [];
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const alternatives = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => listOf(schema[key]));
  return [
    ...Object.entries(properties).flatMap(([name, field]) => [
      ...(isJsonObject(field) && typeof field['description'] === 'string' && field['description'] !== '' ? [] : [`${at}.${name}`]),
      ...undescribed(field, `${at}.${name}`),
    ]),
    ...undescribed(schema['items'], `${at}[]`),
    ...alternatives.flatMap((one: Json) => undescribed(one, at)),
  ];
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value.map((one: Json) => one) : [];
}

/** The parameters with a secret in the place of one text, once for each text in them. */
function withSecrets(params: Json): readonly Json[] {
  const secret = holeText({ kind: 'secret', name: 'password' });
  if (typeof params === 'string') return [secret, `${params}${secret}`];
  if (Array.isArray(params)) {
    return params.flatMap((item: Json, index) =>
      withSecrets(item).map((changed) => params.map((old: Json, i) => (i === index ? changed : old))),
    );
  }
  if (!isJsonObject(params)) return [];
  return Object.entries(params).flatMap(([key, value]) => withSecrets(value).map((changed): JsonObject => ({ ...params, [key]: changed })));
}

/** Named one by one, so that a type that falls out of the registry is noticed. */
const NAMES =
  'file directory symlink line package service sysctl kernel_module swap hosts_entry selinux firewall_table wireguard_key wireguard_tunnel ' +
  'user group command wait_for assert kubeadm_config kubeadm_cluster kubeadm_node';

test.each(NAMES.split(' '))('there is a type %s', (name) => {
  expect(resourceTypes.map((type) => type.type)).toContain(name);
});
