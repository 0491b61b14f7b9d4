import type { JsonObject } from '../core/json.ts';
import { requestKey, type Request } from '../core/request.ts';
import type { Resource } from '../core/resource.ts';
import type { Gatherer } from './gather.ts';

/** What a resource is on the host as it is now, and what it asked to see that. */
export interface Look {
  readonly observed: JsonObject;
  readonly asked: ReadonlyMap<string, Request>;
}

/** Looks at a resource. Rejects when a question cannot be answered. */
export async function lookAt(resource: Resource, gatherer: Gatherer): Promise<Look> {
  const asked = new Map<string, Request>();
  const observed: JsonObject = await resource.observe({
    ask: (request) => {
      asked.set(requestKey(request), request);
      return gatherer.ask(request, resource.identity);
    },
  });
  return { observed, asked };
}
