// The chat alone, with a desk that says what each test wants: talking, cards, answers.

import { expect, test } from '@playwright/test';

import { answer, claim, confirm, receipt } from './bodies.js';
import { accessibilityFlaws, card, composer, fillCard, log, openChat, panel, press, said, say, storedText } from './chat-page.js';
import { FakeDesk } from './fake-desk.js';

/** @type {FakeDesk} */
let desk;

test.beforeEach(async ({ page }) => {
  desk = new FakeDesk();
  await desk.open(page);
});

test('nothing is loaded but the launcher until it is pressed', async ({ page }) => {
  await expect(page.locator('.launcher')).toHaveText('Questions? Ask us');
  await expect(panel(page)).toHaveCount(0);
  expect(desk.hellos).toBe(0);
  await openChat(page);
  await expect(panel(page)).toBeVisible();
  await expect.poll(() => desk.hellos).toBe(1);
});

test('the first screen offers the errands, and one press says what is wanted', async ({ page }) => {
  await openChat(page);
  await press(page, 'Get a new PIN by mail');
  await expect.poll(() => desk.frames.at(-1)).toMatchObject({ type: 'say', text: 'Get a new PIN by mail' });
  await expect(panel(page).getByRole('button', { name: 'Reset my password' })).toBeHidden();
});

test('a question is answered with its steps, its errand and questions near by', async ({ page }) => {
  desk.answer = () => desk.say(answer);
  await openChat(page);
  await say(page, 'i lost my pin');
  await expect(log(page).getByText('address we have on record')).toBeVisible();
  await expect(log(page).locator('.prose li')).toHaveText(['Sign in.']);
  await expect(composer(page)).toBeFocused();

  desk.answer = () => {};
  await press(page, 'When does my PIN arrive?');
  await expect
    .poll(() => desk.frames.at(-1))
    .toMatchObject({ type: 'choose', seq: 2, choice: 'entry:member/pin/when-does-it-arrive' });
  await press(page, 'Get a new PIN by mail');
  await expect.poll(() => desk.frames.at(-1)).toMatchObject({ type: 'choose', seq: 2, choice: 'flow:reissue-pin' });
});

test('a thumb is counted once and stays', async ({ page }) => {
  desk.answer = ({ type }) => type === 'say' && desk.say(answer);
  await openChat(page);
  await say(page, 'i lost my pin');
  await press(page, 'This helped');
  await expect(log(page).getByText('Thank you for telling us.')).toBeVisible();
  await expect.poll(() => desk.frames.at(-1)).toMatchObject({ type: 'rate', seq: 2, helpful: true });
  await page.reload();
  await expect(log(page).getByText('Thank you for telling us.')).toBeVisible();
});

test('Shift and Enter begin a new line, Enter sends, an empty box sends nothing', async ({ page }) => {
  await openChat(page);
  await composer(page).press('Enter');
  await composer(page).pressSequentially('one');
  await composer(page).press('Shift+Enter');
  await composer(page).pressSequentially('two');
  expect(desk.frames).toEqual([]);
  await composer(page).press('Enter');
  await expect.poll(() => desk.frames.map((frame) => frame.text)).toEqual(['one\ntwo']);
});

test('an offer is pressed once, and is plain words afterwards', async ({ page }) => {
  const choices = [
    { id: 'entry:a', label: 'I lost my PIN.' },
    { id: 'entry:b', label: 'I forgot my password.' },
  ];
  desk.answer = ({ type }) => type === 'say' && desk.say({ kind: 'offer', text: 'Did you mean one of these?', choices });
  await openChat(page);
  await say(page, 'lost it');
  await press(page, 'I forgot my password.');
  await expect.poll(() => desk.frames.at(-1)).toMatchObject({ type: 'choose', seq: 2, choice: 'entry:b' });
  await expect(panel(page).getByRole('button', { name: 'I lost my PIN.' })).toHaveCount(0);
});

