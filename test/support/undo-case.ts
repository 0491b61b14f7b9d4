import type { JsonObject } from '../../src/core/json.ts';
import type { RunEvent } from '../../src/core/event.ts';
import type { Plan } from '../../src/core/plan.ts';
import type { Resource } from '../../src/core/resource.ts';
import type { ResourceType } from '../../src/resources/define.ts';
import { file } from '../../src/resources/file.ts';
import { service } from '../../src/resources/service.ts';
import { sysctl } from '../../src/resources/sysctl.ts';
import { bindResource } from './bind.ts';
import { inPlay } from './engine-bench.ts';
import type { FakeHost } from './fake-host.ts';
import type { FakeHostOptions } from './fake-host-options.ts';
import { fakeFile } from './fake-model.ts';
import { createUndoBench, undoableHost, type UndoBench } from './undo-bench.ts';

/** A resource of these parameters. */
export const of = (type: ResourceType, params: JsonObject): Resource => bindResource(type, params);
/** Changes the host of `start` in content and mode. */
export const motd = of(file, { path: '/etc/motd', content: 'new\n', mode: '0640' });
/** Sets a kernel parameter of the host of `start`. */
export const forward = of(sysctl, { name: 'net.ipv4.ip_forward', value: 1 });
/** The file that `app` reads. */
export const config = of(file, { path: '/etc/app.conf', content: 'new\n' });
/** A unit that is restarted when its file changes. */
export const app = of(service, { name: 'app', runs_with: ['file:/etc/app.conf'] });

/** A host before the run. */
export const start: FakeHostOptions = {
  files: { '/etc/motd': fakeFile('old\n', '0644'), '/etc/app.conf': 'old\n', '/etc/hosts': '127.0.0.1 localhost\n' },
  sysctls: { 'net.ipv4.ip_forward': '0' },
  units: { app: { load: 'loaded', active: 'active', enabled: 'enabled' } },
};

/** One host `h1` for which the resources are declared, in one play. */
export function undoCase(
  resources: readonly Resource[],
  options: FakeHostOptions = start,
): { readonly host: FakeHost; readonly bench: UndoBench } {
  const host = undoableHost({ name: 'h1', ...options });
  const items = () => ({ h1: inPlay(0, ...resources) });
  return { host, bench: createUndoBench({ sessions: [host], items, secrets: { key: 'swordfish' } }) };
}

/** How the steps of a run ended, as `ADDRESS STATUS`. */
export function statusesOf(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap((event) => (event.event === 'step_done' ? [`${event.address} ${event.status}`] : []));
}

/** Addresses of the steps of a plan. */
export function addressesOf(plan: Plan): readonly string[] {
  return plan.steps.map((step) => step.address);
}
