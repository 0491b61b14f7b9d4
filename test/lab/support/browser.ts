import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Debian's browser. It runs as root here, where it has no sandbox of its own; it is shown pages of this project alone. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
}

/** Everything about a page that must not be: messages of the console, errors, and requests besides the one for the page itself. Fills while the page is used. */
export function watchFaults(page: Page, address: string): readonly string[] {
  const faults: string[] = [];
  page.on('console', (message) => faults.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url().replace(/#.*$/u, '') !== address) faults.push(`request: ${request.url()}`);
  });
  return faults;
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds against a page: its rules for WCAG 2 and good practice, and where. The page's own policy must be off for it to run. */
export async function accessFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate<readonly string[]>(
    `axe.run().then(({ violations }) => violations.map((one) =>
      one.id + ': ' + one.help + ': ' + one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')))`,
  );
}
