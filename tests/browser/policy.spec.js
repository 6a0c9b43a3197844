// The pages ask nobody but the desk, and nothing that they do breaks their own content policy.

import { expect, test } from '@playwright/test';

import { fillSealed, openChat, panel, press, said, say } from './chat-page.js';
import { OMAR, fillClaims, receipt, startOwnership } from './errand-page.js';
import { signIn, useDesk } from './support.js';
import { watchTraffic } from './traffic.js';

const desk = useDesk();

test('no request to another host and no complaint in the console, on every page and through an errand', async ({ page }) => {
  const traffic = watchTraffic(page);
  const { headers } = await page.goto(desk.at('/member')).then((response) => ({ headers: response?.headers() ?? {} }));
  expect(headers['content-security-policy']).toMatch(/default-src 'self'/);
  expect(headers['content-security-policy']).not.toMatch(/unsafe/);
  for (const path of ['/', '/demo/outbox', '/member']) await page.goto(desk.at(path), { waitUntil: 'networkidle' });
  await openChat(page);
  await say(page, 'when will my pin arrive');
  await expect(said(page)).toHaveCount(2);
  await signIn(page, OMAR.userName, OMAR.password);
  await expect(panel(page)).toBeVisible();

  const { number, claims } = await startOwnership(page, desk);
  await fillClaims(page, claims);
  await fillSealed(page, { 'Tax ID (TIN)': number });
  await press(page, 'Yes');
  await expect(receipt(page, 'Ownership verified')).toBeVisible();
  await press(page, 'Print');
  await expect(page.locator('frontdesk-chat iframe.print-frame')).toHaveCount(1);

  expect(traffic.complaints).toEqual([]);
  const { host } = new URL(desk.at('/'));
  expect(traffic.requests.filter(({ url }) => !url.startsWith('data:') && new URL(url).host !== host)).toEqual([]);
  expect(traffic.requests.filter(({ url }) => new URL(url).search.includes('token'))).toEqual([]);
});
