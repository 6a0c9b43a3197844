// Secrets, in the browser, with the real program: they stand in the body of one request and nowhere else.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { card, composer, fillCard, fillSealed, log, openChat, panel, press, say } from './chat-page.js';
import { RUTH, fillClaims, mailedCode, receipt, securityAnswers, startOwnership } from './errand-page.js';
import { useDesk } from './support.js';
import { everythingKept, watchTraffic } from './traffic.js';

/** @import { Page } from '@playwright/test' */

const NEW_PASSWORD = 'Planted9Secret';

const desk = useDesk();

/** A number counts only where it is not part of a longer one. @param {string} text @param {string} secret */
const holds = (text, secret) => new RegExp(`(?<![0-9])${secret}(?![0-9])`, 'i').test(text);

/**
 * Nothing of `secrets` is in the page, in what the browser keeps, in frames or addresses; each went out once, in the body of
 * a request to `/api/sealed`.
 *
 * @param {Page} page @param {ReturnType<typeof watchTraffic>} traffic @param {string[]} secrets
 */
async function expectNowhere(page, traffic, secrets) {
  const kept = await everythingKept(page);
  for (const secret of secrets) {
    expect(holds(kept, secret), `${secret} in the page or in its storage`).toBe(false);
    expect(traffic.frames.filter((frame) => holds(frame, secret))).toEqual([]);
    expect(traffic.requests.filter(({ url }) => holds(url, secret))).toEqual([]);
    const carriers = traffic.requests.filter(({ body }) => holds(body, secret));
    expect(carriers.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual(['POST /api/sealed']);
  }
  const names = (await readdir(desk.data)).filter((name) => name.startsWith('chat'));
  expect(names).not.toEqual([]);
  for (const name of names) {
    const file = await readFile(join(desk.data, name), 'latin1');
    for (const secret of secrets) expect(holds(file, secret), `${secret} in ${name}`).toBe(false);
  }
}

test('after a new password nothing of code, answers and password is left in the browser', async ({ page }) => {
  const traffic = watchTraffic(page);
  await page.goto(desk.at('/member'));
  await openChat(page);
  await say(page, 'forgot my password');
  await fillCard(page, { 'User name': RUTH.userName });
  await expect(card(page).getByLabel('Code from the e-mail')).toBeVisible();
  const code = await mailedCode(page, desk, 'Your code to set a new password');
  await fillSealed(page, { 'Code from the e-mail': code });
  const answers = await securityAnswers(page, RUTH.answers);
  await fillSealed(page, answers);
  await expect(card(page).getByLabel('New password')).toBeVisible();
  await fillSealed(page, { 'New password': NEW_PASSWORD });
  await expect(receipt(page, 'Password changed')).toBeVisible();
  const secrets = [code, ...Object.values(answers), NEW_PASSWORD];
  expect(secrets).toHaveLength(4);
  await expectNowhere(page, traffic, secrets);
  await page.reload();
  await expect(receipt(page, 'Password changed')).toBeVisible();
  await expectNowhere(page, traffic, secrets);
});

test('after a proof of ownership nothing of the Tax ID is left in the browser', async ({ page }) => {
  const traffic = watchTraffic(page);
  const { number, claims } = await startOwnership(page, desk);
  await fillClaims(page, claims);
  await fillSealed(page, { 'Tax ID (TIN)': number });
  await press(page, 'Yes');
  await expect(receipt(page, 'Ownership verified')).toBeVisible();
  await expectNowhere(page, traffic, [number]);
});

test('a secret that is typed as a message all the same is kept neither by the browser nor by the desk', async ({ page }) => {
  const { claims } = await startOwnership(page, desk);
  await fillClaims(page, claims);
  await press(page, 'Ask something else');
  await say(page, '471230985');
  await expect(card(page).getByLabel('Tax ID (TIN)')).toBeVisible();
  await expect(log(page).getByText('471230985')).toHaveCount(0);
  await press(page, 'Cancel');
  await expect(composer(page)).toBeVisible();
  await say(page, 'my password is Planted7Unasked');
  await expect(panel(page).getByText('Not sent yet')).toHaveCount(0);
  await expect.poll(() => log(page).innerText()).not.toContain('Planted7Unasked');
  const kept = await everythingKept(page);
  const stored = JSON.stringify(await desk.transcript(page));
  for (const secret of ['471230985', 'Planted7Unasked']) {
    expect(kept).not.toContain(secret);
    expect(stored).not.toContain(secret);
  }
});
