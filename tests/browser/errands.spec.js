// The errands in the browser, from the first word to the receipt, against the real program and its account service.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { card, composer, fillCard, fillSealed, log, openChat, panel, press, say, storedText } from './chat-page.js';
import { Desk, signIn, useDesk } from './support.js';

/** @import { Page } from '@playwright/test' */

/** The answers of Ruth Miller of the demonstration, by what the question is about. @type {[RegExp, string][]} */
const ANSWERS = [
  [/pet/i, 'Biscuit'],
  [/born|city|town/i, 'Toledo'],
  [/car/i, 'Chevrolet'],
];
const OLD_PASSWORD = 'Harbor7Lane';
const NEW_PASSWORD = 'Planted9Secret';

const desk = useDesk();

/** @param {Page} page @param {string} title */
const receipt = (page, title) => log(page).getByRole('article', { name: title });

/** The newest code that was mailed. @param {Page} page @param {Desk} from @returns {Promise<string>} */
async function mailedCode(page, from) {
  const [mail] = (await from.outbox(page)).filter(({ kind }) => kind === 'email');
  return /\b\d{6}\b/.exec(mail.text)?.[0] ?? '';
}

/** @param {Page} page @returns {Promise<Record<string, string>>} label -> answer */
async function securityAnswers(page) {
  await expect(card(page).getByText('Your security questions')).toBeVisible();
  const labels = await card(page).locator('label').allTextContents();
  const pairs = labels.map((label) => [label, ANSWERS.find(([about]) => about.test(label))?.[1] ?? '']);
  return Object.fromEntries(pairs);
}

/** @param {Page} page @param {string} userName @param {string} password @returns {Promise<boolean>} */
async function canSignIn(page, userName, password) {
  const context = await page.context().browser()?.newContext();
  const other = await /** @type {import('@playwright/test').BrowserContext} */ (context).newPage();
  await other.goto(desk.at('/member'));
  await signIn(other, userName, password);
  const signedIn = await other.getByText('You are signed in as').isVisible();
  await context?.close();
  return signedIn;
}

test('a member sets a new password: it opens the account, the old one does not, and no secret is left behind', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await openChat(page);
  await say(page, 'forgot my password');
  await fillCard(page, { 'User name': 'rmiller42' });
  await expect(card(page).getByLabel('Code from the e-mail')).toBeVisible();
  const code = await mailedCode(page, desk);
  await fillSealed(page, { 'Code from the e-mail': code });
  await fillSealed(page, await securityAnswers(page));
  await expect(card(page).getByLabel('New password')).toBeVisible();

  await fillSealed(page, { 'New password': 'short' });
  await expect(log(page).getByText('That password cannot be used')).toBeVisible();
  await press(page, 'Ask something else');
  await say(page, 'when will my pin arrive');
  await expect(log(page).getByText('business days').last()).toBeVisible();
  await fillSealed(page, { 'New password': NEW_PASSWORD });
  await expect(receipt(page, 'Password changed')).toBeVisible();

  expect(await canSignIn(page, 'rmiller42', NEW_PASSWORD)).toBe(true);
  expect(await canSignIn(page, 'rmiller42', OLD_PASSWORD)).toBe(false);

  const secrets = [NEW_PASSWORD, code, 'Biscuit', 'Chevrolet'];
  const stored = await storedText(page);
  const shown = await page.locator('frontdesk-chat').evaluate((chat) => chat.shadowRoot?.innerHTML ?? '');
  const files = await readdir(desk.data);
  const chatFiles = await Promise.all(files.filter((name) => name.includes('chat')).map((name) => readFile(join(desk.data, name), 'latin1')));
  for (const secret of secrets) {
    expect(stored).not.toContain(secret);
    expect(shown).not.toContain(secret);
    for (const file of chatFiles) expect(file.includes(secret)).toBe(false);
  }
});

test('a member signs in on the way and gets one PIN letter, also when the program is killed in the middle', async ({ page }) => {
  const letters = async () => (await desk.outbox(page)).filter(({ kind }) => kind === 'letter').length;
  await page.goto(desk.at('/member'));
  const before = await letters();
  await openChat(page);
  await say(page, 'i lost my pin');
  await press(page, 'Sign in');
  await signIn(page, 'omarhaddad', 'Cedar4River');
  await expect(panel(page)).toBeVisible();
  await expect(log(page).getByText('You are signed in as Omar Haddad.')).toBeVisible();
  await expect(card(page).getByRole('button', { name: 'Yes' })).toBeVisible();

  await say(page, 'how long does it take?');
  await expect(log(page).getByText('business days').last()).toBeVisible();
  await desk.restart();
  await press(page, 'Yes');
  await expect(log(page).getByText('Mail a new PIN now?')).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await press(page, 'Yes');
  await expect(receipt(page, 'New PIN on its way')).toBeVisible();
  await expect(log(page).locator('.own').filter({ hasText: 'i lost my pin' })).toHaveCount(1);
  expect(await letters()).toBe(before + 1);
});

/** An organization of the demonstration, as its page shows it. @param {Page} page */
async function organization(page) {
  const rows = page.getByRole('region', { name: 'Organizations and claims' }).locator('tbody', { hasText: 'has an account' }).first();
  const number = await rows.locator('td[rowspan] code').first().textContent();
  const claims = await rows.locator('tr').evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll('td:not([rowspan])')].map((cell) => cell.textContent?.trim() ?? '')),
  );
  return {
    number: number ?? '',
    claims: claims.map(([reference, , patient, date, billed]) => ({
      'Claim ID or member ID': reference,
      "Patient's first name": patient.split(' ')[0],
      "Patient's last name": patient.split(' ').slice(1).join(' '),
      'Service date': date,
      'Total billed amount': billed,
    })),
  };
}

test('a provider proves an account with two claims, with a question, a correction, a reload and a cut in between', async ({ page }) => {
  await page.goto(desk.at('/provider'));
  const { number, claims } = await organization(page);
  await openChat(page);
  await say(page, 'is our clinic already registered');
  await press(page, 'Tax ID (TIN)');
  const { 'Service date': date, ...half } = claims[0];
  await fillCard(page, half, { send: false });
  await say(page, 'who can be an account manager?');
  await expect(card(page)).toHaveCount(1);
  await page.reload();
  for (const [label, value] of Object.entries(half)) {
    await expect(card(page).getByLabel(label, { exact: true })).toHaveValue(value);
  }
  await fillCard(page, { 'Service date': 'January 2, 2020' });
  await expect(card(page).getByText('Second claim')).toBeVisible();
  await log(page).locator('summary').last().click();
  await log(page).getByRole('button', { name: 'Change: Service date' }).last().click();
  await expect(card(page).getByText('First claim')).toBeVisible();
  await fillCard(page, { 'Service date': date });
  await expect(card(page).getByText('Second claim')).toBeVisible();
  const other = claims.find((claim) => claim["Patient's first name"] !== claims[0]["Patient's first name"]);
  await fillCard(page, /** @type {Record<string, string>} */ (other));
  await expect(composer(page)).toBeHidden();
  await desk.restart();
  await fillSealed(page, { 'Tax ID (TIN)': number });
  await press(page, 'Yes');
  await expect(receipt(page, 'Ownership verified')).toBeVisible({ timeout: 30_000 });
  await expect.poll(() => storedText(page)).not.toContain(claims[0]['Claim ID or member ID']);
});