test('a card asks for what is missing, and the focus is there', async ({ page }) => {
  desk.answer = () => desk.say(claim(1));
  await openChat(page);
  await say(page, 'is our clinic registered');
  await fillCard(page, { 'Claim number': '24C0018823' });
  const first = card(page).getByLabel('First name of the patient');
  await expect(first).toBeFocused();
  await expect(first).toHaveAttribute('aria-invalid', 'true');
  await expect(card(page).getByText('Please fill in: First name of the patient')).toBeVisible();
  expect(desk.frames.filter((frame) => frame.type === 'fill')).toEqual([]);
});

test('a card is sent once, also when it is pressed twice, and the focus goes on to the next', async ({ page }) => {
  desk.answer = ({ type }) => desk.say(type === 'say' ? claim(1) : claim(2));
  await openChat(page);
  await say(page, 'is our clinic registered');
  await fillCard(page, { 'Claim number': '24C', 'First name of the patient': 'Ann', 'Total billed amount': '125' }, { send: false });
  await card(page).getByRole('button', { name: 'Continue' }).dblclick();
  await expect(card(page).getByText('Claim 2 of 2')).toBeVisible();
  await expect(card(page).getByLabel('Claim number')).toBeFocused();
  expect(desk.frames.filter((frame) => frame.type === 'fill')).toEqual([
    expect.objectContaining({ prompt: 'run.claim-1', values: { claim_id: '24C', first_name: 'Ann', amount: '125' } }),
  ]);
  await expect(log(page).locator('summary')).toHaveText('Claim 1 of 2: 24C, Ann, 125 Edit');
});

test('what was answered can be changed', async ({ page }) => {
  desk.answer = ({ type }) => desk.say(type === 'say' ? claim(1) : claim(2));
  await openChat(page);
  await say(page, 'is our clinic registered');
  await fillCard(page, { 'Claim number': '24C', 'First name of the patient': 'Ann', 'Total billed amount': '125' });
  await log(page).locator('summary').click();
  await log(page).getByRole('button', { name: 'Change: Total billed amount' }).click();
  await expect.poll(() => desk.frames.at(-1)).toMatchObject({ type: 'choose', seq: 3, choice: 'edit:amount' });
});

test('a question in between keeps what is half filled, and the card moves to its newest place', async ({ page }) => {
  desk.answer = () => desk.say(claim(1));
  await openChat(page);
  await say(page, 'is our clinic registered');
  await fillCard(page, { 'Claim number': '24C', 'First name of the patient': 'Ann' }, { send: false });
  desk.answer = () => {
    desk.say(answer);
    desk.say(claim(1));
  };
  await say(page, 'where is the claim number?');
  await expect(log(page).getByText('address we have on record')).toBeVisible();
  await expect(card(page)).toHaveCount(1);
  await expect(card(page).getByLabel('Claim number')).toHaveValue('24C');
  await expect(card(page).getByLabel('First name of the patient')).toHaveValue('Ann');
  await expect(log(page).locator('> ul > li').last().locator('form')).toHaveCount(1);
});

test('a card moves without taking the focus from the field that is being filled', async ({ page }) => {
  desk.answer = () => desk.say(claim(1));
  await openChat(page);
  await say(page, 'is our clinic registered');
  await card(page).getByLabel('First name of the patient').pressSequentially('An');
  desk.say(claim(1));
  await expect(log(page).locator('.remark')).toHaveCount(1);
  await page.keyboard.type('n');
  await expect(card(page).getByLabel('First name of the patient')).toHaveValue('Ann');
});

test('what is half filled outlives a reload, and is forgotten when its errand is over', async ({ page }) => {
  desk.answer = () => desk.say(claim(1));
  await openChat(page);
  await say(page, 'is our clinic registered');
  await fillCard(page, { 'Claim number': '24C', 'First name of the patient': 'Annabel' }, { send: false });
  await composer(page).fill('half a sentence');
  await page.reload();
  await expect(card(page).getByLabel('First name of the patient')).toHaveValue('Annabel');
  await expect(composer(page)).toHaveValue('half a sentence');
  desk.answer = () => desk.say({ kind: 'text', text: 'Cancelled.' });
  await press(page, 'Cancel');
  await expect(log(page).getByText('Cancelled.')).toBeVisible();
  await expect(card(page)).toHaveCount(0);
  await expect.poll(() => storedText(page)).not.toContain('Annabel');
});

