import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeEntry } from '../../src/cli/codes.ts';
import { planDigest } from '../../src/core/plan-digest.ts';
import { readPlanFile } from '../../src/definition/plan-file.ts';
import { renderPlanPage } from '../../src/report/html/render-page.ts';

/** The page of `docs/example.plan`: a plan of the lab with every host blank, as `runbook plan site -i lab --out` wrote it. */
export function examplePage(): string {
  const plan = readPlanFile(readFileSync(join(import.meta.dirname, '../../docs/example.plan')), 'docs/example.plan');
  return renderPlanPage(
    { plan, digest: planDigest(plan), ticket: 'CHG-2026-1142' },
    { language: 'en', timeZone: 'Asia/Seoul', explainCode: codeEntry },
  );
}
