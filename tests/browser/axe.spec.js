// What axe finds on the pages and in every state of the chat: nothing, narrow and wide, light and dark.

import { expect, test } from '@playwright/test';

import { accessibilityFlaws, bubble, card, fillCard, fillSealed, log, openChat, panel, press, said, say } from './chat-page.js';
import { RUTH, claimFields, receipt, startOwnership } from './errand-page.js';
import { signIn, useDesk } from './support.js';

/** @import { Page } from '@playwright/test' */

const desk = useDesk();
const LOOKS = [320, 1600].flatMap((width) =>
  /** @type {const} */ (['light', 'dark']).map((colorScheme) => ({ width, colorScheme })),
);

test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: 'reduce' }));

/** Also that nothing needs to be scrolled sideways. @param {Page} page @param {string} state */
async function expectNoFlaws(page, state) {
  for (const { width, colorScheme } of LOOKS) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 720 });
    expect(await accessibilityFlaws(page), `${state}, ${width} px, ${colorScheme}`).toEqual([]);
    const wider = await page.evaluate(() => {
      const scroller = document.querySelector('frontdesk-chat')?.shadowRoot?.querySelector('.scroller');
      return [document.documentElement, scroller].filter((box) => box && box.scrollWidth > box.clientWidth).length;
    });
    expect(wider, `${state}, ${width} px: wider than the screen`).toBe(0);
  }
}

for (const path of ['/', '/member', '/provider', '/demo/outbox']) {
  test(`the page ${path}`, async ({ page }) => {
    await page.goto(desk.at(path));
    if (path.length > 1 && path !== '/demo/outbox') await expect(page.locator('frontdesk-chat .launcher')).toBeVisible();
    await expectNoFlaws(page, path);
  });
}

test('the chat with its first screen, an answer, an offer and what was not understood', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await openChat(page);
  await expect(panel(page).getByRole('button', { name: 'Reset my password' })).toBeVisible();
  await expectNoFlaws(page, 'first screen');
  await say(page, 'when will my pin arrive');
  await expect(said(page)).toHaveCount(2);
  await press(page, 'This helped');
  await expect(log(page).getByText('Thank you for telling us.')).toBeVisible();
  await say(page, 'zebra crossing');
  await expect(said(page)).toHaveCount(3);
  await say(page, 'flying carpet');
  await expect(said(page)).toHaveCount(4);
  await expectNoFlaws(page, 'answer and ways out');
});

test('the chat with cards, a protected field and a receipt', async ({ page }) => {
  test.slow();
  const { number, claims } = await startOwnership(page, desk);
  await expectNoFlaws(page, 'claim card');
  await press(page, 'Why do you ask?');
  await fillCard(page, { ...claimFields(claims[0]), 'Service date': 'someday' });
  await expect(card(page).locator('.error').filter({ visible: true })).not.toHaveCount(0);
  await expectNoFlaws(page, 'card with an error');
  await fillCard(page, { 'Service date': claims[0].date });
  await fillCard(page, claimFields(claims[1]));
  await expect(card(page).getByLabel('Tax ID (TIN)')).toBeVisible();
  await expectNoFlaws(page, 'protected field');
  await press(page, 'Ask something else');
  await expectNoFlaws(page, 'composer beside a protected field');
  await press(page, 'Back to the protected field');
  await fillSealed(page, { 'Tax ID (TIN)': number });
  await press(page, 'Yes');
  await expect(receipt(page, 'Ownership verified')).toBeVisible();
  await expectNoFlaws(page, 'receipt');
});

test('the page of somebody who is signed in, after a refusal, with a letter in the outbox', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await signIn(page, RUTH.userName, 'not the password');
  await expect(page.getByRole('alert')).toBeVisible();
  await expectNoFlaws(page, 'refused');
  await signIn(page, RUTH.userName, RUTH.password);
  await openChat(page);
  await say(page, 'i lost my pin');
  await press(page, 'Yes');
  await expect(bubble(page, 'Mail a new PIN now?')).toBeVisible();
  await press(page, 'Yes');
  await expect(receipt(page, 'New PIN on its way')).toBeVisible();
  await panel(page).getByRole('button', { name: 'Close the chat' }).click();
  await expectNoFlaws(page, 'signed in');
  await page.goto(desk.at('/demo/outbox'));
  await expect(page.getByRole('heading', { name: 'Your PIN', exact: true })).toBeVisible();
  await expectNoFlaws(page, 'outbox');
});
