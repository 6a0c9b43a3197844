// The element in its host page: what the page can tell it, and what it tells the page.

import { expect, test } from '@playwright/test';

import { composer, log, openChat, panel, press, say, storedText } from './chat-page.js';
import { FakeDesk } from './fake-desk.js';

/** @type {FakeDesk} */
let desk;
/** @type {any[]} */
let hellos;

test.beforeEach(async ({ page }) => {
  desk = new FakeDesk();
  hellos = [];
  const heard = desk.heard.bind(desk);
  desk.heard = (frame) => {
    if (frame.type === 'hello') hellos.push(frame);
    heard(frame);
  };
  await desk.open(page);
});

/** Calls a method of the element. @param {import('@playwright/test').Page} page @param {string} name @param {any[]} args */
const call = (page, name, ...args) =>
  page.locator('frontdesk-chat').evaluate((chat, [name, args]) => /** @type {any} */ (chat)[name](...args), /** @type {const} */ ([name, args]));

test('the page opens and closes it, asks for the visitor, and hears of it', async ({ page }) => {
  await page.evaluate(() => {
    const heard = /** @type {string[]} */ ((/** @type {any} */ (window).heard = []));
    for (const name of ['opened', 'closed', 'unread']) document.addEventListener(`frontdesk:${name}`, () => heard.push(name));
  });
  await call(page, 'ask', 'when does my PIN arrive?');
  await expect(log(page).getByText('when does my PIN arrive?')).toBeVisible();
  await call(page, 'close');
  await expect(panel(page)).toBeHidden();
  desk.say({ kind: 'text', text: 'Soon.' });
  await expect.poll(() => page.evaluate(() => /** @type {any} */ (window).heard)).toEqual(['opened', 'closed', 'unread']);
});

test('what the page says between the greeting and the welcome is passed on', async ({ page }) => {
  const heard = desk.heard;
  /** @type {any[]} */
  const held = [];
  desk.heard = (frame) => (frame.type === 'hello' ? held.push(frame) : heard(frame));
  await call(page, 'open');
  await expect.poll(() => held.length).toBe(1);
  await call(page, 'identify', 'token-1');
  heard(held[0]);
  await expect.poll(() => desk.frames.at(-1)).toEqual({ type: 'identify', identity: 'token-1' });
});

test('who the visitor is goes into hello, or is told later', async ({ page }) => {
  await call(page, 'identify', 'token-1');
  await openChat(page);
  await expect.poll(() => hellos[0]?.identity).toBe('token-1');
  await call(page, 'identify', 'token-2');
  await expect.poll(() => desk.frames.at(-1)).toEqual({ type: 'identify', identity: 'token-2' });
});

test('a refused identity is renewed once', async ({ page }) => {
  await openChat(page);
  await expect.poll(() => hellos.length).toBe(1);
  await page.locator('frontdesk-chat').evaluate((chat) => /** @type {any} */ (chat).identify('old', async () => 'new'));
  await expect.poll(() => desk.frames.at(-1)?.identity).toBe('old');
  desk.send({ type: 'error', code: 'bad_identity', message: '' });
  await expect.poll(() => desk.frames.at(-1)?.identity).toBe('new');
  desk.send({ type: 'error', code: 'bad_identity', message: '' });
  await expect(panel(page).getByText('Your sign-in could not be confirmed.')).toBeVisible();
  await say(page, 'hello all the same');
  await expect.poll(() => desk.lines.length).toBe(1);
});

test('an identified conversation waits for the page after a reload, and goes on', async ({ page }) => {
  await call(page, 'identify', 'token-1');
  await openChat(page);
  await say(page, 'hello');
  await expect.poll(() => desk.lines.length).toBe(1);
  await page.reload();
  await page.waitForTimeout(500);
  expect(hellos.length).toBe(1);
  await call(page, 'identify', 'token-2');
  await expect.poll(() => hellos[1]).toMatchObject({ conversation: 'c1', identity: 'token-2' });
  await expect(log(page).getByText('hello')).toBeVisible();
});

