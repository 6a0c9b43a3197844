// Without a mouse: all of it, with the real program.

import { expect, test } from '@playwright/test';

import { bubble, card, composer, log, panel, said } from './chat-page.js';
import { claimFields, organization, receipt } from './errand-page.js';
import { useDesk } from './support.js';

/** @import { Locator, Page } from '@playwright/test' */

const desk = useDesk();

/** Presses a key until `target` has the focus, as somebody does who can see where it is. @param {Page} page @param {Locator} target @param {'Tab' | 'Shift+Tab'} key */
async function go(page, target, key = 'Tab') {
  await expect(target).toBeVisible();
  const focused = () => target.evaluate((node) => node === /** @type {ShadowRoot | Document} */ (node.getRootNode()).activeElement);
  for (let pressed = 0; pressed < 60 && !(await focused()); pressed++) await page.keyboard.press(key);
  await expect(target).toBeFocused();
}

/** @param {Page} page @param {string} name */
const button = (page, name) => panel(page).getByRole('button', { name, exact: true }).last();

test('open, ask, pick an errand, fill both cards and the protected field, read the receipt, and close', async ({ page }) => {
  await page.goto(desk.at('/provider'));
  const { number, claims } = await organization(page, 'Harborview Family Clinic');
  const launcher = page.locator('frontdesk-chat .launcher');
  await go(page, launcher);
  await page.keyboard.press('Enter');
  await expect(composer(page)).toBeFocused();

  await page.keyboard.type('how many account managers can we have?');
  await page.keyboard.press('Enter');
  await expect(said(page)).toHaveCount(2);
  await expect(composer(page)).toBeFocused();
  await go(page, button(page, 'This helped'), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(log(page).getByText('Thank you for telling us.')).toBeVisible();

  await go(page, composer(page));
  await page.keyboard.type('is our clinic already registered');
  await page.keyboard.press('Enter');
  await go(page, button(page, 'Tax ID (TIN)'));
  await page.keyboard.press('Enter');
  for (const [index, claim] of claims.slice(0, 2).entries()) {
    await expect(card(page).getByRole('heading', { name: index === 0 ? 'First claim' : 'Second claim' })).toBeVisible();
    await expect(card(page).getByLabel('Claim ID or member ID')).toBeFocused();
    for (const value of Object.values(claimFields(claim))) {
      await page.keyboard.type(value);
      await page.keyboard.press('Tab');
    }
    await expect(button(page, 'Continue')).toBeFocused();
    await page.keyboard.press('Enter');
  }
  await expect(card(page).getByLabel('Tax ID (TIN)')).toBeFocused();
  await page.keyboard.type(number);
  await page.keyboard.press('Enter');
  await expect(bubble(page, 'Shall I check this now?')).toBeVisible();
  await go(page, button(page, 'Yes'));
  await page.keyboard.press('Enter');
  await expect(receipt(page, 'Ownership verified')).toBeVisible();
  await expect(composer(page)).toBeFocused();
  await go(page, receipt(page, 'Ownership verified').getByRole('button', { name: 'Copy reference' }), 'Shift+Tab');

  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await expect(launcher).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(receipt(page, 'Ownership verified')).toBeVisible();
});

test('an errand of the first screen is a Shift+Tab away', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await go(page, page.locator('frontdesk-chat .launcher'));
  await page.keyboard.press('Enter');
  await go(page, button(page, 'Reset my password'), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(card(page).getByLabel('User name')).toBeFocused();
});
