// The playground: every setting is seen at once, every call does what it says, and the lines it gives work elsewhere.

import { expect, test } from '@playwright/test';

import { log, panel } from './chat-page.js';
import { RUTH } from './errand-page.js';
import { signIn, useDesk } from './support.js';
import { watchTraffic } from './traffic.js';

/** @import { Page } from '@playwright/test' */

const desk = useDesk();

/** @param {Page} page @param {string} name */
const call = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** @param {Page} page @param {string} property of the launcher */
const look = (page, property) => page.locator('frontdesk-chat .launcher').evaluate((node, property) => getComputedStyle(node).getPropertyValue(property), property);

test('settings are seen at once, and the lines for another page say the same', async ({ page }) => {
  const traffic = watchTraffic(page);
  await page.goto(desk.at('/'));
  await page.getByRole('main').getByRole('link', { name: 'playground' }).click();
  await expect(page.locator('frontdesk-chat .launcher')).toBeVisible();
  await page.getByLabel('Audience').selectOption('Providers');
  await page.waitForURL(/audience=provider/);
  await page.getByLabel("The launcher's words").fill('Ask "us"');
  await page.getByRole('button', { name: 'Load again' }).click();
  await expect(page.locator('frontdesk-chat .launcher')).toHaveText('Ask "us"');
  await page.getByLabel('Theme').selectOption('Dark');
  await page.getByLabel('Direction of text').selectOption('Right to left');
  await page.getByLabel('Accent').fill('#7a1fa2');
  await page.getByLabel('From the lower edge').fill('40px');
  await expect(page.locator('frontdesk-chat')).toHaveAttribute('theme', 'dark');
  await expect.poll(() => look(page, 'bottom')).toBe('40px');
  await expect.poll(() => look(page, 'left')).toBe('16px');
  expect(await page.locator('#snippet').textContent()).toBe(
    `<script type="module" async src="${desk.at('/widget.js')}" data-audience="provider" data-label="Ask &quot;us&quot;" data-theme="dark"></script>\n` +
      '<style>\nfrontdesk-chat {\n  --frontdesk-accent: #7a1fa2;\n  --frontdesk-bottom: 40px;\n}\n</style>',
  );
  expect(traffic.complaints).toEqual([]);
});

test('every call does what it says, and what the page hears of it is shown', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await signIn(page, RUTH.userName, RUTH.password);
  await page.goto(desk.at('/playground'));
  const heard = page.getByRole('log', { name: 'What the page hears' });
  await expect(heard).toContainText('frontdesk:ready {}');
  await call(page, 'identify');
  await call(page, 'open');
  await expect(panel(page)).toBeVisible();
  await expect(heard).toContainText('frontdesk:opened {}');
  await call(page, 'close');
  await expect(heard).toContainText('frontdesk:closed {}');
  await call(page, 'ask');
  await expect(log(page)).toContainText('business days');
  await expect(heard).toContainText('frontdesk:message {"seq":2,"from":"visitor","kind":"text"}');
  await call(page, 'setLocale');
  await expect(page.locator('frontdesk-chat')).toHaveAttribute('locale', 'en');
  await call(page, 'shutdown');
  await expect(panel(page)).toHaveCount(0);
  await expect(page.locator('frontdesk-chat .launcher')).toBeVisible();
});

test('whoever is not signed in is told why there is no identity', async ({ page }) => {
  await page.goto(desk.at('/playground'));
  await call(page, 'identify');
  await expect(page.getByRole('log', { name: 'What the page hears' })).toContainText('nobody is signed in');
});
