// The chat in a page of another origin, with the strictest policy that allows it: named by the one line that queues, or
// by its script alone.

import { expect, test } from '@playwright/test';

import { composer, log, panel, storedText } from './chat-page.js';
import { FakeDesk } from './fake-desk.js';
import { watchTraffic } from './traffic.js';

/** @import { Page } from '@playwright/test' */

const HOST = 'https://plan.test/';
const SNIPPET =
  '<script nonce="n1">window.frontdesk=function(){(frontdesk.q=frontdesk.q||[]).push(arguments)}</script>' +
  '<script nonce="n1" type="module" async src="https://desk.test/widget.js"></script>';
const BY_NONCE = "script-src 'nonce-n1'";
const BY_HOST = "script-src 'self' https://desk.test";
/** No styles at all but what scripts construct, no images, no fonts. */
const REST = "default-src 'none'; style-src 'none'; connect-src https://desk.test wss://desk.test";

/** @type {FakeDesk} */
let desk;

test.beforeEach(() => {
  desk = new FakeDesk();
});

/** @param {Page} page @param {string} scripts @param {string} head */
async function openHost(page, scripts, head, body = '') {
  const traffic = watchTraffic(page);
  await desk.attach(page);
  await page.route(`${HOST}**`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': `${scripts}; ${REST}` },
      body: `<!doctype html><html lang="en"><head><title>A plan</title>${head}</head><body><h1>A plan</h1>${body}</body></html>`,
    }),
  );
  await page.goto(HOST);
  return traffic;
}

/** Calls the global of the page, as its own scripts do. @param {Page} page @param {any[]} call */
const call = (page, ...call) => page.evaluate((call) => void /** @type {any} */ (window).frontdesk(...call), call);

/** @param {Page} page */
const launcher = (page) => page.locator('frontdesk-chat .launcher');

const QUEUED = `<script nonce="n1">
  frontdesk('boot', { audience: 'provider', label: 'Ask us', theme: 'dark' });
  frontdesk('on', 'ready', () => (window.isReady = true));
  for (const name of ['opened', 'closed', 'unread', 'message', 'error', 'sign-in']) {
    frontdesk('on', name, (detail) => ((window.heard ??= []).push([name, detail]), name !== 'sign-in'));
  }
  frontdesk('identify', async () => 'token-1');
  frontdesk('ask', 'is our clinic registered?');
</script>`;

