// A new password, in the browser, with the real program: from "forgot my password" to signing in with the new one.

import { expect, test } from '@playwright/test';

import { bubble, card, composer, fillCard, fillSealed, openChat, panel, press, say } from './chat-page.js';
import { RUTH, headingAfterSignIn, mailedCode, receipt, securityAnswers } from './errand-page.js';
import { useDesk } from './support.js';

/** @import { Page } from '@playwright/test' */

const NEW_PASSWORD = 'Planted9Secret';
const CODE = 'Code from the e-mail';

const desk = useDesk();

/** As far as the field for the new password. @param {Page} page */
async function prove(page) {
  await page.goto(desk.at('/member'));
  await openChat(page);
  await say(page, 'forgot my password');
  await fillCard(page, { 'User name': RUTH.userName });
  await expect(card(page).getByLabel(CODE)).toBeVisible();
  await fillSealed(page, { [CODE]: await mailedCode(page, desk, 'Your code to set a new password') });
  await fillSealed(page, await securityAnswers(page, RUTH.answers));
  await expect(card(page).getByLabel('New password')).toBeVisible();
}

test('the new password opens the account, the old one does not any more, and the owner is told', async ({ page, browser }) => {
  await prove(page);
  await fillSealed(page, { 'New password': NEW_PASSWORD });
  await expect(receipt(page, 'Password changed')).toContainText('Log in with your new password.');
  await expect(composer(page)).toBeFocused();

  expect(await headingAfterSignIn(browser, desk, { ...RUTH, password: NEW_PASSWORD })).toBe('Welcome, Ruth Miller');
  expect(await headingAfterSignIn(browser, desk, RUTH)).toBe('Your plan, your account');
  await expect
    .poll(async () => (await desk.outbox(page)).filter(({ subject }) => subject === 'Your password was changed').length)
    .toBe(1);
});

test('a wrong code, a wrong shape and a weak password are told at their field, and the errand goes on', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await openChat(page);
  await say(page, 'forgot my password');
  await fillCard(page, { 'User name': RUTH.userName });
  await expect(card(page).getByLabel(CODE)).toBeVisible();
  const code = await mailedCode(page, desk, 'Your code to set a new password');
  await fillSealed(page, { [CODE]: 'abc' });
  await expect(card(page).locator('.error')).toHaveText(/digits/);
  await fillSealed(page, { [CODE]: code === '000000' ? '000001' : '000000' });
  await expect(bubble(page, 'That is not the code we sent. Tries left: 4.')).toBeVisible();
  await fillSealed(page, { [CODE]: code });
  await fillSealed(page, await securityAnswers(page, RUTH.answers));
  await expect(card(page).getByLabel('New password')).toBeVisible();
  await fillSealed(page, { 'New password': 'password1' });
  await expect(bubble(page, 'That password cannot be used')).toBeVisible();
  await fillSealed(page, { 'New password': 'Second8Planted' });
  await expect(receipt(page, 'Password changed')).toBeVisible();
});

test('on a small screen the word that a code was wrong is in sight above its field', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(desk.at('/member'));
  await openChat(page);
  await say(page, 'forgot my password');
  await fillCard(page, { 'User name': RUTH.userName });
  await fillSealed(page, { [CODE]: '000000' });
  await expect(bubble(page, 'That is not the code we sent.')).toBeInViewport({ ratio: 1 });
  await expect(card(page).getByLabel(CODE)).toBeInViewport();
});

test('a question asked while the protected field is open is answered, and the field is there again', async ({ page }) => {
  await prove(page);
  await press(page, 'Ask something else');
  await expect(panel(page).getByText('Please do not type passwords, PINs or codes here.')).toBeVisible();
  await say(page, 'when will my pin arrive');
  await expect(bubble(page, 'business days').last()).toBeVisible();
  await expect(card(page).getByLabel('New password')).toBeFocused();
  await fillSealed(page, { 'New password': 'Third7Planted' });
  await expect(receipt(page, 'Password changed')).toBeVisible();
});
