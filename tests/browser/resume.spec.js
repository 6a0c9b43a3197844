// Cuts, reloads and refusals: nothing is lost, nothing is doubled.

import { expect, test } from '@playwright/test';

import { answer, claim, confirm } from './bodies.js';
import { card, composer, fillCard, log, openChat, panel, pick, press, said, say, storedText } from './chat-page.js';
import { FakeDesk } from './fake-desk.js';

/** @type {FakeDesk} */
let desk;

test.beforeEach(async ({ page }) => {
  desk = new FakeDesk();
  await desk.open(page);
  await openChat(page);
});

/** What the visitor's lines say. @param {import('@playwright/test').Page} page */
const own = (page) => log(page).locator('.own .plain');

test('a reload shows the conversation as it was, with the panel open and the focus left alone', async ({ page }) => {
  desk.answer = () => desk.say(answer);
  await say(page, 'i lost my pin');
  await expect(said(page)).toHaveCount(2);
  await page.reload();
  await expect(log(page).getByText('address we have on record')).toBeVisible();
  await expect(own(page)).toHaveText(['i lost my pin']);
  await expect(said(page)).toHaveCount(2);
  expect(await page.evaluate(() => document.activeElement?.localName)).toBe('body');
});

test('after a cut it comes back by itself and shows what was missed, each line once', async ({ page }) => {
  desk.say({ kind: 'text', text: 'Before.' });
  await expect(log(page).getByText('Before.')).toBeVisible();
  await desk.cut();
  desk.say({ kind: 'text', text: 'Meanwhile.' });
  await expect(log(page).getByText('Meanwhile.')).toHaveCount(1);
  await expect(log(page).getByText('Before.')).toHaveCount(1);
});

test('what is said while the desk is away waits, says so, and is sent once, in order', async ({ page }) => {
  desk.down = true;
  await desk.cut();
  await say(page, 'first');
  await say(page, 'second');
  await expect(log(page).getByText('Not sent yet, retrying')).toHaveCount(2);
  await expect(panel(page).getByText('Reconnecting…')).toBeVisible();
  desk.down = false;
  await expect(log(page).getByText('Not sent yet, retrying')).toHaveCount(0, { timeout: 20_000 });
  await expect(own(page)).toHaveText(['first', 'second']);
  expect(desk.lines.map((line) => /** @type {any} */ (line.body).text)).toEqual(['first', 'second']);
  await expect(panel(page).getByText('Reconnecting…')).toBeHidden();
  expect(await storedText(page)).not.toContain('second');
});

test('a message that was committed but not acknowledged before the cut is not doubled', async ({ page }) => {
  desk.answer = () => desk.cut();
  const send = desk.send.bind(desk);
  desk.send = (frame) => frame.type === 'welcome' && send(frame);
  await say(page, 'only once');
  await expect.poll(() => desk.lines.length).toBe(1);
  desk.send = send;
  desk.answer = () => {};
  await expect.poll(() => desk.frames.length, { timeout: 20_000 }).toBeGreaterThan(1);
  await expect(own(page)).toHaveText(['only once']);
  await expect(log(page).getByText('Not sent yet, retrying')).toHaveCount(0);
  expect(desk.lines.length).toBe(1);
});

test('what is unsent outlives a reload', async ({ page }) => {
  desk.down = true;
  await desk.cut();
  await say(page, 'please wait for me');
  await page.reload();
  await expect(own(page)).toHaveText(['please wait for me']);
  desk.down = false;
  await expect.poll(() => desk.frames.map((frame) => frame.text), { timeout: 20_000 }).toEqual(['please wait for me']);
});

test('a card that is sent into a cut goes through afterwards', async ({ page }) => {
  desk.answer = ({ type }) => desk.say(type === 'say' ? claim(1) : confirm);
  await say(page, 'is our clinic registered');
  await expect(card(page)).toBeVisible();
  desk.down = true;
  await desk.cut();
  await fillCard(page, { 'Claim number': '24C', 'First name of the patient': 'Ann', 'Total billed amount': '125' });
  await expect(card(page)).toHaveAttribute('aria-busy', 'true');
  desk.down = false;
  await expect(card(page).getByRole('button', { name: 'Yes' })).toBeVisible({ timeout: 20_000 });
  expect(desk.frames.filter((frame) => frame.type === 'fill').length).toBe(1);
});

