// The pictures in CONTENT.md, taken from the real program: `npm run screenshots` (after `cargo build`) writes them anew.
//
//   docs/images/answer.png    an answer, asked for in one's own words
//   docs/images/errand.png    an errand's card: several fields, each with its hint and why it is asked
//   docs/images/receipt.png   the receipt at its end

import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { chromium, expect } from '@playwright/test';

import config from '../../playwright.config.js';
import { bubble, card, openChat, panel, press, say } from './chat-page.js';
import { RUTH, receipt } from './errand-page.js';
import { Desk, signIn } from './support.js';

const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const VIEW = { width: 1000, height: 640 };

/** The chat alone. @param {import('@playwright/test').Page} page @param {string} name */
async function keep(page, name) {
  await page.mouse.move(0, 0);
  await panel(page).screenshot({ path: `${IMAGES}${name}.png`, animations: 'disabled', scale: 'css' });
}

const desk = new Desk();
await mkdir(IMAGES, { recursive: true });
await desk.start();
const browser = await chromium.launch(config.use?.launchOptions);

/** Somebody new. @param {string} path of the page that they open */
async function visitor(path) {
  const context = await browser.newContext({ viewport: VIEW, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(desk.at(path));
  return page;
}

try {
  const page = await visitor('/member');
  await openChat(page);
  await say(page, 'how long does the letter with my pin take');
  await expect(bubble(page, 'business days').last()).toBeVisible();
  await keep(page, 'answer');

  const clinic = await visitor('/provider');
  await openChat(clinic);
  await say(clinic, 'is our clinic already registered');
  await press(clinic, 'Tax ID (TIN)');
  await expect(card(clinic)).toBeVisible();
  await keep(clinic, 'errand');

  const ruth = await visitor('/member');
  await signIn(ruth, RUTH.userName, RUTH.password);
  await openChat(ruth);
  await say(ruth, 'i lost my pin');
  await press(ruth, 'Yes');
  await expect(bubble(ruth, 'Mail a new PIN now?')).toBeVisible();
  await press(ruth, 'Yes');
  await expect(receipt(ruth, 'New PIN on its way')).toContainText('Arrives');
  await keep(ruth, 'receipt');
} finally {
  await browser.close();
  await desk.stop();
}
