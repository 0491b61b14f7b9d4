import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type Json } from '../core/json.ts';

/** What the newest run of a project says of itself in its journal. */
export interface LastRun {
  readonly changed: number;
  readonly hosts: readonly { readonly host: string; readonly changed: number }[];
}

/** Reads the end of the newest journal; undefined when there is none, or when it did not come to its end. */
export function lastRun(project: string): LastRun | undefined {
  const folder = join(project, '.runbook', 'runs');
  const newest = existsSync(folder) ? readdirSync(folder).sort().at(-1) : undefined;
  if (newest === undefined) return undefined;
  const last = readFileSync(join(folder, newest, 'journal.jsonl'), 'utf8').trimEnd().split('\n').at(-1) ?? '';
  const event: Json = JSON.parse(last);
  if (!isJsonObject(event) || event['event'] !== 'run_done') return undefined;
  const hosts = Array.isArray(event['hosts']) ? event['hosts'] : [];
  return {
    changed: numberOf(event['changed']),
    hosts: hosts.flatMap((host: Json) => (isJsonObject(host) ? [{ host: String(host['host']), changed: numberOf(host['changed']) }] : [])),
  };
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0;
}
