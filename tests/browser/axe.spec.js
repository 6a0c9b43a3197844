// What axe finds on the pages and in every state of the chat: nothing, narrow and wide, light and dark, with letters twice
// the size, and from right to left. `SHOTS=folder` keeps a picture of each, for a person to look at.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { answer } from './bodies.js';
import { accessibilityFlaws, bubble, card, composer, fillCard, fillSealed, log, openChat, panel, press, said, say } from './chat-page.js';
import { DANA, RUTH, claimFields, receipt, startOwnership } from './errand-page.js';
import { FakeDesk } from './fake-desk.js';
import { signIn, useDesk } from './support.js';

/** @import { Page } from '@playwright/test' */

/** @typedef {{ width: number, colorScheme: 'light' | 'dark', letters?: string, dir?: string }} Look */

const desk = useDesk();
const { SHOTS } = process.env;
/** @type {Look[]} the first with all rules, the others with those that depend on the look */
const LOOKS = [
  { width: 1280, colorScheme: 'light' },
  { width: 320, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 320, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light', letters: '200%' },
  { width: 320, colorScheme: 'dark', letters: '200%' },
  { width: 1280, colorScheme: 'light', dir: 'rtl' },
];
const OF_LOOKS = ['color-contrast', 'target-size', 'scrollable-region-focusable'];

test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: 'reduce' }));

/** Also that nothing needs to be scrolled sideways. @param {Page} page @param {string} state @param {string} [but] a rule that does not fit it */
async function expectNoFlaws(page, state, but = '') {
  for (const [index, look] of LOOKS.entries()) {
    await wear(page, look);
    const name = `${state}, ${Object.values(look).join(' ')}`;
    if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name.replace(/\W+/g, '-')}.png`) });
    const flaws = await accessibilityFlaws(page, index > 0 ? OF_LOOKS : undefined);
    expect.soft(flaws.filter((flaw) => !but || !flaw.startsWith(but)), name).toEqual([]);
    expect.soft(await page.evaluate(tooWide), `${name}: what is too wide`).toEqual([]);
  }
  await wear(page, LOOKS[0]);
}

/** @param {Page} page @param {Look} look */
async function wear(page, { width, colorScheme, letters = '', dir = '' }) {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.setViewportSize({ width, height: 720 });
  await page.evaluate(([letters, dir]) => {
    document.documentElement.style.fontSize = letters;
    document.documentElement.dir = dir;
  }, [letters, dir]);
}

/** Runs in the page. @returns {string[]} what does not fit in its box */
function tooWide() {
  const parts = '.panel, .header, .scroller, .dock, .suggestions, .menu, .card, .receipt';
  const chat = document.querySelector('frontdesk-chat')?.shadowRoot?.querySelectorAll(parts) ?? [];
  const inside = [...chat].filter((box) => box.scrollWidth > box.clientWidth + 1);
  const { scrollWidth, clientWidth } = document.documentElement;
  const beyond = (/** @type {Element} */ box) => box.getBoundingClientRect().right > clientWidth + 1 && !box.closest('.scroll, .skip');
  const outside = scrollWidth > clientWidth ? [...document.body.querySelectorAll('*')].filter(beyond) : [];
  return [...inside, ...outside].map((box) => `${box.localName}.${box.className}`);
}

test.beforeAll(async () => {
  if (SHOTS) await mkdir(SHOTS, { recursive: true });
});

test('the pages', async ({ page }) => {
  test.slow();
  for (const path of ['/', '/member', '/provider', '/demo/outbox', '/playground', '/nowhere']) {
    await page.goto(desk.at(path));
    if (['/member', '/provider', '/playground'].includes(path)) await expect(page.locator('frontdesk-chat .launcher')).toBeVisible();
    await expectNoFlaws(page, `page ${path}`);
  }
  await page.goto(desk.at('/member'));
  await signIn(page, RUTH.userName, 'not the password');
  await expect(page.getByRole('alert')).toBeVisible();
  await expectNoFlaws(page, 'refused');
  await page.goto(desk.at('/provider'));
  await signIn(page, DANA.userName, DANA.password);
  await expect(page.getByLabel('Code', { exact: true })).toBeVisible();
  await expectNoFlaws(page, 'second step');
});

test('the chat with its first screen, menu, suggestions, answers and what was not understood', async ({ page }) => {
  test.slow();
  await page.goto(desk.at('/provider'));
  await openChat(page);
  await expect(panel(page).getByRole('button', { name: 'Check for our account' })).toBeVisible();
  await expectNoFlaws(page, 'first screen');
  await press(page, 'More');
  await expect(panel(page).getByRole('menu')).toBeVisible();
  await expectNoFlaws(page, 'menu');
  await page.keyboard.press('Escape');
  await composer(page).fill('how do i');
  await expect(panel(page).getByRole('option')).not.toHaveCount(0);
  // The arrow keys of the message box go through the list, which scrolls with them.
  await expectNoFlaws(page, 'suggestions', 'scrollable-region-focusable');
  await say(page, 'how can i tell if my organization has an existing account');
  await expect(said(page)).toHaveCount(2);
  await expectNoFlaws(page, 'answer');
  await press(page, 'This helped');
  await expect(log(page).getByText('Thank you for telling us.')).toBeVisible();
  await say(page, 'zebra crossing');
  await expect(said(page)).toHaveCount(3);
  await say(page, 'flying carpet');
  await expect(said(page)).toHaveCount(4);
  await expectNoFlaws(page, 'ways out');
});

test('a long answer, folded and unfolded', async ({ page }) => {
  const fake = new FakeDesk();
  await fake.open(page);
  await openChat(page);
  const paragraph = 'It takes a while, and then it is there. '.repeat(7).trim();
  const html = `<p>${paragraph}</p>`.repeat(3);
  fake.say({ ...answer, text: [paragraph, paragraph, paragraph].join('\n\n'), html });
  const more = log(page).getByRole('button', { name: 'More', exact: true });
  await expect(more).toHaveAttribute('aria-expanded', 'false');
  await expectNoFlaws(page, 'answer folded');
  await more.click();
  await expectNoFlaws(page, 'answer unfolded');
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
  await fillSealed(page, { 'Tax ID (TIN)': '12' });
  await expect(card(page).locator('.error').filter({ visible: true })).not.toHaveCount(0);
  await expectNoFlaws(page, 'protected field');
  await press(page, 'Ask something else');
  await expectNoFlaws(page, 'composer beside a protected field');
  await press(page, 'Back to the protected field');
  await fillSealed(page, { 'Tax ID (TIN)': number });
  await press(page, 'Yes');
  await expect(receipt(page, 'Ownership verified')).toBeVisible();
  await expectNoFlaws(page, 'receipt');
});

test('the page of somebody who is signed in, with a letter in the outbox', async ({ page }) => {
  await page.goto(desk.at('/member'));
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