test('what the page has asked for before the script came is done, in order', async ({ page }) => {
  const traffic = await openHost(page, BY_NONCE, SNIPPET + QUEUED);
  await expect(log(page).getByText('is our clinic registered?')).toBeVisible();
  await expect.poll(() => page.evaluate(() => /** @type {any} */ (window).isReady)).toBe(true);
  const chat = page.locator('frontdesk-chat');
  await expect(chat).toHaveCount(1);
  await expect(chat).toHaveAttribute('audience', 'provider');
  await expect(chat).toHaveAttribute('theme', 'dark');
  await expect.poll(() => desk.frames.map(({ text }) => text)).toEqual(['is our clinic registered?']);
  expect(traffic.complaints).toEqual([]);
  const elsewhere = traffic.requests.filter(({ url }) => !/^(https:\/\/plan\.test|(https|wss):\/\/desk\.test)\//.test(url));
  expect(elsewhere).toEqual([]);
});

test('afterwards it acts at once, and the page hears of everything but the words', async ({ page }) => {
  await openHost(page, BY_NONCE, SNIPPET + QUEUED);
  await expect.poll(() => desk.lines.length).toBe(1);
  await call(page, 'close');
  await expect(panel(page)).toBeHidden();
  desk.say({ kind: 'text', text: 'It is.' });
  desk.say({ kind: 'sign_in', url: '/provider?sign-in', text: 'Please sign in first.' });
  await expect(page.locator('frontdesk-chat .badge [aria-hidden]')).toHaveText('2');
  await call(page, 'open');
  await panel(page).getByRole('button', { name: 'Sign in' }).click();
  await expect(panel(page)).toBeHidden();
  expect(page.url()).toBe(HOST);
  await expect
    .poll(() => page.evaluate(() => /** @type {any} */ (window).heard))
    .toEqual([
      ['opened', {}],
      ['message', { seq: 1, from: 'visitor', kind: 'text' }],
      ['closed', {}],
      ['message', { seq: 2, from: 'bot', kind: 'text' }],
      ['message', { seq: 3, from: 'bot', kind: 'sign_in' }],
      ['unread', { count: 2 }],
      ['unread', { count: 0 }],
      ['opened', {}],
      ['sign-in', { url: '/provider?sign-in' }],
    ]);
  await call(page, 'shutdown');
  await expect(panel(page)).toHaveCount(0);
  expect(await storedText(page)).toBe('{}{}');
  await expect(launcher(page)).toBeVisible();
});

test('it looks as it should where the page allows no styles', async ({ page }) => {
  const traffic = await openHost(page, BY_NONCE, SNIPPET);
  await expect(launcher(page)).toBeVisible();
  const look = () => launcher(page).evaluate((button) => getComputedStyle(button).position);
  expect(await look()).toBe('fixed');
  await launcher(page).click();
  await expect(composer(page)).toBeFocused();
  expect(await panel(page).evaluate((node) => getComputedStyle(node).borderRadius)).toBe('12px');
  await composer(page).fill('one\ntwo\nthree');
  expect((await composer(page).boundingBox())?.height).toBeGreaterThan(70);
  expect(traffic.complaints).toEqual([]);
});

test('a page with a policy by host names the script alone, with its options', async ({ page }) => {
  const script = '<script type="module" async src="https://desk.test/widget.js" data-audience="provider" data-label="Help"></script>';
  const traffic = await openHost(page, BY_HOST, script);
  await expect(launcher(page)).toContainText('Help');
  await expect(page.locator('frontdesk-chat')).toHaveAttribute('audience', 'provider');
  await launcher(page).click();
  await expect(composer(page)).toBeFocused();
  await call(page, 'ask', 'is it open?');
  await expect(log(page).getByText('is it open?')).toBeVisible();
  expect(traffic.complaints).toEqual([]);
});

test('where the page has an element none is added; where it wants none, none is', async ({ page }) => {
  await openHost(page, BY_NONCE, SNIPPET, '<frontdesk-chat audience="provider"></frontdesk-chat>');
  await expect(launcher(page)).toBeVisible();
  await call(page, 'open');
  await expect(composer(page)).toBeFocused();
  await expect(page.locator('frontdesk-chat')).toHaveCount(1);
  const other = await page.context().newPage();
  await openHost(other, BY_HOST, '<script type="module" src="https://desk.test/widget.js"></script>');
  await other.waitForFunction(() => customElements.get('frontdesk-chat'));
  await expect(other.locator('frontdesk-chat')).toHaveCount(0);
});

test('the launcher comes alone; the chat when it is needed', async ({ page }) => {
  const traffic = await openHost(page, BY_NONCE, SNIPPET);
  await expect(launcher(page)).toBeVisible();
  const files = () => traffic.requests.map(({ url }) => new URL(url)).filter(({ host }) => host === 'desk.test').map(({ pathname }) => pathname);
  const first = ['/widget.js', '/widget/element.js', '/widget/queue.js', '/widget/styles.js', '/widget/tokens.css', '/widget/launcher.css'];
  expect(files().toSorted()).toEqual(first.toSorted());
  await call(page, 'open');
  await expect(composer(page)).toBeFocused();
  expect(files()).toContain('/widget/chat.js');
});

test('a language is changed at once, with what was said', async ({ page }) => {
  const respond = desk.words;
  desk.words = async (locale) => ({ ...(await respond(locale)), ...(locale === 'es' ? { title: 'Hola' } : {}) });
  await openHost(page, BY_NONCE, SNIPPET + QUEUED);
  await expect.poll(() => desk.lines.length).toBe(1);
  await composer(page).fill('half written');
  await call(page, 'setLocale', 'es');
  await expect(panel(page).getByText('Hola')).toBeVisible();
  await expect(log(page).getByText('is our clinic registered?')).toHaveCount(1);
  await expect(composer(page)).toHaveValue('half written');
});

test('a call that makes no sense is a warning with the remedy, and nothing else', async ({ page }) => {
  const traffic = await openHost(page, BY_NONCE, SNIPPET);
  await expect(launcher(page)).toBeVisible();
  const bad = [
    ['opne'],
    ['ask'],
    ['ask', 5],
    ['identify', {}],
    ['on', 'opend', 'x'],
    ['setLocale', ''],
    ['open', 'now'],
    ['boot', { audiance: 'member' }],
    ['boot', { audience: 'provider' }],
    ['toString'],
    [],
  ];
  for (const each of bad) await call(page, ...each);
  expect(traffic.complaints.length).toBe(bad.length);
  expect(traffic.complaints[0]).toBe(
    "frontdesk: 'opne' is no command; there are open, close, shutdown, ask, identify, on, setLocale, boot",
  );
  expect(traffic.complaints[7]).toBe("frontdesk: 'boot' does not know audiance; there are audience, locale, label, theme, closed");
  await call(page, 'open');
  await expect(composer(page)).toBeFocused();
});