test('a missing line is fetched', async ({ page }) => {
  desk.say({ kind: 'text', text: 'One.' });
  await expect(log(page).getByText('One.')).toBeVisible();
  const send = desk.send.bind(desk);
  desk.send = () => {};
  desk.say({ kind: 'text', text: 'Two.' });
  desk.send = send;
  desk.say({ kind: 'text', text: 'Three.' });
  await expect(log(page).getByText('Two.')).toBeVisible();
  await expect(said(page)).toHaveText([/I can answer/, /One/, /Two/, /Three/]);
});

test('a conversation that the desk does not know any more is begun anew, with what was unsent', async ({ page }) => {
  desk.say({ kind: 'text', text: 'Old.' });
  await expect(log(page).getByText('Old.')).toBeVisible();
  desk.down = true;
  await desk.cut();
  await say(page, 'still here');
  desk.conversation = 'c2';
  desk.lines = [];
  desk.down = false;
  await expect.poll(() => desk.frames.map((frame) => frame.text), { timeout: 20_000 }).toEqual(['still here']);
  await expect(log(page).getByText('Old.')).toHaveCount(0);
  await expect(own(page)).toHaveText(['still here']);
});

test('a stale card says so and can be used again', async ({ page }) => {
  desk.answer = () => desk.say(confirm);
  await say(page, 'new pin');
  await expect(card(page).getByRole('button', { name: 'Yes' })).toBeVisible();
  desk.refuse = () => ({ code: 'stale_prompt' });
  await press(page, 'Yes');
  await expect(panel(page).getByText('That question has already been answered or has changed.')).toBeVisible();
  desk.refuse = () => null;
  desk.answer = () => {};
  await press(page, 'Yes');
  await expect.poll(() => desk.lines.length).toBe(3);
  await expect(panel(page).getByText('That question has already been answered')).toBeHidden();
});

test('too fast is put off, not dropped', async ({ page }) => {
  let refused = 0;
  desk.refuse = () => ((refused += 1) > 1 ? null : { code: 'too_fast', retry_after_s: 1 });
  await say(page, 'hurry');
  await expect(log(page).getByText('Not sent yet, retrying')).toBeVisible();
  await expect.poll(() => desk.lines.length).toBe(1);
  await expect(log(page).getByText('Not sent yet, retrying')).toHaveCount(0);
  expect(new Set(desk.frames.map((frame) => frame.id)).size).toBe(1);
});

test('what is too long comes back into the box, also when the connection is closed for it', async ({ page }) => {
  desk.refuse = () => ({ code: 'too_long' });
  await say(page, 'a long story');
  await expect(composer(page)).toHaveValue('a long story');
  await expect(panel(page).getByText('That message is too long to send.')).toBeVisible();
  desk.refuse = () => {
    desk.cut(1009);
    return { code: 'none' };
  };
  desk.send = () => {};
  await composer(page).press('Enter');
  await expect(composer(page)).toHaveValue('a long story');
  expect(desk.lines).toEqual([]);
});

test('an ended conversation says so and leads to a new one', async ({ page }) => {
  desk.say({ kind: 'ended', reason: 'idle' }, { kind: 'system' });
  await expect(panel(page).getByText('This conversation has ended.')).toBeVisible();
  await expect(composer(page)).toBeHidden();
  desk.conversation = 'c2';
  desk.lines = [];
  await press(page, 'Start a new conversation');
  await expect(composer(page)).toBeVisible();
  await expect(panel(page).getByRole('button', { name: 'Reset my password' })).toBeVisible();
});

test('start over asks first, ends the conversation and begins another', async ({ page }) => {
  await say(page, 'hello');
  await expect.poll(() => desk.lines.length).toBe(1);
  await pick(page, 'Start over');
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
  await expect(own(page)).toHaveText(['hello']);
  await pick(page, 'Start over');
  await page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click();
  await expect.poll(() => desk.frames.at(-1)).toMatchObject({ type: 'leave', what: 'conversation' });
  await expect(own(page)).toHaveCount(0);
});

test('end and delete has the desk delete it and forgets it here', async ({ page }) => {
  await say(page, 'hello');
  await expect.poll(() => desk.lines.length).toBe(1);
  const deletion = page.waitForRequest((request) => request.method() === 'DELETE');
  await pick(page, 'End and delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  expect((await deletion).headers()['authorization']).toBe('Bearer t1');
  expect(new URL((await deletion).url()).pathname).toBe('/api/conversations/c1');
  await expect(panel(page).getByText('The conversation has been deleted.')).toBeVisible();
  await expect(own(page)).toHaveCount(0);
});
