// What editors save is what visitors read, at once; what they break is not.

import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { bubble, openChat, said, say } from './chat-page.js';
import { useDeskWithOwnContent } from './support.js';

/** @import { Page } from '@playwright/test' */

const desk = useDeskWithOwnContent();
const ENTRY = 'faq/member/pin/when-does-it-arrive.md';
const QUESTION = 'when will my pin arrive';

/** Saves the entry with another first sentence and another question. @param {string} question @param {string} sentence */
async function edit(question, sentence) {
  const file = join(desk.content, ENTRY);
  const [, head, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(await readFile(file, 'utf8')) ?? [];
  const text = `---\n${head.replace(/^question:.*$/m, `question: ${question}`)}\n---\n${sentence} ${body.trim()}\n`;
  return { text, save: () => writeFile(file, text), file };
}

/** New content gives way to all other work: on a busy machine it is late. */
const LIVE = { timeout: 30_000 };

/** @param {Page} page @returns {Promise<string>} the questions that are like a beginning */
async function suggested(page) {
  const response = await page.request.get(desk.at('/api/suggest?audience=member&q=when%20will%20my%20pin%20arrive'));
  return response.text();
}

test('an answer that is changed on disk is the one that is given from then on, in a chat that is open too', async ({ page }) => {
  await page.goto(desk.at('/member'));
  await openChat(page);
  await say(page, QUESTION);
  await expect(said(page)).toHaveCount(2);
  await expect(bubble(page, 'Watch your mailbox.')).toHaveCount(0);

  const { save } = await edit('When will my new PIN arrive?', 'Watch your mailbox.');
  expect(await suggested(page)).not.toContain('When will my new PIN arrive?');
  await save();
  await expect.poll(() => suggested(page), LIVE).toContain('When will my new PIN arrive?');
  await say(page, QUESTION);
  await expect(bubble(page, 'Watch your mailbox.')).toHaveCount(1);
});

test('a file that is saved by renaming another one over it is live as well', async ({ page }) => {
  const { text, file } = await edit('When does a new PIN arrive?', 'Look into your mailbox.');
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
  await expect.poll(() => suggested(page), LIVE).toContain('When does a new PIN arrive?');
});

test('a broken file keeps the answer that was good, and mending it is enough', async ({ page }) => {
  const { file, save } = await edit('When will the PIN be here?', 'It is on its way.');
  await page.goto(desk.at('/member'));
  await openChat(page);
  await say(page, QUESTION);
  await expect(said(page)).toHaveCount(2);
  const good = await said(page).last().textContent();
  await writeFile(file, '---\nquestion: [never closed\n---\nBroken.\n');
  await expect.poll(() => desk.wrote('when-does-it-arrive.md'), LIVE).toBe(true);
  await say(page, QUESTION);
  await expect(said(page)).toHaveCount(3);
  expect(await said(page).last().textContent()).toBe(good);
  await save();
  await expect.poll(() => suggested(page), LIVE).toContain('When will the PIN be here?');
});
