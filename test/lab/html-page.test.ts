import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { largePlan } from '../../bench/large-plan.ts';
import { codeEntry } from '../../src/cli/codes.ts';
import { planDigest } from '../../src/core/plan-digest.ts';
import { packPlan } from '../../src/core/plan-pack.ts';
import { readPlanFile } from '../../src/definition/plan-file.ts';
import { renderPlanPage, renderRunPage, type PageSettings } from '../../src/report/html/render-page.ts';
import { collectRun } from '../../src/report/html/run-record.ts';
import { playEvents } from '../support/play-events.ts';
import { accessFaults, openBrowser, watchFaults } from './support/browser.ts';

const settings: PageSettings = { language: 'en', timeZone: 'Asia/Seoul', explainCode: codeEntry };
const plan = readPlanFile(readFileSync(join(import.meta.dirname, '../../docs/example.plan')), 'docs/example.plan');
const digest = planDigest(plan);
const pages = { plan: renderPlanPage({ plan, digest }, settings), run: runPage() };

function runPage(): string {
  const collector = collectRun();
  for (const event of playEvents({ hosts: 4, failing: true, chatty: true })) collector.push(event);
  return renderRunPage(collector.record(), settings) ?? '';
}

let folder = '';
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-page-'));
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

interface OpenPage {
  readonly page: Page;
  readonly faults: readonly string[];
}

/** Opens a page from a file, as its readers do. */
async function open(html: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const file = join(folder, 'page.html');
  writeFileSync(file, html);
  const address = pathToFileURL(file).href;
  const page = await (await browser.newContext(options)).newPage();
  const faults = watchFaults(page, address);
  await page.goto(address);
  return { page, faults };
}

const looks = [
  { colorScheme: 'light', language: 'en', width: 1280 },
  { colorScheme: 'dark', language: 'ko', width: 1280 },
  { colorScheme: 'dark', language: 'en', width: 390 },
  { colorScheme: 'light', language: 'ko', width: 390 },
] as const;

describe.each(Object.entries(pages))('the page of a %s in a browser', (_, html) => {
  test.each(looks)('is sound in $colorScheme, $language, $width wide: no message, no request, nothing found by axe-core', async (look) => {
    const { colorScheme, language, width } = look;
    const viewport = { width, height: 900 };
    const { page, faults } = await open(html, { colorScheme, viewport });
    await page.check(`#lang-${language}`);
    await page.click('#open-all');
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(faults).toEqual([]);
    await page.context().close();

    const checked = await open(html, { colorScheme, viewport, bypassCSP: true });
    await checked.page.check(`#lang-${language}`);
    await checked.page.click('#open-all');
    expect(await accessFaults(checked.page)).toEqual([]);
    await checked.page.context().close();
  });

  test.each([true, false])('folds, and changes its language, with its program (%s)', async (javaScriptEnabled) => {
    const { page, faults } = await open(html, { javaScriptEnabled });
    const body = page.locator('details.body:not([open]) > :not(summary)').first();
    expect(await body.isVisible()).toBe(false);
    await page.locator('details.body:not([open]) > summary').first().click();
    expect(await page.locator('details.body').first().locator('> :not(summary)').first().isVisible()).toBe(true);
    expect(await page.getByText('Steps in their order').first().isVisible()).toBe(true);
    expect(await page.getByText('실행 순서별 단계').first().isVisible()).toBe(false);
    await page.check('#lang-ko');
    expect(await page.getByText('Steps in their order').first().isVisible()).toBe(false);
    expect(await page.getByText('실행 순서별 단계').first().isVisible()).toBe(true);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe('on paper', () => {
  test.each([true, false])(
    'it is A4, has every step unfolded and the digest on each sheet, with its program (%s)',
    async (javaScriptEnabled) => {
      const { page } = await open(pages.plan, { javaScriptEnabled });
      const file = join(folder, 'page.pdf');
      writeFileSync(file, await page.pdf({ preferCSSPageSize: true }));
      await page.context().close();
      const info = spawnSync('pdfinfo', [file], { encoding: 'utf8' }).stdout;
      expect(info).toMatch(/Page size: .*\(A4\)/u);
      const sheets = spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).stdout.split('\f').slice(0, -1);
      expect(sheets.length).toBe(Number(/^Pages: +(\d+)$/mu.exec(info)?.[1]));
      expect(sheets.filter((sheet) => !sheet.includes(`SHA-256 ${digest}`))).toEqual([]);
      const text = sheets.join('\n').replaceAll(/\s+/gu, '');
      expect(
        [...new Set(plan.steps.map((step) => step.address))].filter((address) => !text.includes(address.replaceAll(/\s+/gu, ''))),
      ).toEqual([]);
      // What is folded on the screen: a line of a diff, a guard, an undo.
      expect(text).toContain('+Authoriseduseonly.Whatisdonehereisrecorded.');
      expect(text).toContain('type,modeandownerof/etc/motd');
      expect(text).toContain('putsback,asthehostkeptit,thepath/etc/motd');
      expect(text).toContain('Carriedoutby');
    },
  );
});

describe('a large site', () => {
  test('the page of 500 hosts with 40 steps each opens within two seconds', async () => {
    const large = packPlan(largePlan(500, 40));
    const html = renderPlanPage({ plan: large, digest: planDigest(large) }, settings);
    const times: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      const beganMs = performance.now();
      const { page, faults } = await open(html);
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      times.push(performance.now() - beganMs);
      expect(await page.getByText('the same on 500 hosts').count()).toBeGreaterThan(0);
      expect(faults).toEqual([]);
      await page.context().close();
    }
    expect(Math.min(...times)).toBeLessThan(2000);
  });
});

describe('these checks see what is wrong', () => {
  const broken = (from: string, to: string): string => {
    expect(pages.plan).toContain(from);
    return pages.plan.replace(from, to);
  };

  test('a program that is not the page’s own, a picture, a style of an element: refused by the policy, and told', async () => {
    for (const markup of ['<script>document.title = 1</script>', '<img src="http://127.0.0.1:9/x.png">', '<p style="color: red">x</p>']) {
      const { page, faults } = await open(broken('</footer>', `${markup}</footer>`));
      expect(faults.filter((fault) => fault.includes('Content Security Policy'))).not.toEqual([]);
      await page.context().close();
    }
  });

  test.each([
    ['svg-img-alt', "document.querySelector('svg').removeAttribute('aria-labelledby')"],
    ['html-has-lang', "document.documentElement.removeAttribute('lang')"],
    ['color-contrast', "document.querySelector('h1').style.color = '#999'"],
    ['landmark-one-main', "document.querySelector('main').replaceWith(...document.querySelector('main').children)"],
  ])('axe-core finds %s', async (rule, harm) => {
    const { page } = await open(pages.run, { bypassCSP: true, colorScheme: 'light' });
    await page.evaluate(harm);
    expect((await accessFaults(page)).map((fault) => fault.split(':')[0])).toContain(rule);
    await page.context().close();
  });
});
