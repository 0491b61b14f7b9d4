import type { ResourceType } from './define.ts';

/** Every resource type, one line each. */
export const resourceTypes: readonly ResourceType[] = [];