test('the desk says what is wrong with a field, and what was right stays', async ({ page }) => {
  desk.answer = () => desk.say(claim(1));
  await openChat(page);
  await say(page, 'is our clinic registered');
  await expect(card(page)).toBeVisible();
  const marked = /** @type {any} */ (structuredClone(claim(1)));
  marked.fields[0].value = '24C';
  marked.fields[2].error = 'Please type an amount like 125.00.';
  desk.answer = () => desk.say(marked);
  await fillCard(page, { 'Claim number': '24c', 'First name of the patient': 'Ann', 'Total billed amount': 'much' });
  await expect(card(page).getByText('Please type an amount like 125.00.')).toBeVisible();
  await expect(card(page).getByLabel('Claim number')).toHaveValue('24C');
  await expect(card(page).getByLabel('Total billed amount')).toBeFocused();
});

test('a choice is buttons, by key as well, and nothing is chosen by a slip', async ({ page }) => {
  desk.answer = ({ type }) => desk.say(type === 'say' ? confirm : receipt);
  await openChat(page);
  await say(page, 'new pin');
  await expect(card(page).getByRole('button', { name: 'Yes' })).toBeVisible();
  await composer(page).press('Enter');
  expect(desk.frames.length).toBe(1);
  await card(page).getByRole('button', { name: 'Yes' }).press('Enter');
  await expect.poll(() => desk.frames.at(-1)).toMatchObject({ type: 'choose', seq: 2, choice: 'yes' });
  await expect(log(page).getByRole('article', { name: 'New PIN on its way' })).toBeVisible();
  await expect(composer(page)).toBeFocused();
});

test('the reason is told without asking, the other ways are asked of the desk', async ({ page }) => {
  desk.answer = () => desk.say(claim(1));
  await openChat(page);
  await say(page, 'is our clinic registered');
  await press(page, 'Why do you ask?');
  await expect(card(page).getByText('Two claims show')).toBeVisible();
  expect(desk.frames.length).toBe(1);
  desk.answer = () => {};
  await press(page, 'Back');
  await expect.poll(() => desk.frames.at(-1)).toMatchObject({ type: 'choose', seq: 2, choice: 'back' });
});

