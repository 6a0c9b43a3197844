// The chat as a visitor uses it, for tests with the scripted and with the real desk.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { expect } from '@playwright/test';

/** @import { Locator, Page } from '@playwright/test' */

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** @param {Page} page @returns {Locator} */
export const panel = (page) => page.locator('frontdesk-chat section.panel');
/** @param {Page} page @returns {Locator} */
export const log = (page) => page.locator('frontdesk-chat').getByRole('log');
/** @param {Page} page @returns {Locator} */
export const composer = (page) => page.locator('frontdesk-chat textarea');
/** @param {Page} page @returns {Locator} what the desk has said, one element a line */
export const said = (page) => log(page).locator('li > .theirs, li > * > .theirs');
/** @param {Page} page @param {string | RegExp} text @returns {Locator} bubbles that say it, of either side */
export const bubble = (page, text) => log(page).locator('.bubble').filter({ hasText: text });
/** @param {Page} page @returns {Locator} the open card, wherever it stands */
export const card = (page) => page.locator('frontdesk-chat form.card');

/** @param {Page} page */
export async function openChat(page) {
  await page.locator('frontdesk-chat .launcher').click();
  await expect(composer(page)).toBeFocused();
}

/** @param {Page} page @param {string} text */
export async function say(page, text) {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** @param {Page} page @returns {Promise<string>} */
export async function lastBotText(page) {
  return (await said(page).last().locator('.prose, .plain').first().textContent()) ?? '';
}

/** @param {Page} page @param {Record<string, string>} values label -> value @param {{ send?: boolean }} [how] */
export async function fillCard(page, values, { send = true } = {}) {
  for (const [label, value] of Object.entries(values)) await card(page).getByLabel(label, { exact: true }).fill(value);
  if (send) await card(page).getByRole('button', { name: 'Continue' }).click();
}

/** The same for secrets: the field stands in the composer's place. @param {Page} page @param {Record<string, string>} secrets */
export async function fillSealed(page, secrets) {
  await expect(composer(page)).toBeHidden();
  await fillCard(page, secrets);
}

/** @param {Page} page @param {string} name */
export async function press(page, name) {
  await panel(page).getByRole('button', { name, exact: true }).last().click();
}

/** @param {Page} page @param {string} name of an entry of the menu */
export async function pick(page, name) {
  await press(page, 'More');
  await panel(page).getByRole('menuitem', { name, exact: true }).click();
}

/** @param {Page} page @param {string[]} [rules] only these @returns {Promise<string[]>} what axe finds wrong, one line each; evaluated past the page's content policy */
export async function accessibilityFlaws(page, rules) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(axePath, 'utf8'));
  return page.evaluate(async (rules) => {
    const { violations } = await /** @type {any} */ (window).axe.run(document, {
      resultTypes: ['violations'],
      rules: { 'target-size': { enabled: true } },
      ...(rules && { runOnly: rules }),
    });
    return violations.map(
      (/** @type {any} */ flaw) =>
        `${flaw.id}: ${flaw.nodes.map((/** @type {any} */ node) => node.target.flat().join(' ')).join(', ')}`,
    );
  }, rules);
}

/** @param {Page} page @returns {Promise<string>} everything that the page has stored in the browser */
export function storedText(page) {
  return page.evaluate(() => JSON.stringify({ ...sessionStorage }) + JSON.stringify({ ...localStorage }));
}
