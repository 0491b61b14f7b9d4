/**
 * Shows a made-up run, to look at the displays without hosts:
 * `node test/support/play-run.ts [tty|plain|json] [HOSTS] [failing] [chatty] [plan] [stats] [at-once]`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { jsonReporter } from '../../src/report/json-reporter.ts';
import { plainReporter } from '../../src/report/plain-reporter.ts';
import { renderPlan } from '../../src/report/plan/render-plan.ts';
import { ttyReporter } from '../../src/report/tty-reporter.ts';
import type { Reporter, ReporterOptions } from '../../src/report/reporter.ts';
import { playEvents } from './play-events.ts';

const [format = 'tty', hosts = '8', ...words] = process.argv.slice(2);
const color = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
const width = process.stdout.columns ?? 80;
const options: ReporterOptions = {
  color,
  width,
  stats: words.includes('stats'),
  ...(words.includes('plan') ? { showPlan: (plan) => renderPlan(plan, { color, width, diff: true, verbose: false }) } : {}),
};
const write = (text: string): void => void process.stdout.write(text);
const reporters: Readonly<Record<string, () => Reporter>> = {
  tty: () => ttyReporter(process.stdout, options),
  plain: () => plainReporter(write, options),
  json: () => jsonReporter(write),
};
const reporter = reporters[format]?.() ?? plainReporter(write, options);
const events = playEvents({ hosts: Number(hosts), failing: words.includes('failing'), chatty: words.includes('chatty') });
const first = Date.parse(events[0]?.at ?? '');
const start = Date.now();
for (const event of events) {
  const dueMs = start + Date.parse(event.at) - first;
  if (!words.includes('at-once') && dueMs > Date.now()) await sleep(dueMs - Date.now());
  reporter.onEvent(words.includes('at-once') ? event : { ...event, at: new Date(dueMs).toISOString() });
}
await reporter.close();
