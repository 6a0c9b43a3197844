// On every screen and with every setting: nothing sticks out, nothing is too small to press, and axe finds nothing.

import { expect, test } from '@playwright/test';

import { answer, claim, confirm, newPassword, receipt } from './bodies.js';
import { accessibilityFlaws, card, composer, log, openChat, panel, press, said, say } from './chat-page.js';
import { FakeDesk } from './fake-desk.js';

/** @import { BrowserContextOptions, Page } from '@playwright/test' */

/**
 * @typedef {BrowserContextOptions & { style?: { fontSize: string }, dir?: string }} Look `style` and `dir` of the
 *   page around the chat
 */

/** @type {Record<string, Look>} */
const LOOKS = {
  'a small phone': { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true },
  'a phone that lies, dark': { viewport: { width: 740, height: 340 }, colorScheme: 'dark' },
  'text at 200 %': { viewport: { width: 1280, height: 720 }, style: { fontSize: '200%' } },
  'text at 200 % on a phone': { viewport: { width: 360, height: 700 }, style: { fontSize: '200%' } },
  'forced colours': { forcedColors: 'active' },
  'right to left': { viewport: { width: 400, height: 700 }, dir: 'rtl' },
};

/** @param {Page} page @param {FakeDesk} desk @param {Look} look */
async function openAs(page, desk, { style, dir }) {
  await desk.open(page);
  await page.evaluate(([style, dir]) => {
    Object.assign(document.documentElement.style, style);
    document.documentElement.dir = /** @type {string} */ (dir);
  }, /** @type {const} */ ([style ?? {}, dir ?? 'ltr']));
}

/** @param {Page} page @returns {Promise<string[]>} what sticks out of the window or has to be scrolled sideways */
function sticksOut(page) {
  return panel(page).evaluate((node) =>
    [...node.querySelectorAll('*')]
      .filter((part) => !part.closest('.sr, svg') && part.getClientRects().length > 0)
      .filter((part) => {
        const { left, right } = part.getBoundingClientRect();
        const scrolls = part.matches('.scroller, .dock, .sealed-dock, .menu, .suggestions');
        return left < -1 || right > innerWidth + 1 || (scrolls && part.scrollWidth > part.clientWidth + 1);
      })
      .map((part) => `${part.localName}.${part.className}`),
  );
}

/** @param {Page} page @param {string} state */
async function expectFine(page, state) {
  expect(await sticksOut(page), state).toEqual([]);
  expect(await accessibilityFlaws(page), state).toEqual([]);
}

for (const [name, look] of Object.entries(LOOKS)) {
  const { style, dir, ...options } = look;
  test.describe(name, () => {
    test.use({ ...options, contextOptions: { reducedMotion: 'reduce', forcedColors: options.forcedColors ?? 'none' } });

    test('all that there is to see is fine', async ({ page }) => {
      const desk = new FakeDesk();
      await openAs(page, desk, look);
      await openChat(page);
      await expectFine(page, 'first screen');
      await press(page, 'More');
      await expectFine(page, 'menu');
      await page.keyboard.press('Escape');
      desk.answer = ({ type }) => type === 'say' && desk.say(answer);
      await say(page, 'i lost my pin');
      await press(page, 'This did not help');
      await press(page, 'Add a word');
      await expectFine(page, 'answer');
      desk.answer = () => desk.say(claim(1));
      await say(page, 'is our clinic registered');
      await card(page).getByRole('button', { name: 'Continue' }).click();
      await press(page, 'Why do you ask?');
      await expectFine(page, 'card');
      desk.answer = () => desk.say(confirm);
      await say(page, 'go on');
      await expect(card(page).getByRole('button', { name: 'Yes' })).toBeVisible();
      await expectFine(page, 'choices');
      desk.answer = () => desk.say(newPassword);
      await say(page, 'reset my password');
      await expect(composer(page)).toBeHidden();
      await expectFine(page, 'protected field');
      desk.say(receipt);
      await expect(log(page).getByRole('article')).toBeVisible();
      await expectFine(page, 'receipt');
    });
  });
}

