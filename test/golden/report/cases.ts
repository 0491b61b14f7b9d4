import type { RunEvent } from '../../../src/core/event.ts';
import { drawBoard } from '../../../src/report/board.ts';
import { renderDiagnostics } from '../../../src/report/diagnostic.ts';
import { renderExplain } from '../../../src/report/explain.ts';
import { renderPlanPage, renderRunPage, type PageSettings } from '../../../src/report/html/render-page.ts';
import { collectRun } from '../../../src/report/html/run-record.ts';
import { renderInventoryList } from '../../../src/report/inventory-list.ts';
import { readEvents } from '../../../src/report/journal-events.ts';
import { jsonLine, jsonReporter } from '../../../src/report/json-reporter.ts';
import { plainReporter } from '../../../src/report/plain-reporter.ts';
import { renderPlan } from '../../../src/report/plan/render-plan.ts';
import { renderRun } from '../../../src/report/render-run.ts';
import type { Reporter, Write } from '../../../src/report/reporter.ts';
import { foldEvent, startPart } from '../../../src/report/run-model.ts';
import { playEvents } from '../../support/play-events.ts';
import { samplePlan, makeHost, makePlan } from '../../support/play-plan.ts';
import { sampleDiagnostics, sampleEntry, sampleInventory } from '../../support/play-texts.ts';

const narrow = { color: false, width: 80, timeZone: 'Asia/Seoul' };
const wide = { ...narrow, width: 200 };
const digest = '3f2a91c07d1e5b64'.repeat(4);
const page: PageSettings = { language: 'en', timeZone: 'Asia/Seoul', explainCode: (code) => (code === 'RB2103' ? sampleEntry : undefined) };
const eight = playEvents({ hosts: 8, failing: true, chatty: false });
const fifty = playEvents({ hosts: 50, failing: true, chatty: true });

/** Every golden text by the name of its file, and how it is made. */
export const cases: Readonly<Record<string, () => string | Promise<string>>> = {
  'plan-80': () => renderPlan(samplePlan(), { ...narrow, digest, diff: false, verbose: false }),
  'plan-80-diff': () => renderPlan(samplePlan(), { ...narrow, digest, diff: true, verbose: false }),
  'plan-200-verbose': () => renderPlan(samplePlan(), { ...wide, digest, diff: true, verbose: true }),
  'plan-color': () => renderPlan(samplePlan(), { ...narrow, digest, color: true, diff: true, verbose: false }).replaceAll('\u001B', '␛'),
  'plan-nothing': () =>
    renderPlan(makePlan([makeHost('cp-1', { unchanged: 12 }), makeHost('cp-2', { unchanged: 11 })], []), {
      ...narrow,
      diff: true,
      verbose: false,
    }),
  'diagnostics-80': () => renderDiagnostics(sampleDiagnostics, narrow),
  'diagnostics-40': () => renderDiagnostics(sampleDiagnostics, { ...narrow, width: 40 }),
  'plain-8': () =>
    collect(eight, (write) => plainReporter(write, { ...narrow, stats: true, forks: () => ({ 'worker-1': 12, 'worker-2': 9 }) })),
  'json-1': () => collect(playEvents({ hosts: 1, failing: false, chatty: false }), (write) => jsonReporter(write)),
  'board-8-connecting': () => board(eight, 1_500, 80, 20),
  'board-8-running': () => board(eight, 6_600, 80, 20),
  'board-50-80x21': () => board(fifty, 9_400, 80, 21),
  'board-50-200x47': () => board(fifty, 9_400, 200, 47),
  'run-4': () => renderRun(playEvents({ hosts: 4, failing: true, chatty: false }), { ...narrow, verbose: false }),
  'run-4-cut-verbose': () => {
    const journal = playEvents({ hosts: 4, failing: true, chatty: false })
      .filter((event) => event.at < '2026-03-02T05:02:06.5')
      .map(jsonLine)
      .join('');
    return renderRun(readEvents(journal).events, { ...narrow, verbose: true });
  },
  'page-plan': () => renderPlanPage({ plan: samplePlan(), digest: 'a'.repeat(64), ticket: 'CHG-7' }, page),
  'page-run': () => {
    const collector = collectRun();
    for (const event of playEvents({ hosts: 2, failing: true, chatty: true })) collector.push(event);
    return renderRunPage(collector.record(), { ...page, language: 'ko' }) ?? '';
  },
  explain: () => renderExplain('RB2001', sampleEntry, ['en', 'ko'], narrow),
  'inventory-80': () => renderInventoryList(sampleInventory, narrow),
};

async function collect(events: readonly RunEvent[], make: (write: Write) => Reporter): Promise<string> {
  let text = '';
  const reporter = make((more) => {
    text += more;
  });
  for (const event of events) reporter.onEvent(event);
  await reporter.close();
  return text;
}

/** The board of the part of the run that goes on so many milliseconds after its beginning. */
function board(events: readonly RunEvent[], afterMs: number, width: number, height: number): string {
  const nowMs = Date.parse(events[0]?.at ?? '') + afterMs;
  let model = startPart('', Date.parse(events[0]?.at ?? ''), undefined);
  for (const event of events) {
    const atMs = Date.parse(event.at);
    if (atMs > nowMs) break;
    if (event.event === 'play_started') model = startPart(event.play, atMs, model.plan);
    model = foldEvent(model, event);
  }
  return `${drawBoard(model, { color: false, width, height, nowMs }).join('\n')}\n`;
}
