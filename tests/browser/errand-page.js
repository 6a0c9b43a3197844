// What the demonstration holds and what a visitor does on the way through an errand, for tests with the real program.

import { expect } from '@playwright/test';

import { card, fillCard, log, openChat, press, say } from './chat-page.js';
import { signIn } from './support.js';

/** @import { Browser, Locator, Page } from '@playwright/test' */
/** @import { Desk } from './support.js' */

/**
 * @typedef {{ reference: string, firstName: string, lastName: string, date: string, billed: string }} Claim
 *   `date` as in "November 4, 2026", `billed` as in "$184.50"
 */

/** Members of the demonstration. The answers are told by words of their question. */
export const RUTH = {
  userName: 'rmiller42',
  password: 'Harbor7Lane',
  answers: /** @type {[RegExp, string][]} */ ([
    [/pet/i, 'Biscuit'],
    [/born|city|town/i, 'Toledo'],
    [/car/i, 'Chevrolet'],
  ]),
};
export const OMAR = { name: 'Omar Haddad', userName: 'omarhaddad', password: 'Cedar4River' };
export const DANA = { name: 'Dana Whitcomb', userName: 'clinicdesk1', password: 'Lantern8Quay' };

/** @param {Page} page @param {string} title @returns {Locator} */
export const receipt = (page, title) => log(page).getByRole('article', { name: title });

/** @param {Page} page @param {string} title of a card @returns {Locator} the same card once it is sent, folded */
export const doneCard = (page, title) => log(page).locator('details').filter({ hasText: `${title}:` });

/** The code of the newest e-mail, which may be on its way still. @param {Page} page @param {Desk} desk @param {string} subject */
export async function mailedCode(page, desk, subject) {
  let code = '';
  await expect
    .poll(async () => {
      const mail = (await desk.outbox(page)).find((mail) => mail.kind === 'email' && mail.subject === subject);
      code = /\b\d{6}\b/.exec(mail?.text ?? '')?.[0] ?? '';
      return code;
    })
    .not.toBe('');
  return code;
}

/** What the open card asks, answered. @param {Page} page @param {[RegExp, string][]} known @returns {Promise<Record<string, string>>} */
export async function securityAnswers(page, known) {
  await expect(card(page).getByText('Your security questions')).toBeVisible();
  const labels = await card(page).locator('label').allTextContents();
  return Object.fromEntries(labels.map((label) => [label, known.find(([about]) => about.test(label))?.[1] ?? '']));
}

/** Somebody else, in a browser of their own, who leaves nothing. @template T @param {Browser} browser @param {(page: Page) => Promise<T>} act */
export async function elsewhere(browser, act) {
  const context = await browser.newContext();
  try {
    return await act(await context.newPage());
  } finally {
    await context.close();
  }
}

/** @param {Browser} browser @param {Desk} desk @param {{ userName: string, password: string }} who @returns {Promise<string>} the heading of the page that signing in leads to */
export function headingAfterSignIn(browser, desk, { userName, password }) {
  return elsewhere(browser, async (page) => {
    await page.goto(desk.at('/member'));
    await signIn(page, userName, password);
    return (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
  });
}

/** From the chat to the page's form, with the code that comes by e-mail. @param {Page} page @param {Desk} desk */
export async function signInAsDana(page, desk) {
  await signIn(page, DANA.userName, DANA.password);
  const code = await mailedCode(page, desk, 'Your code to sign in');
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Welcome, ${DANA.name}`);
  return code;
}

/** An organization and its claims as the page shows them, for one to try. @param {Page} page @param {string} name */
export async function organization(page, name) {
  const group = page.getByRole('region', { name: 'Organizations and claims' }).locator('tbody', { hasText: name });
  const rows = await group.locator('tr').evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll('td:not([rowspan])')].map((cell) => cell.textContent?.trim() ?? '')),
  );
  const claims = rows.map(([reference, , patient, date, billed]) => {
    const [firstName, ...lastName] = patient.split(' ');
    return { reference, firstName, lastName: lastName.join(' '), date, billed };
  });
  return { number: (await group.locator('td[rowspan] code').textContent()) ?? '', claims };
}

/** @param {Claim} claim @returns {Record<string, string>} label -> value of its card */
export function claimFields({ reference, firstName, lastName, date, billed }) {
  return {
    'Claim ID or member ID': reference,
    "Patient's first name": firstName,
    "Patient's last name": lastName,
    'Service date': date,
    'Total billed amount': billed,
  };
}

/** @param {Page} page @param {Record<string, string>} values label -> value */
export async function expectCard(page, values) {
  for (const [label, value] of Object.entries(values)) {
    await expect(card(page).getByLabel(label, { exact: true })).toHaveValue(value);
  }
}

/** Another day of the same month, as the same page would write it. @param {string} date as in "November 4, 2026" */
export function wrongDay(date) {
  const [, month, day, year] = /^(\w+) (\d+), (\d+)$/.exec(date) ?? [];
  return { day: ordinal(Number(day)), wrong: `${month} ${day === '1' ? 2 : 1}, ${year}` };
}

/** @param {number} day as in 5 -> 5th */
function ordinal(day) {
  const ending = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(day);
  return `${day}${ending[/** @type {keyof typeof ending} */ (rule)]}`;
}

/** The chat of the provider's page, in front of the card of the first claim. @param {Page} page @param {Desk} desk */
export async function startOwnership(page, desk) {
  await page.goto(desk.at('/provider'));
  const clinic = await organization(page, 'Harborview Family Clinic');
  await openChat(page);
  await say(page, 'is our clinic already registered');
  await press(page, 'Tax ID (TIN)');
  await expect(card(page).getByRole('heading', { name: 'First claim' })).toBeVisible();
  return clinic;
}

/** Both claims by form, so that the number is asked for. @param {Page} page @param {Claim[]} claims */
export async function fillClaims(page, [first, second]) {
  await fillCard(page, claimFields(first));
  await expect(card(page).getByRole('heading', { name: 'Second claim' })).toBeVisible();
  await fillCard(page, claimFields(second));
  await expect(card(page).getByLabel('Tax ID (TIN)')).toBeVisible();
}
