import type { Request } from '../../core/request.ts';

/** Kinds of which the driver uses what an earlier one has found out: sizes for contents, digests for both that follow, states of units. */
const FIRST: readonly Request['ask'][] = ['stat', 'digest', 'content', 'unit', 'config_in_use'];

/** The requests with their places, those of one kind beside each other: they are asked at once. */
export function askingOrder(requests: readonly Request[]): readonly { readonly request: Request; readonly index: number }[] {
  const kinds = [...FIRST, ...new Set(requests.map((request) => request.ask))];
  return requests
    .map((request, index) => ({ request, index }))
    .sort((a, b) => kinds.indexOf(a.request.ask) - kinds.indexOf(b.request.ask) || a.index - b.index);
}
