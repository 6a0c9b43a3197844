// The menu, and what it does: letters, language, sound, paper and a file.

import { readFile } from 'node:fs/promises';

import { expect, test } from '@playwright/test';

import { answer, claim, receipt } from './bodies.js';
import { accessibilityFlaws, composer, fillCard, log, openChat, panel, pick, press, said, say } from './chat-page.js';
import { FakeDesk, englishWords } from './fake-desk.js';

/** @type {FakeDesk} */
let desk;

test.beforeEach(async ({ page }) => {
  desk = new FakeDesk();
  await desk.open(page);
});

test('the menu is walked through by arrows, ends and letters, and gives the focus back', async ({ page }) => {
  await openChat(page);
  const toggle = panel(page).getByRole('button', { name: 'More' });
  const entry = (/** @type {string} */ name) => panel(page).getByRole('menu').getByText(name, { exact: true }).locator('..');
  await toggle.focus();
  await page.keyboard.press('ArrowDown');
  await expect(toggle).toHaveAttribute('aria-expanded', 'true');
  await expect(panel(page).getByRole('menuitem', { name: 'Start over' })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(panel(page).getByRole('menuitem', { name: 'End and delete' })).toBeFocused();
  await page.keyboard.press('l');
  await expect(panel(page).getByRole('menuitemradio', { name: 'Large', exact: true })).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('s');
  await expect(panel(page).getByRole('menuitem', { name: 'Save the conversation' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(toggle).toBeFocused();
  await expect(entry('Large')).toBeHidden();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(panel(page).getByRole('menu')).toBeHidden();
});

test('letters in three sizes, kept over a reload and a new conversation', async ({ page }) => {
  desk.say(answer);
  await openChat(page);
  const size = () => said(page).first().evaluate((node) => parseFloat(getComputedStyle(node).fontSize));
  expect(await size()).toBe(15);
  await press(page, 'More');
  await panel(page).getByRole('menuitemradio', { name: 'Largest' }).click();
  expect(await size()).toBe(20);
  expect(await accessibilityFlaws(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await say(page, 'hello');
  await page.reload();
  await expect(composer(page)).toBeVisible();
  expect(await size()).toBe(20);
  await pick(page, 'Start over');
  await page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click();
  await press(page, 'More');
  await expect(panel(page).getByRole('menuitemradio', { name: 'Largest' })).toHaveAttribute('aria-checked', 'true');
});

test('what the desk has not told of again after a reload is not lost without a question', async ({ page }) => {
  await openChat(page);
  await say(page, 'i lost my pin');
  await expect(log(page).locator('.own .plain')).toHaveText('i lost my pin');
  await expect.poll(() => desk.lines.length).toBe(1);
  desk.down = true;
  await page.reload();
  await pick(page, 'Start over');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Start over' })).toBeVisible();
});

test('another language, where there is one, for the chat and for what is asked next', async ({ page }) => {
  await openChat(page);
  await press(page, 'More');
  await expect(panel(page).getByRole('group', { name: 'Language' })).toHaveCount(0);
  desk.locales = 'en es';
  await page.reload();
  await press(page, 'More');
  await expect(panel(page).getByRole('menuitemradio', { name: 'English' })).toHaveAttribute('aria-checked', 'true');
  desk.words = async () => ({ ...(await englishWords()), send: 'Enviar' });
  const asked = page.waitForRequest(/words\.json\?locale=es/);
  await panel(page).getByRole('menuitemradio', { name: 'español' }).click();
  await asked;
  await expect(panel(page).getByRole('button', { name: 'Enviar' })).toBeVisible();
  await expect(composer(page)).toBeFocused();
  const again = page.waitForRequest(/words\.json\?locale=es/);
  await page.reload();
  await again;
  await press(page, 'More');
  await expect(panel(page).getByRole('menuitemradio', { name: 'español' })).toHaveAttribute('aria-checked', 'true');
});

test('a tone, for those who want it, only for what comes while the chat is closed', async ({ page }) => {
  await page.addInitScript(() => {
    const start = OscillatorNode.prototype.start;
    Object.assign(window, { tones: 0 });
    OscillatorNode.prototype.start = function (...when) {
      /** @type {any} */ (window).tones += 1;
      start.apply(this, when);
    };
  });
  await page.reload();
  const tones = () => page.evaluate(() => /** @type {any} */ (window).tones);
  await openChat(page);
  await say(page, 'hello');
  await panel(page).getByRole('button', { name: 'Close the chat' }).click();
  desk.say({ kind: 'text', text: 'Hello.' });
  await expect(page.locator('.launcher .badge')).toContainText('1');
  expect(await tones()).toBe(0);
  await openChat(page);
  await press(page, 'More');
  await panel(page).getByRole('menuitemcheckbox', { name: 'Sound for new messages' }).click();
  expect(await tones()).toBe(1);
  await page.keyboard.press('Escape');
  desk.say({ kind: 'text', text: 'Seen.' });
  await expect(log(page).getByText('Seen.')).toBeVisible();
  await panel(page).getByRole('button', { name: 'Close the chat' }).click();
  desk.say({ kind: 'text', text: 'Heard.' });
  await expect.poll(tones).toBe(2);
});

test('the conversation is printed alone, with date and reference, and saved as a text', async ({ page }) => {
  desk.answer = ({ type }) => desk.say(type === 'say' ? claim(1) : receipt);
  await openChat(page);
  await say(page, 'is our clinic registered');
  await fillCard(page, { 'Claim number': '24C', 'First name of the patient': 'Ann', 'Total billed amount': '125' });
  await expect(log(page).getByRole('article')).toBeVisible();
  await pick(page, 'Print the conversation');
  const printed = page.frameLocator('iframe.print-frame').locator('body');
  await expect(printed).toContainText('Reference: c1');
  await expect(printed).toContainText('is our clinic registered');
  await expect(printed).toContainText('Claim number: 24C');
  await expect(printed).not.toContainText('Welcome.');
  const [download] = await Promise.all([page.waitForEvent('download'), pick(page, 'Save the conversation')]);
  expect(download.suggestedFilename()).toMatch(/^conversation-\d{4}-\d\d-\d\d\.txt$/);
  const text = await readFile(await download.path(), 'utf8');
  expect(text).toMatch(/^Chat with us\n\n.*\d{4}.*\nReference: c1\n\nYou, .*2026.*\nis our clinic registered\n\nAnswer, /);
  expect(text).toContain('Reference: FD-7K2M-93QX\nArrives: November 27 to December 1\nWhat happens next: Enter the PIN');
});

test('a receipt is printed with the day on which it was given', async ({ page }) => {
  desk.answer = () => desk.say(receipt);
  await openChat(page);
  await say(page, 'yes');
  await press(page, 'Print');
  const printed = page.frameLocator('iframe.print-frame').locator('body');
  await expect(printed).toContainText('FD-7K2M-93QX');
  await expect(printed).toContainText('September 21, 2026');
});
