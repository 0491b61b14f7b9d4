import { removeSiteLab } from './site-lab.ts';

/** vitest calls it before the first file: what a run that was cut off has left goes. */
export async function setup(): Promise<void> {
  await removeSiteLab();
}

/** vitest calls it after the last file. */
export async function teardown(): Promise<void> {
  await removeSiteLab();
}
