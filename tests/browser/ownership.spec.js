// Two claims prove that an account is the clinic's, in the browser, with the real program.

import { expect, test } from '@playwright/test';

import { bubble, card, composer, fillCard, fillSealed, log, panel, press, say, storedText } from './chat-page.js';
import { claimFields, doneCard, expectCard, fillClaims, receipt, startOwnership, wrongDay } from './errand-page.js';
import { useDesk } from './support.js';

const desk = useDesk();

test('two claims filled in as forms lead to the receipt and the names of the managers', async ({ page }) => {
  const { number, claims } = await startOwnership(page, desk);
  await fillClaims(page, claims);
  await fillSealed(page, { 'Tax ID (TIN)': number });
  await expect(bubble(page, 'Shall I check this now?')).toContainText(claims[1].date);
  await press(page, 'Yes');
  await expect(receipt(page, 'Ownership verified')).toContainText('Harborview Family Clinic');
  await expect(bubble(page, 'managed by Dana Whitcomb and Marcus Lee')).toBeVisible();
});

test('what was personal is gone from the page and from what the tab keeps, once the errand is done', async ({ page }) => {
  const { number, claims } = await startOwnership(page, desk);
  await fillClaims(page, claims);
  await fillSealed(page, { 'Tax ID (TIN)': number });
  await press(page, 'Yes');
  await expect(receipt(page, 'Ownership verified')).toBeVisible();
  await page.reload();
  await expect(receipt(page, 'Ownership verified')).toBeVisible();
  for (const personal of claims.slice(0, 2).flatMap(({ reference, lastName, date }) => [reference.replace('-', ''), lastName, date])) {
    await expect(log(page)).not.toContainText(personal);
    expect(await storedText(page)).not.toContain(personal);
  }
});

test('every answer can be typed instead, one at a time or several in one line', async ({ page }) => {
  const { number, claims } = await startOwnership(page, desk);
  const [first, second] = claims.map((claim) => Object.entries(claimFields(claim)));
  for (const [index, [label, value]] of first.entries()) {
    await say(page, value);
    if (index < 4) await expect(card(page).getByLabel(label, { exact: true })).not.toHaveValue('');
  }
  await expect(card(page).getByRole('heading', { name: 'Second claim' })).toBeVisible();
  await say(page, second.map(([, value]) => value.replace(/(\d), (\d)/, '$1 $2')).join(', '));
  await fillSealed(page, { 'Tax ID (TIN)': number });
  await expect(bubble(page, 'Shall I check this now?')).toBeVisible();
  await say(page, 'yes');
  await expect(receipt(page, 'Ownership verified')).toBeVisible();
});

test('a question in between is answered, and what was half filled is still filled', async ({ page }) => {
  const { number, claims } = await startOwnership(page, desk);
  const { 'Total billed amount': billed, ...half } = claimFields(claims[0]);
  await fillCard(page, half, { send: false });
  await say(page, 'how many account managers can we have?');
  await expect(bubble(page, 'Account Managers').last()).toBeVisible();
  await expect(card(page)).toHaveCount(1);
  await expectCard(page, half);
  await fillCard(page, { 'Total billed amount': billed });
  await expect(card(page).getByRole('heading', { name: 'Second claim' })).toBeVisible();
  await fillCard(page, claimFields(claims[1]));
  await fillSealed(page, { 'Tax ID (TIN)': number });
  await press(page, 'Yes');
  await expect(receipt(page, 'Ownership verified')).toBeVisible();
});

test('"no, the date was the 5th" puts the last date right', async ({ page }) => {
  const { number, claims } = await startOwnership(page, desk);
  const { day, wrong } = wrongDay(claims[1].date);
  await fillClaims(page, [claims[0], { ...claims[1], date: wrong }]);
  await fillSealed(page, { 'Tax ID (TIN)': number });
  const summary = bubble(page, 'Shall I check this now?');
  await expect(summary).toContainText(wrong);
  await say(page, `no, the date was the ${day}`);
  await expect(summary.last()).toContainText(claims[1].date);
  await press(page, 'Yes');
  await expect(receipt(page, 'Ownership verified')).toBeVisible();
});

