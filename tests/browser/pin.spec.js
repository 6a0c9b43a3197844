// A new PIN, in the browser, with the real program: exactly one letter, whatever happens on the way.

import { expect, test } from '@playwright/test';

import { bubble, card, log, openChat, panel, press, say } from './chat-page.js';
import { OMAR, RUTH, receipt } from './errand-page.js';
import { signIn, useDesk } from './support.js';

/** @import { Page } from '@playwright/test' */

const LUC = { userName: 'lucmoreau', password: 'Tram5Bellecour' };

const desk = useDesk();

/** How many PIN letters went to somebody. @param {Page} page @param {string} name @returns {Promise<number>} */
async function letters(page, name) {
  const mails = await desk.outbox(page);
  return mails.filter(({ subject, kind, to }) => kind === 'letter' && subject === 'Your PIN' && to.includes(name)).length;
}

test('a member who is signed in confirms the address and is mailed one PIN, and no second one on the same day', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await signIn(page, RUTH.userName, RUTH.password);
  await openChat(page);
  await say(page, 'i lost my pin');
  await expect(bubble(page, 'Is that still right?')).toBeVisible();
  await press(page, 'Yes');
  await expect(bubble(page, 'Mail a new PIN now?')).toBeVisible();
  expect(await letters(page, 'Ruth Miller')).toBe(0);
  await press(page, 'Yes');
  await expect(receipt(page, 'New PIN on its way')).toContainText('Arrives');
  await expect.poll(() => letters(page, 'Ruth Miller')).toBe(1);

  await say(page, 'i lost my pin');
  await press(page, 'Yes');
  await expect(bubble(page, 'Mail a new PIN now?')).toHaveCount(2);
  await press(page, 'Yes');
  await expect(bubble(page, 'A PIN was mailed to you on')).toBeVisible();
  expect(await letters(page, 'Ruth Miller')).toBe(1);
});

test('a member who is not signed in is asked to, signs in on the page, and the errand goes on by itself', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await openChat(page);
  await say(page, 'i lost my pin');
  await press(page, 'Sign in');
  await expect(page.getByLabel('User name')).toBeFocused();
  await signIn(page, OMAR.userName, OMAR.password);
  await expect(panel(page)).toBeVisible();
  await expect(log(page).getByText('You are signed in.')).toBeVisible();
  await expect(log(page).locator('.own .plain')).toHaveText(['i lost my pin']);
  await say(page, 'how long does it take?');
  await expect(bubble(page, 'business days').last()).toBeVisible();
  await press(page, 'Yes');
  await expect(bubble(page, 'Mail a new PIN now?')).toBeVisible();
  await press(page, 'Yes');
  await expect(receipt(page, 'New PIN on its way')).toBeVisible();
  await expect.poll(() => letters(page, OMAR.name)).toBe(1);
});

test('whoever does not want to sign in can cancel, and no button is left that leads nowhere', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await openChat(page);
  await say(page, 'i lost my pin');
  const signInButton = panel(page).getByRole('button', { name: 'Sign in', exact: true });
  await expect(signInButton).toBeVisible();
  await say(page, 'how long does it take?');
  await expect(bubble(page, 'business days')).toBeVisible();
  await expect(signInButton).toHaveCount(1);
  await say(page, 'cancel');
  await expect(bubble(page, 'All right, I have stopped here')).toBeVisible();
  await expect(signInButton).toHaveCount(0);
});

test('the program is killed the moment the visitor says yes: there is one receipt and one letter', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await signIn(page, LUC.userName, LUC.password);
  await openChat(page);
  await say(page, 'i lost my pin');
  await press(page, 'Yes');
  await expect(bubble(page, 'Mail a new PIN now?')).toBeVisible();
  await Promise.all([press(page, 'Yes'), desk.kill()]);
  await desk.start();
  await expect(receipt(page, 'New PIN on its way')).toBeVisible({ timeout: 30_000 });
  await expect(card(page)).toHaveCount(0);
  await expect.poll(() => letters(page, 'Luc Moreau')).toBe(1);
  await page.reload();
  await expect(receipt(page, 'New PIN on its way')).toHaveCount(1);
  expect(await letters(page, 'Luc Moreau')).toBe(1);
});
