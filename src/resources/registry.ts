import type { ResourceType } from './define.ts';
import { directory } from './directory.ts';
import { file } from './file.ts';
import { kernelModule } from './kernel-module.ts';
import { packageType } from './package.ts';
import { service } from './service.ts';
import { symlink } from './symlink.ts';
import { sysctl } from './sysctl.ts';

/** Every resource type, one line each. */
export const resourceTypes: readonly ResourceType[] = [
  file, //
  directory,
  symlink,
  packageType,
  service,
  sysctl,
  kernelModule,
];