test('a line of a card that is done can be changed by its button', async ({ page }) => {
  const { claims } = await startOwnership(page, desk);
  await fillCard(page, claimFields({ ...claims[0], date: 'January 2, 2020' }));
  await expect(card(page).getByRole('heading', { name: 'Second claim' })).toBeVisible();
  await doneCard(page, 'First claim').locator('summary').click();
  await log(page).getByRole('button', { name: 'Change: Service date' }).click();
  await expect(card(page).getByRole('heading', { name: 'First claim' })).toBeVisible();
  await fillCard(page, { 'Service date': claims[0].date });
  await expect(card(page).getByRole('heading', { name: 'Second claim' })).toBeVisible();
  await expect(doneCard(page, 'First claim').last()).toContainText(claims[0].date);
});

test('back goes a step back with what was filled, why says why, cancel ends it', async ({ page }) => {
  const { claims } = await startOwnership(page, desk);
  await fillCard(page, claimFields(claims[0]));
  await expect(card(page).getByRole('heading', { name: 'Second claim' })).toBeVisible();
  await press(page, 'Back');
  await expect(card(page).getByRole('heading', { name: 'First claim' })).toBeVisible();
  await expectCard(page, { "Patient's first name": claims[0].firstName, 'Service date': claims[0].date });
  await press(page, 'Why do you ask?');
  await expect(card(page).getByText('Only someone who sent us the claim knows whose it is.')).toBeVisible();
  await say(page, 'why?');
  await expect(bubble(page, 'It has to be the date on the claim.')).toBeVisible();
  await press(page, 'Cancel');
  await expect(card(page)).toHaveCount(0);
  await expect(composer(page)).toBeFocused();
  await expect.poll(() => storedText(page)).not.toContain(claims[0].lastName);
});

test('claims that do not match are refused without a word about which part, and can be put right', async ({ page }) => {
  const { number, claims } = await startOwnership(page, desk);
  await fillClaims(page, [claims[0], { ...claims[1], billed: '$1.00' }]);
  await fillSealed(page, { 'Tax ID (TIN)': number });
  await press(page, 'Yes');
  await expect(bubble(page, 'I cannot say which part')).toBeVisible();
  await press(page, 'Check the claims and the number');
  await expectCard(page, { "Patient's last name": claims[0].lastName });
  await press(page, 'Continue');
  await expect(card(page).getByRole('heading', { name: 'Second claim' })).toBeVisible();
  await fillCard(page, { 'Total billed amount': claims[1].billed });
  await fillSealed(page, { 'Tax ID (TIN)': number });
  await press(page, 'Yes');
  await expect(receipt(page, 'Ownership verified')).toBeVisible();
});

test('after a reload and after kill -9 the errand goes on where it was, nothing lost, nothing doubled', async ({ page }) => {
  const { number, claims } = await startOwnership(page, desk);
  await fillCard(page, claimFields(claims[0]));
  await expect(card(page).getByRole('heading', { name: 'Second claim' })).toBeVisible();
  const { 'Service date': date, ...half } = claimFields(claims[1]);
  await fillCard(page, half, { send: false });
  await page.reload();
  await expectCard(page, half);
  await desk.kill();
  await fillCard(page, { 'Service date': date });
  await expect(panel(page).getByText('Reconnecting…')).toBeVisible();
  await desk.start();
  await expect(card(page).getByLabel('Tax ID (TIN)')).toBeVisible({ timeout: 30_000 });
  await desk.restart();
  await fillSealed(page, { 'Tax ID (TIN)': number });
  await expect(bubble(page, 'Shall I check this now?')).toBeVisible({ timeout: 30_000 });
  await press(page, 'Yes');
  await expect(receipt(page, 'Ownership verified')).toBeVisible();
  await expect(log(page).getByText('is our clinic already registered')).toHaveCount(1);
  const events = await desk.transcript(page);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ from }) => from.kind === 'visitor').map(({ body }) => body.kind)).toEqual([
    'text',
    'chose',
    'filled',
    'filled',
    'filled',
    'chose',
  ]);
  expect(events.filter(({ body }) => body.kind === 'receipt')).toHaveLength(1);
});
