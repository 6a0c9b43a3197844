// What the chat does for eye, ear and hand beside the talking: announcements, suggestions, thumbs, times.

import { expect, test } from '@playwright/test';

import { answer, claim } from './bodies.js';
import { accessibilityFlaws, card, composer, log, openChat, panel, press, said, say } from './chat-page.js';
import { FakeDesk } from './fake-desk.js';

/** @import { Page } from '@playwright/test' */

/** @type {FakeDesk} */
let desk;

test.beforeEach(async ({ page }) => {
  desk = new FakeDesk();
  await desk.open(page);
});

/** Writes down what the live region says after the greeting. @param {Page} page @returns {Promise<() => Promise<string[]>>} */
async function listen(page) {
  const region = panel(page).locator('> [aria-live]');
  await expect(region).toContainText('I can answer questions');
  await region.evaluate((node) => {
    const heard = /** @type {string[]} */ ([]);
    Object.assign(window, { heard });
    new MutationObserver(() => node.textContent && heard.push(node.textContent)).observe(node, { childList: true });
  });
  return () => page.evaluate(() => /** @type {any} */ (window).heard);
}

test('all that a turn brings is announced once, in plain sentences, and a reload announces nothing again', async ({ page }) => {
  await openChat(page);
  await expect(log(page)).toHaveAttribute('aria-live', 'off');
  const heard = await listen(page);
  const text = 'Do this:\n\n- Sign in.\n- Choose **PIN**';
  desk.answer = () => {
    desk.say({ kind: 'text', text: 'One moment.' });
    desk.say({ ...answer, text: text.replaceAll('*', '') });
    desk.say({ kind: 'offer', text: 'Anything else', choices: [{ id: 'yes', label: 'Yes' }, { id: 'no', label: 'No' }] });
  };
  await say(page, 'i lost my pin');
  const once = 'One moment. Do this: Sign in. Choose PIN. You can choose: Get a new PIN by mail. Anything else. You can choose: Yes; No.';
  await expect.poll(heard).toEqual([once]);
  await page.waitForTimeout(400);
  expect(await heard()).toEqual([once]);
  await page.reload();
  await expect(said(page)).toHaveCount(4);
  await page.waitForTimeout(400);
  expect(await panel(page).locator('> [aria-live]').textContent()).toBe('');
});

test('a long wait is announced once, and a message that cannot be sent is too', async ({ page }) => {
  await openChat(page);
  const heard = await listen(page);
  await say(page, 'hello');
  for (let time = 0; time < 3; time += 1) desk.send({ type: 'typing' });
  await expect.poll(heard).toEqual(['Looking that up…']);
  desk.say({ kind: 'text', text: 'Hello.' });
  await expect.poll(heard).toEqual(['Looking that up…', 'Hello.']);
  desk.down = true;
  await desk.cut();
  await say(page, 'are you there?');
  await expect.poll(heard).toEqual(['Looking that up…', 'Hello.', 'Not sent yet, retrying']);
});

test('who is offline is told so, and that nothing is lost', async ({ page, context }) => {
  await openChat(page);
  await expect(panel(page).locator('.connection')).toBeEmpty();
  await context.setOffline(true);
  desk.down = true;
  await desk.cut();
  await expect(panel(page).locator('.connection')).toHaveText('You are offline. What you write is sent when you are back.');
  await context.setOffline(false);
  desk.down = false;
  await expect(panel(page).locator('.connection')).toBeEmpty();
});

