// Secrets: they go to the account service and nowhere else.

import { expect, test } from '@playwright/test';

import { answer, newPassword, receipt } from './bodies.js';
import { accessibilityFlaws, card, composer, fillSealed, log, openChat, panel, press, say, storedText } from './chat-page.js';
import { FakeDesk } from './fake-desk.js';

const SECRET = 'planted-Secret-42';

/** @type {FakeDesk} */
let desk;

test.beforeEach(async ({ page }) => {
  desk = new FakeDesk();
  desk.answer = () => desk.say(newPassword);
  await desk.open(page);
  await openChat(page);
  await say(page, 'forgot my password');
  await expect(card(page)).toBeVisible();
});

test('the field stands in the composer\'s place, with its own ways round', async ({ page }) => {
  await expect(composer(page)).toBeHidden();
  const field = card(page).getByLabel('New password', { exact: true });
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('type', 'password');
  await expect(field).toHaveAttribute('autocomplete', 'new-password');
  for (const name of ['Back', 'Cancel', 'Talk to a person', 'Ask something else']) {
    await expect(card(page).getByRole('button', { name })).toBeVisible();
  }
  expect(await accessibilityFlaws(page)).toEqual([]);
});

test('a secret is handed over once and only its handle enters the conversation', async ({ page }) => {
  desk.answer = () => desk.say(receipt);
  await fillSealed(page, { 'New password': SECRET });
  await expect(log(page).getByText('New password entered (not shown, not stored in this chat)')).toBeVisible();
  expect(desk.deposits).toEqual([
    { conversation: 'c1', token: 't1', prompt: 'run.password', slot: 'password', secret: SECRET },
  ]);
  await expect
    .poll(() => desk.frames.at(-1))
    .toMatchObject({ type: 'fill', prompt: 'run.password', values: { password: 'handle-1' } });
  expect(JSON.stringify(desk.frames)).not.toContain(SECRET);
  expect(await storedText(page)).not.toContain(SECRET);
  expect(await page.locator('frontdesk-chat').evaluate((host) => host.shadowRoot?.innerHTML)).not.toContain(SECRET);
  await expect(composer(page)).toBeFocused();
});

test('a secret of the wrong shape is told beside the field, which is empty then', async ({ page }) => {
  desk.malformed = 'A password has at least 6 characters.';
  await fillSealed(page, { 'New password': 'abc' });
  await expect(card(page).getByText('A password has at least 6 characters.')).toBeVisible();
  const field = card(page).getByLabel('New password', { exact: true });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('');
  expect(desk.frames.length).toBe(1);
  await fillSealed(page, { 'New password': SECRET });
  await expect.poll(() => desk.frames.at(-1)?.type).toBe('fill');
});

test('an empty field is asked for, nothing is sent', async ({ page }) => {
  await press(page, 'Continue');
  await expect(card(page).getByText('Please fill in: New password')).toBeVisible();
  expect([desk.deposits.length, desk.frames.length]).toEqual([0, 1]);
});

test('it can be shown and hidden, and pasted', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((secret) => navigator.clipboard.writeText(secret), SECRET);
  const field = card(page).getByLabel('New password', { exact: true });
  await field.press('Control+V');
  await expect(field).toHaveValue(SECRET);
  await press(page, 'Show');
  await expect(field).toHaveAttribute('type', 'text');
  await press(page, 'Hide');
  await expect(field).toHaveAttribute('type', 'password');
});

test('something else can be asked, with a warning, and then it is the field\'s turn again', async ({ page }) => {
  await press(page, 'Ask something else');
  await expect(composer(page)).toBeFocused();
  await expect(panel(page).getByText('Please do not type passwords, PINs or codes here.')).toBeVisible();
  desk.answer = () => {
    desk.say(answer);
    desk.say(newPassword);
  };
  await say(page, 'how long may it be?');
  await expect(log(page).getByText('address we have on record')).toBeVisible();
  await expect(composer(page)).toBeHidden();
  await expect(card(page).getByLabel('New password', { exact: true })).toBeFocused();
});

test('a second question that is being typed is not cut off by the field', async ({ page }) => {
  await press(page, 'Ask something else');
  desk.answer = () => {};
  await say(page, 'how long may it be?');
  await composer(page).pressSequentially('and');
  desk.say(newPassword);
  await expect(log(page).locator('.remark')).toHaveCount(2);
  await expect(composer(page)).toBeFocused();
  await press(page, 'Back to the protected field');
  await expect(card(page).getByLabel('New password', { exact: true })).toBeFocused();
});

test('a secret typed as a message all the same is stored nowhere in the browser', async ({ page }) => {
  await press(page, 'Ask something else');
  desk.answer = () => {};
  desk.refuse = () => ({ code: 'unavailable', retry_after_s: 60 });
  await say(page, SECRET);
  await composer(page).fill(SECRET);
  expect(await storedText(page)).not.toContain(SECRET);
  await page.reload();
  await expect(card(page)).toBeVisible();
  expect(await storedText(page)).not.toContain(SECRET);
  await expect(log(page).getByText(SECRET)).toHaveCount(0);
});

test('after a reload and after a cut nothing of a secret is left', async ({ page }) => {
  await card(page).getByLabel('New password', { exact: true }).fill(SECRET);
  await page.reload();
  await expect(card(page).getByLabel('New password', { exact: true })).toHaveValue('');
  expect(await storedText(page)).not.toContain(SECRET);

  await card(page).getByLabel('New password', { exact: true }).fill(SECRET);
  await page.route('**/api/sealed', (route) => route.abort());
  await press(page, 'Continue');
  await expect(card(page).getByText('This could not be sent.')).toBeVisible();
  await expect(card(page).getByLabel('New password', { exact: true })).toHaveValue('');
});

test('of two secrets only the one that was wrong is asked again', async ({ page }) => {
  const fields = ['first pet', 'birth town'].map((label, index) => ({
    slot: `answer_${index + 1}`,
    label,
    input: 'sealed',
    holds: 'security_answer',
    required: true,
  }));
  const two = { ...newPassword, prompt: 'run.answers', fields };
  desk.say(/** @type {any} */ (two));
  await expect(card(page).getByLabel('first pet')).toBeVisible();
  desk.answer = () => {};
  desk.malformed = 'An answer has at least 2 letters.';
  await fillSealed(page, { 'first pet': 'x', 'birth town': 'Springfield' });
  await expect(card(page).getByText('An answer has at least 2 letters.')).toBeVisible();
  await expect(card(page).locator('.kept:visible')).toHaveText(/^Entered/);
  await fillSealed(page, { 'first pet': 'Rex' });
  await expect.poll(() => desk.frames.at(-1)?.values).toEqual({ answer_1: 'handle-3', answer_2: 'handle-2' });
  expect(desk.deposits.map((deposit) => deposit.secret)).toEqual(['x', 'Springfield', 'Rex']);
});
