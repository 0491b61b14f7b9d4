import { el, join, say, type Html } from './markup.ts';
import { same } from './words.ts';

/** Names that are shown before a list is folded. */
const SHOWN = 8;

/** Names of hosts; a long list is folded, with its number said. */
export function hostNames(hosts: readonly string[]): Html {
  if (hosts.length <= SHOWN + 1) return el('span', { class: 'hosts' }, hosts.join(', '));
  const more = hosts.length - SHOWN;
  return join(
    el('span', { class: 'hosts' }, hosts.slice(0, SHOWN).join(', ')),
    el(
      'details',
      { class: 'names' },
      el('summary', {}, say({ en: `and ${more} more hosts`, ko: `외 호스트 ${more}대` })),
      el('p', {}, hosts.slice(SHOWN).join(', ')),
    ),
  );
}

/** `on relay-1` or `the same on 48 hosts`. */
export function onHosts(hosts: readonly string[]): Parameters<typeof say>[0] {
  if (hosts.length === 1) return same(hosts[0] ?? '');
  return { en: `the same on ${hosts.length} hosts`, ko: `호스트 ${hosts.length}대에 동일` };
}
