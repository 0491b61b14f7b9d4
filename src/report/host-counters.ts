import type { HostSummary } from '../core/event.ts';
import type { SessionStats } from '../core/session.ts';
import { showBytes } from './wording.ts';

/** A number that is counted for each host of a run; `--stats` and the page of a run show the same ones. */
export interface HostCounter {
  readonly title: { readonly en: string; readonly ko: string };
  /** The sum over hosts; undefined when none of them was counted. */
  readonly of: (hosts: readonly HostSummary[]) => string | undefined;
}

/** What the way to each host cost, in the order of columns. */
export const hostCounters: readonly HostCounter[] = [
  counter('connections', { en: 'Connections', ko: '연결' }, String),
  counter('authentications', { en: 'Logins', ko: '로그인' }, String),
  counter('roundTrips', { en: 'Round trips', ko: '왕복' }, String),
  counter('bytesSent', { en: 'Sent', ko: '송신' }, showBytes),
  counter('bytesReceived', { en: 'Received', ko: '수신' }, showBytes),
];

function counter(field: keyof SessionStats, title: HostCounter['title'], show: (sum: number) => string): HostCounter {
  return {
    title,
    of: (hosts) => {
      const counted = hosts.flatMap((host) => host.stats?.[field] ?? []);
      return counted.length === 0 ? undefined : show(counted.reduce((sum, one) => sum + one, 0));
    },
  };
}
