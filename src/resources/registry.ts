import type { ResourceType } from './define.ts';
import { file } from './file.ts';

/** Every resource type, one line each. */
export const resourceTypes: readonly ResourceType[] = [
  file, //
];