test('a receipt is copied and printed by itself', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  desk.answer = () => desk.say(receipt);
  await openChat(page);
  await say(page, 'yes');
  await expect(log(page).getByRole('link', { name: '1-800-555-0100' })).toHaveAttribute('href', 'tel:18005550100');
  await press(page, 'Copy reference');
  await expect(log(page).getByText('Copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('FD-7K2M-93QX');
  await press(page, 'Print');
  const printed = page.frameLocator('iframe.print-frame').locator('article');
  await expect(printed).toContainText('FD-7K2M-93QX');
  await expect(printed.getByRole('button')).toHaveCount(0);
});

test('HTML is cleaned again: no script, no style, no other address than a visitor may be led to', async ({ page }) => {
  const html = `<p onclick="hacked=1">ok <img src=x onerror="hacked=1"><a href="javascript:hacked=1">a</a>
    <a href="https://example.org/">b</a><script>hacked=1</script><style>p{display:none}</style></p>`;
  desk.answer = () => desk.say({ ...answer, html });
  await openChat(page);
  await say(page, 'x');
  const prose = said(page).last().locator('.prose');
  await expect(prose.getByText('ok')).toBeVisible();
  expect((await prose.innerHTML()).replace(/\s+/g, ' ')).toBe(
    '<p>ok a <a href="https://example.org/" target="_blank" rel="noopener noreferrer" title="Opens in a new tab">b</a></p>',
  );
  await say(page, '<b>bold</b>');
  await expect(log(page).getByText('<b>bold</b>')).toBeVisible();
});

test('suggestions help with a question, and never see anything personal', async ({ page }) => {
  desk.suggestions = ['When does my PIN arrive?', 'Where do I enter my PIN?'];
  const asked = /** @type {string[]} */ ([]);
  page.on('request', (request) => request.url().includes('/api/suggest') && asked.push(request.url()));
  await openChat(page);
  await composer(page).fill('where is my pin');
  await panel(page).getByRole('option', { name: 'Where do I enter my PIN?' }).click();
  await expect(composer(page)).toBeFocused();
  await expect.poll(() => desk.frames.map((frame) => frame.text)).toEqual(['Where do I enter my PIN?']);
  expect(asked.length).toBe(1);
  for (const text of ['my ssn is 123-45-6789', 'my password is hunter', 'ann@example.org', 'born 3/14/61']) {
    await composer(page).fill(text);
    await page.waitForTimeout(250);
  }
  expect(asked.length).toBe(1);
});

test('Escape leads back to the launcher, the menu first; what comes meanwhile is counted', async ({ page }) => {
  await openChat(page);
  await say(page, 'hello');
  await expect.poll(() => desk.lines.length).toBe(1);
  await press(page, 'More');
  await page.keyboard.press('Escape');
  await expect(panel(page).getByRole('menuitem', { name: 'Start over' })).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await expect(page.locator('.launcher')).toBeFocused();
  desk.say(answer);
  await expect(page.locator('.launcher .badge')).toContainText('1');
  await page.reload();
  await expect(page.locator('.launcher .badge')).toContainText('1');
  await openChat(page);
  await page.keyboard.press('Escape');
  await expect(page.locator('.launcher .badge')).toBeEmpty();
});

test('someone who reads further up is not carried away, but told', async ({ page }) => {
  await openChat(page);
  for (let line = 0; line < 12; line += 1) desk.say(answer);
  await expect(said(page)).toHaveCount(13);
  await panel(page).locator('.scroller').evaluate((scroller) => scroller.scrollTo(0, 0));
  const top = () => panel(page).locator('.scroller').evaluate((scroller) => scroller.scrollTop);
  await expect.poll(top).toBe(0);
  desk.say({ kind: 'text', text: 'One more.' });
  await press(page, 'New messages');
  await expect(log(page).getByText('One more.')).toBeInViewport();
  await expect(panel(page).getByRole('button', { name: 'New messages' })).toBeHidden();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await accessibilityFlaws(page)).toEqual([]);
    await openChat(page);
    expect(await accessibilityFlaws(page)).toEqual([]);
    desk.say(answer);
    desk.say(receipt);
    desk.say({ kind: 'handoff', state: 'unavailable', text: 'Please call 1-800-555-0100.' });
    desk.answer = () => desk.say(claim(1));
    await say(page, 'is our clinic registered');
    await card(page).getByRole('button', { name: 'Continue' }).click();
    await expect(card(page).getByText('Please fill in: Claim number')).toBeVisible();
    expect(await accessibilityFlaws(page)).toEqual([]);
    await press(page, 'More');
    expect(await accessibilityFlaws(page)).toEqual([]);
  });
}

test('at 320 pixels it fills the screen and nothing sticks out', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  desk.answer = () => {
    desk.say(answer);
    desk.say(claim(1));
  };
  await openChat(page);
  await say(page, 'a-very-long-word-that-has-no-place-to-break-it-and-goes-on-and-on-and-on');
  await expect(card(page)).toBeVisible();
  expect(await panel(page).boundingBox()).toEqual({ x: 0, y: 0, width: 320, height: 568 });
  const sticksOut = await panel(page).evaluate((node) => [...node.querySelectorAll('.scroller, .dock')].some((part) => part.scrollWidth > part.clientWidth));
  expect(sticksOut).toBe(false);
});
