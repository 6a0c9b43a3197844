// Several tabs of one site: one conversation and one connection, whichever of them comes and goes.

import { expect, test } from '@playwright/test';

import { composer, log, openChat, panel, pick, say, storedText } from './chat-page.js';
import { FakeDesk } from './fake-desk.js';

/** @import { Page } from '@playwright/test' */

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

/** @param {Page} page @returns {Promise<Page>} a second tab, with nothing of the first one's storage */
async function secondTab(page) {
  const tab = await page.context().newPage();
  await desk.open(tab);
  return tab;
}

/** @param {Page} page */
const texts = (page) => log(page).locator('.plain');
/** @param {Page} page */
const badge = (page) => page.locator('frontdesk-chat .badge [aria-hidden]');

test('a second tab shows the same conversation, over the same connection', async ({ page }) => {
  await openChat(page);
  await say(page, 'first');
  desk.say({ kind: 'text', text: 'Hello.' });
  const other = await secondTab(page);
  await openChat(other);
  await expect(log(other).getByText('first')).toHaveCount(1);
  await expect(log(other).getByText('Hello.')).toHaveCount(1);
  await say(other, 'second');
  await expect(log(page).getByText('second')).toHaveCount(1);
  await expect(log(other).getByText('Not sent yet')).toHaveCount(0);
  await say(page, 'third');
  await expect(log(other).getByText('third')).toHaveCount(1);
  expect(desk.frames.map(({ text }) => text)).toEqual(['first', 'second', 'third']);
  expect(hellos.length).toBe(1);
});

test('a tab that only shows the launcher counts what is unread, and forgets it when it is read elsewhere', async ({ page }) => {
  const other = await secondTab(page);
  await openChat(page);
  await say(page, 'first');
  await expect.poll(() => desk.lines.length).toBe(1);
  await page.locator('frontdesk-chat').evaluate((chat) => /** @type {any} */ (chat).close());
  desk.say({ kind: 'text', text: 'Hello.' });
  await expect(badge(other)).toHaveText('1');
  await expect(badge(page)).toHaveText('1');
  await expect(panel(other)).toBeHidden();
  await openChat(page);
  await expect(badge(other)).toHaveCount(0);
  expect(hellos.length).toBe(1);
});

test('when the tab with the connection is closed another one goes on, and says what that one could not', async ({ page }) => {
  await openChat(page);
  await say(page, 'first');
  await expect.poll(() => desk.lines.length).toBe(1);
  const other = await secondTab(page);
  await openChat(other);
  await expect(log(other).getByText('first')).toHaveCount(1);
  desk.down = true;
  await desk.cut();
  await say(page, 'typed in the first tab');
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => page.isClosed()).toBe(true);
  desk.down = false;
  await expect.poll(() => desk.frames.map(({ text }) => text), { timeout: 20_000 }).toEqual(['first', 'typed in the first tab']);
  await expect(log(other).getByText('typed in the first tab')).toHaveCount(1);
  expect(hellos.at(-1)).toMatchObject({ conversation: 'c1', after: 1 });
  await say(other, 'and on');
  await expect.poll(() => desk.frames.at(-1)?.text).toBe('and on');
});

test('a tab that does not answer any more loses the connection to one that is looked at', async ({ page }) => {
  await openChat(page);
  await say(page, 'first');
  await expect.poll(() => desk.lines.length).toBe(1);
  const other = await secondTab(page);
  await openChat(other);
  await expect(log(other).getByText('first')).toHaveCount(1);
  const frozen = page.evaluate((ms) => {
    const end = Date.now() + ms;
    while (Date.now() < end);
  }, 12_000);
  await say(other, 'anybody there?');
  await expect(log(other).getByText('Not sent yet')).toHaveCount(0, { timeout: 15_000 });
  await expect.poll(() => desk.frames.at(-1)?.text, { timeout: 15_000 }).toBe('anybody there?');
  expect(hellos.length).toBe(2);
  await frozen;
  await expect(log(page).getByText('anybody there?')).toHaveCount(1);
  await say(page, 'back again');
  await expect(log(other).getByText('back again')).toHaveCount(1);
  // It may be sent twice, under one id.
  expect(desk.lines.map(({ body }) => /** @type {any} */ (body).text)).toEqual(['first', 'anybody there?', 'back again']);
});

test('starting over in one tab starts over in all', async ({ page }) => {
  await openChat(page);
  await say(page, 'first');
  const other = await secondTab(page);
  await openChat(other);
  await expect(log(other).getByText('first')).toHaveCount(1);
  await pick(other, 'Start over');
  const heard = desk.heard;
  desk.heard = (frame) => {
    if (frame.type === 'leave') Object.assign(desk, { conversation: 'c2', lines: [] });
    heard(frame);
  };
  await other.getByRole('dialog').getByRole('button', { name: 'Start over' }).click();
  await expect(log(page).getByText('first')).toHaveCount(0);
  await expect(log(other).getByText('first')).toHaveCount(0);
  await say(page, 'anew');
  await expect(log(other).getByText('anew')).toHaveCount(1);
});

test('signing out in one tab leaves nothing in any', async ({ page }) => {
  await openChat(page);
  await say(page, 'something personal');
  const other = await secondTab(page);
  await openChat(other);
  await expect(log(other).getByText('something personal')).toHaveCount(1);
  await composer(other).fill('a half written text');
  await page.locator('frontdesk-chat').evaluate((chat) => /** @type {any} */ (chat).shutdown());
  for (const tab of [page, other]) {
    await expect(panel(tab)).toHaveCount(0);
    expect(await storedText(tab)).toBe('{}{}');
    expect(await tab.locator('frontdesk-chat').evaluate((chat) => chat.shadowRoot?.innerHTML)).not.toContain('personal');
    await tab.reload();
    expect(await storedText(tab)).toBe('{}{}');
  }
});

test('a second tab knows of a sign-in, and goes on as that visitor when the first one is closed', async ({ page }) => {
  await page.locator('frontdesk-chat').evaluate((chat) => /** @type {any} */ (chat).identify(async () => 'token-1'));
  await openChat(page);
  await expect.poll(() => hellos[0]?.identity).toBe('token-1');
  await say(page, 'first');
  const other = await secondTab(page);
  const third = await secondTab(page);
  await third.locator('frontdesk-chat').evaluate((chat) => /** @type {any} */ (chat).identify(async () => 'token-3'));
  for (const tab of [other, third]) {
    await openChat(tab);
    await expect(log(tab).getByText('first')).toHaveCount(1);
  }
  await page.close();
  await expect.poll(() => hellos[1], { timeout: 15_000 }).toMatchObject({ conversation: 'c1', identity: 'token-3' });
  await say(other, 'still me');
  await expect(texts(third).filter({ hasText: 'still me' })).toHaveCount(1);
});

test('what is half written outlives a reload, but nothing that may be secret', async ({ page }) => {
  await openChat(page);
  await composer(page).fill('what about my');
  await page.reload();
  await expect(composer(page)).toHaveValue('what about my');
  await composer(page).fill('my password is hunter2');
  await page.reload();
  await expect(composer(page)).toHaveValue('');
});
