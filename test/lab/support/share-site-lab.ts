import { endSiteLab } from './site-lab.ts';

/** vitest calls it before the first file: files share what their own run has built, and no other. */
export function setup(): void {
  process.env['RUNBOOK_TEST_RUN'] = String(process.pid);
}

/** vitest calls it after the last file. */
export async function teardown(): Promise<void> {
  await endSiteLab();
}