test('without its owner an identified conversation stays shut, and is there again after signing in', async ({ page }) => {
  const heard = desk.heard;
  desk.heard = (frame) => {
    if (frame.type === 'hello' && !frame.identity) desk.send({ type: 'error', code: 'bad_identity', message: '' });
    else heard(frame);
  };
  await call(page, 'identify', 'token-1');
  await openChat(page);
  await say(page, 'hello');
  await expect.poll(() => desk.lines.length).toBe(1);
  await page.reload();
  await expect(panel(page).getByText('This conversation belongs to a signed-in account.')).toBeVisible();
  await expect(log(page).getByText('hello')).toHaveCount(0);
  await call(page, 'identify', 'token-2');
  await expect(log(page).getByText('hello')).toBeVisible();
});

test('the token that comes with signing in replaces the old one', async ({ page }) => {
  await openChat(page);
  await say(page, 'hello');
  await expect.poll(() => desk.lines.length).toBe(1);
  desk.send({ type: 'welcome', conversation: 'c1', token: 't2', seq: 1, resumed: true, limits: { text_chars: 2000 } });
  desk.say({ kind: 'signed_in', name: 'R•••', how: 'pwd' }, { kind: 'system' });
  await expect(log(page).getByText('You are signed in.')).toBeVisible();
  expect(await storedText(page)).toContain('t2');
  await expect(log(page).getByText('hello')).toHaveCount(1);
});

test('signing in is left to the page where it wants, else it leads there', async ({ page }) => {
  await openChat(page);
  desk.say({ kind: 'sign_in', url: '/member?sign-in', text: 'Please sign in first.' });
  await page.evaluate(() => {
    document.addEventListener('frontdesk:sign-in', (event) => event.preventDefault(), { once: true });
  });
  await press(page, 'Sign in');
  await expect(panel(page)).toBeHidden();
  expect(new URL(page.url()).search).toBe('');
  await page.reload();
  await expect(panel(page)).toBeVisible();
  await press(page, 'Sign in');
  await page.waitForURL('**/member?sign-in');
});

test('when the visitor signs out nothing of the conversation stays', async ({ page }) => {
  await call(page, 'identify', 'token-1');
  await openChat(page);
  await say(page, 'something personal');
  await expect.poll(() => desk.lines.length).toBe(1);
  await call(page, 'shutdown');
  await expect(panel(page)).toBeHidden();
  expect(await storedText(page)).toBe('{}{}');
  expect(await page.locator('frontdesk-chat').evaluate((chat) => chat.shadowRoot?.textContent)).not.toContain('personal');
  desk.conversation = 'c2';
  desk.lines = [];
  await openChat(page);
  await expect.poll(() => hellos.at(-1)).toEqual({ type: 'hello', audience: 'member', locale: 'en' });
  await expect(composer(page)).toBeVisible();
});

test('whatever accent the page sets, words on it can be read', async ({ page }) => {
  await openChat(page);
  for (const scheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const accent of ['#ffd400', '#7fff00', '#00bcd4', '#ff6f61', '#111111', '#6a1b9a']) {
      const ratios = await page.locator('frontdesk-chat').evaluate(contrasts, accent);
      for (const [what, ratio] of Object.entries(ratios)) expect(ratio, `${what} of ${accent}, ${scheme}`).toBeGreaterThan(4.5);
    }
  }
});

/** Contrast of text on accent, and of accent text on paper; runs in the page. @param {Element} host @param {string} accent */
function contrasts(host, accent) {
  /** @type {HTMLElement} */ (host).style.setProperty('--frontdesk-accent', accent);
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const luminance = (/** @type {string} */ color) => {
    if (!canvas) return 0;
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
      const part = value / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (/** @type {string} */ one, /** @type {string} */ other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const styleOf = (/** @type {string} */ selector) =>
    getComputedStyle(/** @type {Element} */ (host.shadowRoot?.querySelector(selector)));
  const [send, choice] = [styleOf('.send'), styleOf('.choice')];
  return { send: ratio(send.color, send.backgroundColor), choice: ratio(choice.color, choice.backgroundColor) };
}
