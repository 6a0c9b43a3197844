// What the chat costs a page, and what it leaves behind: the files as they come over the network, compressed, and whatever a page could find in its browser after `shutdown`.

import { expect, test } from '@playwright/test';

import { composer, log, openChat, panel, said, say } from './chat-page.js';
import { useDesk } from './support.js';

/** @import { Page } from '@playwright/test' */

const BEFORE_OPENED = 5_000;
const UNTIL_ONE_CAN_CHAT = 30_000;
/** Loads nothing by itself. */
const EMPTY = '/healthz';

const desk = useDesk();

/** An empty page with nothing but the chat in it. @param {Page} page */
async function openHost(page) {
  await page.goto(desk.at(EMPTY));
  await page.evaluate(() => {
    const script = Object.assign(document.createElement('script'), { type: 'module', src: '/widget.js' });
    script.dataset.audience = 'member';
    document.head.append(script);
  });
  await expect(page.locator('frontdesk-chat .launcher')).toBeVisible();
}

/** @param {Page} page @returns {Promise<{ host: string, path: string, bytes: number }[]>} fills as answers come; without the page itself */
async function weigh(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  /** @type {Map<string, { host: string, path: string, bytes: number }>} */
  const asked = new Map();
  /** @type {{ host: string, path: string, bytes: number }[]} */
  const answered = [];
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    const { host, pathname } = new URL(request.url);
    if (![EMPTY, '/favicon.ico'].includes(pathname)) asked.set(requestId, { host, path: pathname, bytes: 0 });
  });
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const file = asked.get(requestId);
    if (file) file.bytes += encodedDataLength;
  });
  session.on('Network.loadingFinished', ({ requestId }) => {
    const file = asked.get(requestId);
    if (file) answered.push(file);
  });
  return answered;
}

/** @param {{ bytes: number }[]} requests */
const total = (requests) => requests.reduce((sum, { bytes }) => sum + bytes, 0);

test('a page loads little for the launcher, and not much for the whole chat', async ({ page }) => {
  test.skip(Boolean(process.env.WIDGET_SOURCES), 'the sources are not made small');
  const requests = await weigh(page);
  await openHost(page);
  await page.waitForLoadState('networkidle');
  const launcher = total(requests);
  await openChat(page);
  await expect(panel(page).getByRole('button', { name: 'Reset my password' })).toBeVisible();
  await page.waitForLoadState('networkidle');
  const weights = JSON.stringify(requests);
  test.info().annotations.push({ type: 'bytes', description: `${launcher} before it is opened, ${total(requests)} in all` });
  expect(launcher, weights).toBeGreaterThan(0);
  expect(launcher, weights).toBeLessThanOrEqual(BEFORE_OPENED);
  expect(total(requests), weights).toBeLessThanOrEqual(UNTIL_ONE_CAN_CHAT);
  expect([...new Set(requests.map(({ host }) => host))]).toEqual([new URL(desk.at('/')).host]);
});

test('after a conversation `shutdown` leaves the page as it was', async ({ page }) => {
  await page.addInitScript(countWhatLasts);
  await openHost(page);
  const before = await whatThereIs(page);
  await openChat(page);
  await say(page, 'when will my pin arrive');
  await expect(said(page)).toHaveCount(2);
  await expect(log(page)).toContainText('business days');
  await composer(page).fill('half a question');
  expect(await whatThereIs(page)).not.toEqual(before);
  await page.locator('frontdesk-chat').evaluate((chat) => /** @type {any} */ (chat).shutdown());
  await expect(panel(page)).toHaveCount(0);
  await expect.poll(() => whatThereIs(page), { timeout: 20_000 }).toEqual(before);
});

/** Runs in the page before its scripts: keeps count of what goes on by itself. */
function countWhatLasts() {
  const lasting = { /** @type {Set<any>} */ channels: new Set(), /** @type {Set<any>} */ sockets: new Set(), /** @type {Set<any>} */ timers: new Set(), listeners: 0 };
  const page = /** @type {any} */ (window);
  page.lasting = lasting;
  const { BroadcastChannel, WebSocket, setTimeout, clearTimeout, setInterval, clearInterval } = page;
  page.BroadcastChannel = class extends BroadcastChannel {
    /** @param {string} name */
    constructor(name) {
      super(name);
      lasting.channels.add(this);
    }
    close() {
      lasting.channels.delete(this);
      super.close();
    }
  };
  page.WebSocket = class extends WebSocket {
    /** @param {any[]} given */
    constructor(...given) {
      super(...given);
      lasting.sockets.add(this);
      this.addEventListener('close', () => lasting.sockets.delete(this));
    }
  };
  page.setTimeout = (/** @type {Function} */ run, /** @type {number} */ ms) => {
    const timer = setTimeout(() => (lasting.timers.delete(timer), run()), ms);
    lasting.timers.add(timer);
    return timer;
  };
  page.clearTimeout = (/** @type {number} */ timer) => (lasting.timers.delete(timer), clearTimeout(timer));
  page.setInterval = (/** @type {Function} */ run, /** @type {number} */ ms) => {
    const timer = setInterval(run, ms);
    lasting.timers.add(timer);
    return timer;
  };
  page.clearInterval = (/** @type {number} */ timer) => (lasting.timers.delete(timer), clearInterval(timer));
  for (const target of [window, document]) {
    const { addEventListener, removeEventListener } = target;
    target.addEventListener = (/** @type {any[]} */ ...given) => {
      // Not those of the test's own tools.
      if (!new Error().stack?.includes('/widget')) return addEventListener.apply(target, /** @type {any} */ (given));
      lasting.listeners += 1;
      given[2]?.signal?.addEventListener('abort', () => (lasting.listeners -= 1));
      return addEventListener.apply(target, /** @type {any} */ (given));
    };
    target.removeEventListener = (/** @type {any[]} */ ...given) => {
      if (new Error().stack?.includes('/widget')) lasting.listeners -= 1;
      return removeEventListener.apply(target, /** @type {any} */ (given));
    };
  }
}

/** @param {Page} page */
function whatThereIs(page) {
  return page.evaluate(async () => {
    const { channels, sockets, timers, listeners } = /** @type {any} */ (window).lasting;
    const { held = [], pending = [] } = await navigator.locks.query();
    return {
      page: document.documentElement.outerHTML,
      chat: document.querySelector('frontdesk-chat')?.shadowRoot?.innerHTML,
      stored: [{ ...sessionStorage }, { ...localStorage }, document.cookie],
      kept: [await caches.keys(), await indexedDB.databases()],
      running: { channels: channels.size, sockets: sockets.size, timers: timers.size, listeners },
      locks: held.length + pending.length,
    };
  });
}