test('a page that reads from right to left has the chat turned round', async ({ page }) => {
  const desk = new FakeDesk();
  await openAs(page, desk, { dir: 'rtl' });
  await openChat(page);
  await say(page, 'hello');
  const left = async (/** @type {import('@playwright/test').Locator} */ part) => (await part.boundingBox())?.x ?? -1;
  expect(await left(panel(page))).toBe(16);
  expect(await left(log(page).locator('.own'))).toBeLessThan(await left(said(page).first()));
  expect(await left(panel(page).locator('.send'))).toBeLessThan(await left(composer(page)));
});

test.describe('on touch', () => {
  test.use({ viewport: { width: 390, height: 760 }, hasTouch: true, isMobile: true });

  test('all that can be pressed is at least 44 pixels high', async ({ page }) => {
    const desk = new FakeDesk();
    desk.suggestions = ['When does my PIN arrive?'];
    await desk.open(page);
    await openChat(page);
    await composer(page).fill('where is my pin');
    await expect(panel(page).getByRole('option')).toBeVisible();
    desk.say(answer);
    desk.say(receipt);
    desk.say(claim(1));
    await expect(card(page)).toBeVisible();
    await press(page, 'More');
    const small = await panel(page).evaluate((node) =>
      [...node.querySelectorAll('button, input, textarea, [role=option]')]
        .filter((part) => part.getClientRects().length > 0 && !part.matches('.skip'))
        .filter((part) => part.getBoundingClientRect().height < 44 || part.getBoundingClientRect().width < 44)
        .map((part) => part.outerHTML),
    );
    expect(small).toEqual([]);
  });

  test('the keyboard of a phone covers nothing: the chat ends where it begins', async ({ page }) => {
    await page.addInitScript(() => {
      const view = /** @type {VisualViewport} */ (window.visualViewport);
      let height = 760;
      Object.defineProperty(view, 'height', { get: () => height });
      addEventListener('keyboard', () => {
        height = 420;
        view.dispatchEvent(new Event('resize'));
      });
    });
    const desk = new FakeDesk();
    await desk.open(page);
    await openChat(page);
    await page.evaluate(() => dispatchEvent(new Event('keyboard')));
    const box = await composer(page).boundingBox();
    expect((box?.y ?? 999) + (box?.height ?? 999)).toBeLessThan(420);
  });
});

test('a page sets colour, letters, corners, size and place by properties', async ({ page }) => {
  const desk = new FakeDesk();
  await desk.open(page);
  await page.locator('frontdesk-chat').evaluate((/** @type {HTMLElement} */ chat) => {
    const set = { accent: '#ffd400', font: 'monospace', radius: '0px', width: '320px', start: '40px', end: 'auto', bottom: '50px', 'z-index': '7' };
    for (const [name, value] of Object.entries(set)) chat.style.setProperty(`--frontdesk-${name}`, value);
  });
  await openChat(page);
  const box = await panel(page).boundingBox();
  expect([box?.x, box?.width, 720 - (box?.y ?? 0) - (box?.height ?? 0)]).toEqual([40, 320, 50]);
  await expect(panel(page)).toHaveCSS('border-radius', '0px');
  await expect(panel(page)).toHaveCSS('font-family', 'monospace');
  await expect(panel(page)).toHaveCSS('z-index', '7');
  await say(page, 'hello');
  // So light a colour is made dark enough for the white letters on it.
  expect(await accessibilityFlaws(page)).toEqual([]);
});

test('the chat is not in the way when the page is printed', async ({ page }) => {
  const desk = new FakeDesk();
  await desk.open(page);
  await openChat(page);
  await page.emulateMedia({ media: 'print' });
  await expect(panel(page)).toBeHidden();
});
