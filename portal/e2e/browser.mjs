/** A browser that looks over its own shoulder: no foreign host, no error in the console, no serious axe finding. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

export const URL_OF = process.env.TONGMAI_URL.replace(/\/$/, '');
export const accounts = JSON.parse(readFileSync(process.env.TONGMAI_ACCOUNTS, 'utf8'));
export const WIDTHS = [390, 1440];
const HEIGHT = { 320: 640, 390: 844, 1440: 900 };
const SCREENSHOTS = process.env.TONGMAI_SCREENSHOTS;
const PATIENCE = 30_000;
export const CHROMIUM = process.env.TONGMAI_CHROMIUM ?? '/usr/bin/chromium';
export const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function startBrowser() {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** A page of its own context (a person at a device), so wide, for one node. */
export async function openPage(browser, width, base = URL_OF) {
  const context = await browser.newContext({
    viewport: { width, height: HEIGHT[width] },
    deviceScaleFactor: width < 600 ? 2 : 1,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.base = base;
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(String(error)));
  page.on('console', (message) => {
    const told = /Failed to load resource/.test(message.text()); // a refusal that the page shows in words
    if (message.type() === 'error' && !told) page.faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('data:'))
      page.faults.push(`foreign request to ${new URL(request.url()).host}`);
  });
  return page;
}

/** Signs in by the form, at the entry of the role. */
export async function signIn(page, who, entry) {
  await page.goto(`${page.base}${entry}`);
  await page.getByLabel('账号').fill(accounts[who].account);
  await page.getByLabel('密码').fill(accounts[who].password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByRole('button', { name: '退出' }).waitFor();
}

/** Signs in for the first time: the password that was made gives way to one's own, which counts from then on. */
export async function signInFirst(page, who, entry) {
  const own = 'Sieben-Katzen-1987';
  await page.goto(`${page.base}${entry}`);
  await page.getByLabel('账号').fill(accounts[who].account);
  await page.getByLabel('密码').fill(accounts[who].password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByLabel('新密码', { exact: true }).fill(own);
  await page.getByLabel('再输一遍新密码').fill(own);
  await page.getByRole('button', { name: '修改密码' }).click();
  await page.getByRole('button', { name: '退出' }).waitFor();
  accounts[who].password = own;
}

/** Calls the platform as the page would. */
export async function call(page, method, path, body) {
  return page.evaluate(
    async ([method, path, body]) => {
      const token = /XSRF-TOKEN=([^;]+)/.exec(document.cookie)?.[1] ?? '';
      const answer = await fetch(path, {
        method,
        headers: { 'Content-Type': 'application/json', 'X-XSRF-TOKEN': decodeURIComponent(token) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await answer.text();
      return { status: answer.status, body: text ? JSON.parse(text) : null };
    },
    [method, path, body],
  );
}

/** What holds on every page in every state: reachable by assistive technology, no sideways scrolling, no fault. */
export async function inspect(page, name) {
  const width = page.viewportSize().width;
  await page.waitForFunction(() => document.querySelector('.loading, .ant-btn-loading') === null);
  if (SCREENSHOTS) {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: join(SCREENSHOTS, `${name}-${width}.png`), fullPage: false });
  }
  const scroll = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(scroll, 0, `${name} at ${width} px scrolls sideways by ${scroll} px`);
  // A bar that sticks over the content covers half a target at some scroll position; axe takes that for a small target.
  await page.evaluate(() => {
    for (const bar of document.querySelectorAll('.top, .tabs')) bar.style.position = 'static';
  });
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
    }),
  );
  await page.evaluate(() => {
    for (const bar of document.querySelectorAll('.top, .tabs')) bar.style.position = '';
  });
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  assert.deepEqual(serious, [], `axe on ${name} at ${width} px`);
  assert.deepEqual(page.faults, [], `faults on ${name} at ${width} px`);
}

/** Waits until a condition of the page holds; the page's own text tells where it stood. */
export async function until(page, what, condition, argument) {
  await page.waitForFunction(condition, argument).catch(async () => {
    assert.fail(`${what} did not come about; the page says: ${(await page.innerText('body')).slice(0, 1500)}`);
  });
}
