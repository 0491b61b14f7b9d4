import type { StandInPackage } from '../packages/stand-in-package.ts';

/** The Kubernetes packages, which Debian does not have, as stand-ins of version 1.20.2. */
export const kubernetesPackages: readonly StandInPackage[] = [];
