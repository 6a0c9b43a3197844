// Questions and answers, in the browser, with the real program; reloads and cuts in between.

import { expect, test } from '@playwright/test';

import { bubble, composer, lastBotText, log, openChat, panel, pick, press, said, say } from './chat-page.js';
import { useDesk } from './support.js';

const desk = useDesk();

test('a member asks and is answered', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await openChat(page);
  await expect(panel(page).locator('.choices button')).not.toHaveCount(0);
  await say(page, 'when will my pin arrive');
  await expect(said(page)).toHaveCount(2);
  expect(await lastBotText(page)).toContain('three to five business days');
});

test('a related question is one press away, and what helped can be said, once', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await openChat(page);
  await say(page, 'when will my pin arrive');
  await press(page, 'This helped');
  await expect(log(page).getByText('Thank you for telling us.')).toBeVisible();
  await press(page, 'What is a PIN, and how do I get one?');
  await expect(said(page)).toHaveCount(3);
  expect(await lastBotText(page)).toMatch(/PIN/);
  await page.reload();
  await expect(said(page)).toHaveCount(3);
  await expect(log(page).getByRole('button', { name: 'This helped' })).toHaveCount(1);
});

test('a word with a thumb is kept, without what nobody should have', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await openChat(page);
  await say(page, 'when will my pin arrive');
  await press(page, 'This did not help');
  await press(page, 'Add a word');
  await log(page).getByLabel('What was missing?').fill('Too long. My SSN is 123-45-6789');
  await log(page).getByRole('button', { name: 'Send' }).click();
  await expect(panel(page).getByRole('button', { name: 'Add a word' })).toHaveCount(0);
  await expect.poll(async () => (await desk.transcript(page)).filter(({ body }) => body.kind === 'rated').length).toBe(2);
  const { body } = (await desk.transcript(page)).at(-1) ?? {};
  expect(body).toMatchObject({ kind: 'rated', seq: 2, helpful: false });
  expect(body.comment).toContain('Too long.');
  expect(body.comment).not.toContain('6789');
});

test('a question that can mean several things is answered after one press', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await openChat(page);
  await say(page, 'pin');
  await expect(bubble(page, 'Which of these do you mean?')).toBeVisible();
  await press(page, 'What is a PIN, and how do I get one?');
  await expect(log(page).locator('.thumbs')).toHaveCount(1);
  await expect(panel(page).getByRole('button', { name: 'None of these' })).toHaveCount(0);
});

test('a provider asks and is answered', async ({ page }) => {
  await page.goto(desk.at('/provider'));
  await openChat(page);
  await say(page, 'my password has expired');
  await expect(said(page)).toHaveCount(2);
  expect(await lastBotText(page)).toMatch(/password/i);
});

test('a question that is being typed brings up questions like it', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await openChat(page);
  await composer(page).fill('when does my pin');
  const suggestion = panel(page).locator('.suggestions').getByRole('option').first();
  const question = (await suggestion.textContent()) ?? '';
  await suggestion.click();
  await expect(log(page).locator('.own')).toContainText(question);
  await expect(said(page)).toHaveCount(2);
});

test('a reload in the middle goes on where it was', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await openChat(page);
  await say(page, 'when will my pin arrive');
  await expect(said(page)).toHaveCount(2);
  const before = await log(page).innerText();
  await page.reload();
  await expect(said(page)).toHaveCount(2);
  expect(await log(page).innerText()).toBe(before);
  await say(page, 'and how do i reset my password');
  await expect(said(page)).toHaveCount(3);
});

test('the program is killed and started again: the chat comes back by itself, nothing lost, nothing doubled', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await openChat(page);
  await say(page, 'when will my pin arrive');
  await expect(said(page)).toHaveCount(2);
  await desk.kill();
  await say(page, 'hello');
  await expect(log(page).getByText('Not sent yet, retrying')).toBeVisible();
  await expect(panel(page).getByText('Reconnecting…')).toBeVisible();
  await desk.start();
  await expect(log(page).getByText('Not sent yet, retrying')).toHaveCount(0, { timeout: 30_000 });
  await expect(said(page)).toHaveCount(3);
  await expect(log(page).locator('.own .plain')).toHaveText(['when will my pin arrive', 'hello']);
});

test('end and delete leaves nothing to come back to', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await openChat(page);
  await say(page, 'when will my pin arrive');
  await expect(said(page)).toHaveCount(2);
  await pick(page, 'End and delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(panel(page).getByText('The conversation has been deleted.')).toBeVisible();
  await page.reload();
  await expect(log(page).locator('.own')).toHaveCount(0);
});