test('suggestions are a list that arrows walk through, Enter asks and Escape shuts', async ({ page }) => {
  desk.suggestions = ['When does my PIN arrive?', 'Where do I enter my PIN?'];
  await openChat(page);
  const heard = await listen(page);
  await composer(page).fill('where is my pin');
  const list = panel(page).getByRole('listbox', { name: 'Questions like yours' });
  await expect(list.getByRole('option')).toHaveCount(2);
  await expect.poll(heard).toEqual(['Questions like yours: 2. Press the down arrow to choose one.']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const second = list.getByRole('option', { name: 'Where do I enter my PIN?' });
  await expect(second).toHaveAttribute('aria-selected', 'true');
  await expect(composer(page)).toHaveAttribute('aria-activedescendant', (await second.getAttribute('id')) ?? '?');
  expect(await accessibilityFlaws(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await expect(composer(page)).not.toHaveAttribute('aria-activedescendant');
  await expect(composer(page)).toHaveValue('where is my pin');
  await composer(page).pressSequentially('?');
  await expect(list).toBeVisible();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect.poll(() => desk.frames.map((frame) => frame.text)).toEqual(['Where do I enter my PIN?']);
  await expect(composer(page)).toHaveValue('');
});

test('nothing is suggested while a prompt is open', async ({ page }) => {
  desk.suggestions = ['When does my PIN arrive?'];
  desk.answer = () => desk.say(claim(1));
  await openChat(page);
  await say(page, 'is our clinic registered');
  await expect(card(page)).toBeVisible();
  const asked = page.waitForRequest(/suggest/, { timeout: 600 }).catch(() => null);
  await composer(page).fill('where is my pin');
  expect(await asked).toBe(null);
});

test('a thumb may be followed by a word, and the focus stays with it', async ({ page }) => {
  desk.answer = ({ type }) => type === 'say' && desk.say(answer);
  await openChat(page);
  await say(page, 'i lost my pin');
  await press(page, 'This did not help');
  await expect(log(page).locator('.rated')).toBeFocused();
  await press(page, 'Add a word');
  const box = log(page).getByLabel('What was missing?');
  await expect(box).toBeFocused();
  await page.keyboard.type('How long it takes');
  await page.keyboard.press('Enter');
  await expect.poll(() => desk.frames.at(-1)).toMatchObject({ type: 'rate', seq: 2, helpful: false, comment: 'How long it takes' });
  await expect(panel(page).getByRole('button', { name: 'Add a word' })).toHaveCount(0);
  await expect(log(page).locator('.rated')).toBeFocused();
  await page.reload();
  await expect(log(page).locator('.rated')).toBeVisible();
  await expect(panel(page).getByRole('button', { name: 'Add a word' })).toHaveCount(0);
});

test('what came while nobody looked is divided from what was read', async ({ page }) => {
  await openChat(page);
  await say(page, 'hello');
  desk.say({ kind: 'text', text: 'Hello.' });
  await expect(said(page)).toHaveCount(2);
  await page.keyboard.press('Escape');
  desk.say({ kind: 'text', text: 'One more.' });
  await expect(page.locator('.launcher .badge')).toContainText('1');
  await openChat(page);
  const divider = log(page).locator('li', { hasText: /^New$/ });
  await expect(divider.locator('+ li')).toContainText('One more.');
  await say(page, 'thanks');
  await expect(divider).toHaveCount(0);
});

test('a mark where some time has passed, the exact time where one points', async ({ page }) => {
  await openChat(page);
  await say(page, 'hello');
  desk.now += 60_000;
  desk.say({ kind: 'text', text: 'Soon.' });
  desk.now += 86_400_000;
  desk.say({ kind: 'text', text: 'Next day.' });
  await expect(log(page).locator('.mark')).toHaveText([/^Monday, September 21/, /^Tuesday, September 22/]);
  const line = log(page).locator('li', { hasText: 'Soon.' });
  await expect(line.locator('.at')).toBeHidden();
  await line.hover();
  await expect(line.locator('.at')).toBeVisible();
  await expect(line.locator('.at')).toContainText('2026');
});

test('a long answer shows its first paragraph, and the rest when it is asked for', async ({ page }) => {
  const long = 'This goes on for a while. '.repeat(20);
  desk.answer = () => desk.say({ ...answer, text: long + long, html: `<p>First.</p><p>${long}</p><p>${long}</p>` });
  await openChat(page);
  await say(page, 'tell me all');
  const more = log(page).getByRole('button', { name: 'More', exact: true });
  await expect(more).toHaveAttribute('aria-expanded', 'false');
  await expect(said(page).last().locator('p').nth(1)).toBeHidden();
  await more.click();
  await expect(said(page).last().locator('p').nth(1)).toBeVisible();
  await press(page, 'Less');
  await expect(said(page).last().locator('p').nth(1)).toBeHidden();
});

test('of a very long conversation the newest is shown, and the rest when it is asked for', async ({ page }) => {
  for (let line = 1; line <= 250; line += 1) desk.say({ kind: 'text', text: `Line ${line}.` });
  await openChat(page);
  await say(page, 'hello');
  await expect(log(page).getByText('Line 250.')).toBeVisible();
  await expect(log(page).getByText('Line 40.', { exact: true })).toHaveCount(0);
  await press(page, 'Show earlier messages');
  await expect(log(page).getByText('Line 1.', { exact: true })).toHaveCount(1);
});

test('a link leads from the transcript to the box', async ({ page }) => {
  desk.say(answer);
  await openChat(page);
  await panel(page).locator('.skip').focus();
  await expect(panel(page).locator('.skip')).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(composer(page)).toBeFocused();
});
