// One visitor, one errand, everything that can come in between.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { bubble, card, composer, fillCard, fillSealed, log, openChat, panel, press, say } from './chat-page.js';
import { claimFields, elsewhere, expectCard, organization, receipt, signInAsDana, wrongDay } from './errand-page.js';
import { useDeskWithOwnContent } from './support.js';

/** @import { Page } from '@playwright/test' */

const desk = useDeskWithOwnContent();

/** Changes the words of the flow's button, second card, question and receipt, as an editor would. */
async function deployNewWords() {
  const file = join(desk.content, 'flows/verify-ownership.yaml');
  const old = await readFile(file, 'utf8');
  const now = old
    .replace('label: Check for our account', 'label: Look for our account')
    .replace('title: First claim', 'title: The one claim')
    .replace('title: Second claim', 'title: The other claim')
    .replace('Shall I check this now?', 'Shall I look it up?')
    .replace('title: Ownership verified', 'title: Proved to be yours');
  await writeFile(file, now);
}

/** @param {Page} page @returns {Promise<string[]>} what a chat that is opened now offers to do */
async function errands(page) {
  const response = await page.request.get(desk.at('/api/errands?audience=provider&locale=en'));
  return (await response.json()).errands.map((/** @type {{ label: string }} */ { label }) => label);
}

test('claims half filled, a question, sign-in, reload, a new version, kill -9: the errand ends as it began', async ({ page, browser }) => {
  test.setTimeout(120_000);
  await page.goto(desk.at('/provider'));
  const { number, claims } = await organization(page, 'Harborview Family Clinic');
  const { day, wrong } = wrongDay(claims[0].date);
  await openChat(page);
  await say(page, 'is our clinic already registered');
  await press(page, 'Tax ID (TIN)');

  // The first claim, half by form, half in words, with a wrong date.
  const first = claimFields({ ...claims[0], date: wrong });
  const { 'Service date': _, 'Total billed amount': billed, ...names } = first;
  await fillCard(page, names, { send: false });
  await say(page, 'how many account managers can we have?');
  await expect(log(page).locator('.thumbs')).toHaveCount(1);
  await expectCard(page, names);
  await say(page, billed);
  await expectCard(page, { ...names, 'Total billed amount': billed });
  await fillCard(page, { 'Service date': wrong });
  await expect(card(page).getByRole('heading', { name: 'Second claim' })).toBeVisible();

  // The second one, half filled, and a question.
  const { 'Service date': date, ...half } = claimFields(claims[1]);
  await fillCard(page, half, { send: false });
  await say(page, 'can both claims be for the same patient?');
  await expect(log(page).locator('.thumbs')).toHaveCount(2);
  await expectCard(page, half);

  // Signing in on the page, which loads it anew twice.
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await signInAsDana(page, desk);
  await page.locator('frontdesk-chat .launcher').click();
  await expect(log(page).getByText('You are signed in.')).toBeVisible();
  await expectCard(page, half);
  await page.reload();
  await expectCard(page, half);

  // The editors change the flow.
  await deployNewWords();
  await expect.poll(() => errands(page)).toContain('Look for our account');
  await expectCard(page, half);
  await say(page, `no, the date of the first claim was the ${day}`);
  await expect(bubble(page, 'I have changed that.')).toBeVisible();
  await expect(card(page).getByRole('heading', { name: 'Second claim' })).toBeVisible();
  await expectCard(page, half);

  // A power cut, while the visitor types on.
  await desk.kill();
  await fillCard(page, { 'Service date': date }, { send: false });
  await expect(panel(page).getByText('Reconnecting…')).toBeVisible();
  await desk.start();
  await expect(panel(page).getByText('Reconnecting…')).toBeHidden({ timeout: 30_000 });
  await expectCard(page, { ...half, 'Service date': date });
  await press(page, 'Continue');

  // The sealed field is the one thing that a reload empties.
  await fillCard(page, { 'Tax ID (TIN)': number }, { send: false });
  await page.reload();
  await expect(card(page).getByLabel('Tax ID (TIN)')).toHaveValue('');
  await fillSealed(page, { 'Tax ID (TIN)': number });
  await expect(bubble(page, 'Shall I check this now?')).toContainText(claims[0].date);
  await expect(bubble(page, 'Shall I check this now?')).toContainText(claims[1].date);
  await desk.restart();
  await press(page, 'Yes');
  await expect(receipt(page, 'Ownership verified')).toContainText('Harborview Family Clinic', { timeout: 30_000 });
  await expect(composer(page)).toBeVisible();

  const events = await desk.transcript(page);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const visitor = events.filter(({ from }) => from.kind === 'visitor').map(({ body }) => body.kind);
  expect(visitor).toEqual(['text', 'chose', 'text', 'filled', 'filled', 'text', 'text', 'filled', 'filled', 'chose']);

  await elsewhere(browser, async (other) => {
    await other.goto(desk.at('/provider'));
    await openChat(other);
    await press(other, 'Look for our account');
    await press(other, 'Tax ID (TIN)');
    await expect(card(other).getByRole('heading', { name: 'The one claim' })).toBeVisible();
    await fillCard(other, claimFields(claims[0]));
    await expect(card(other).getByRole('heading', { name: 'The other claim' })).toBeVisible();
    await fillCard(other, claimFields(claims[1]));
    await fillSealed(other, { 'Tax ID (TIN)': number });
    await expect(bubble(other, 'Shall I look it up?')).toBeVisible();
    await press(other, 'Yes');
    await expect(receipt(other, 'Proved to be yours')).toBeVisible();
  });
});
