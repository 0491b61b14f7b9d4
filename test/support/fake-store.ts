import type { UnitState } from '../../src/core/answer.ts';
import { done, failed, type Ended, type StartFake } from './fake-commands.ts';
import type { FakeModel, FakePath } from './fake-model.ts';

/** What a thing was like when it was kept, by the kind of thing. */
type Kept =
  | { readonly kind: 'path'; readonly path: string; readonly entry: FakePath | undefined }
  | { readonly kind: 'unit'; readonly name: string; readonly unit: UnitState | undefined }
  | { readonly kind: 'sysctl'; readonly values: ReadonlyMap<string, string> }
  | { readonly kind: 'module'; readonly name: string; readonly loaded: boolean }
  | { readonly kind: 'swap'; readonly devices: readonly string[] }
  /** Keys of `FakeModel.extra` with their values. */
  | { readonly kind: 'extra'; readonly values: ReadonlyMap<string, string | undefined> };

/** The undo store of a fake host: what the driver keeps below its folder, here in memory. */
export class FakeStore {
  /** What is kept, by place (`RUN/STEP`) and thing. */
  readonly kept = new Map<string, ReadonlyMap<string, Kept>>();

  /** Keeps the things as they are now. What was kept at that place before stays: a step that is sent again finds its own work. */
  keep(model: FakeModel, at: string, things: readonly string[]): void {
    if (this.kept.has(at)) return;
    this.kept.set(at, new Map(things.map((thing) => [thing, keep(model, thing)])));
  }

  /** Puts a thing back as it was kept there. */
  restore(model: FakeModel, from: string, thing: string, start: StartFake): Ended {
    const kept = this.kept.get(from)?.get(thing);
    return kept === undefined ? failed(`nothing is kept of ${thing} at ${from}`) : restore(model, thing, kept, start);
  }
}

function keep(model: FakeModel, thing: string): Kept {
  const colon = thing.indexOf(':');
  const name = thing.slice(colon + 1);
  switch (thing.slice(0, colon)) {
    case 'path':
      return { kind: 'path', path: name, entry: model.paths.get(name) };
    case 'unit':
      return { kind: 'unit', name, unit: model.units.get(name) };
    case 'sysctl':
      return { kind: 'sysctl', values: new Map([...model.sysctls].filter(([key]) => matches(name, key))) };
    case 'module':
      return { kind: 'module', name, loaded: model.modules.has(name) };
    case 'swap':
      return { kind: 'swap', devices: [...model.swaps] };
    case 'table':
      return { kind: 'extra', values: new Map([[thing, model.extra.get(thing)]]) };
    case 'selinux':
      return { kind: 'extra', values: new Map(['selinux:', 'boot:selinux'].map((key) => [key, model.extra.get(key)])) };
    default:
      throw new Error(`the fake host was not taught to keep ${thing}`);
  }
}

function restore(model: FakeModel, thing: string, kept: Kept, start: StartFake): Ended {
  switch (kept.kind) {
    case 'path':
      return restorePath(model, kept.path, kept.entry);
    case 'unit':
      return restoreUnit(model, kept.name, kept.unit, start);
    case 'sysctl':
      for (const [key, value] of kept.values) model.setSysctl(key, value);
      return done();
    case 'module':
      model.touched.push(thing);
      if (kept.loaded) model.load(kept.name);
      else model.unload(kept.name);
      return done();
    case 'swap':
      model.touched.push(thing);
      for (const device of kept.devices) model.swaps.add(device);
      return done();
    case 'extra':
      model.touched.push(thing);
      for (const [key, value] of kept.values) {
        if (value === undefined) model.extra.delete(key);
        else model.extra.set(key, value);
      }
      return done();
  }
}

/** A folder keeps what is in it: only its mode and owner come back, and it goes only when it is empty. */
function restorePath(model: FakeModel, path: string, entry: FakePath | undefined): Ended {
  const isFilled = [...model.paths.keys()].some((other) => other.startsWith(`${path}/`));
  if (isFilled && entry?.type !== 'directory') return failed(`rmdir: ${path}: Directory not empty`);
  if (entry !== undefined && !model.hasFolder(path)) return failed(`the folder of ${path} is not there`);
  if (entry !== undefined || model.paths.has(path)) model.setPath(path, entry);
  return done();
}

/** Brings back whether it runs and starts at boot; where there was no unit, it is stopped and starts no more. */
function restoreUnit(model: FakeModel, name: string, was: UnitState | undefined, start: StartFake): Ended {
  const now = model.units.get(name);
  if (now === undefined) return was === undefined || was.active !== 'active' ? done() : failed(`Unit ${name}.service not found.`, 5);
  model.setUnit(name, { ...now, enabled: was?.enabled ?? 'disabled' });
  const isUp = was?.active === 'active';
  return isUp === (now.active === 'active') ? done() : start(['systemctl', isUp ? 'start' : 'stop', name]);
}

/** `*` stands for anything within a name, as in footprints. */
function matches(pattern: string, key: string): boolean {
  const source = pattern.split('*').map((piece) => piece.replaceAll('.', '\\.'));
  return new RegExp(`^${source.join('.*')}$`, 'u').test(key);
}
