// Every errand as somebody goes through it who sees nothing and has no mouse. What they hear is compared with what
// was read through and found good (`heard/*.txt`); `UPDATE_HEARD=1` writes it anew, to be read again.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { expect, test } from '@playwright/test';

import { OMAR, RUTH, claimFields, mailedCode, organization } from './errand-page.js';
import { ScreenReader } from './screen-reader.js';
import { useDesk } from './support.js';

/** @import { Page } from '@playwright/test' */

const HEARD = new URL('heard/', import.meta.url);
const CLAIM = /\bCLM\d+/g;
const REFERENCE = /\b[A-Z]{2,3}-[0-9A-Z-]{4,}\b/g;
const QUESTION = /In which city were you born\?|What was the (make of your first car|name of your first pet)\?/g;
const DAY = /\b(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday), /g;
const DATE = /\b(January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}(, \d{4})?/g;
const TIME = /\b\d{1,2}:\d{2}(:\d{2})?\s[AP]M/g;
/** Signs that nobody wants to hear, and words of which only machines are fond. */
const NONSENSE = /[•→✓✔★|_*#<>{}\\]|\bgraphic\b|\bundefined\b|\bnull\b|\(no name\)/;

const desk = useDesk();

/** @param {Page} page @param {string} path */
async function begin(page, path) {
  const reader = await ScreenReader.attach(page);
  reader.mask(REFERENCE, '(reference)');
  reader.mask(CLAIM, '(claim)');
  reader.mask(DAY, '');
  reader.mask(DATE, '(date)');
  reader.mask(TIME, '(time)');
  await page.goto(desk.at(path));
  await expect(page.locator('frontdesk-chat .launcher')).toBeVisible();
  return reader;
}

/** @param {ScreenReader} reader */
async function openByKey(reader) {
  await reader.findOnPage(/Questions\? Ask us/, 'Shift+Tab');
  await reader.press('Enter', { says: /I can answer questions/, focus: /Your message/ });
}

/** @param {ScreenReader} reader @param {string} name */
async function expectHeard(reader, name) {
  const heard = reader.transcript();
  for (const line of reader.lines) if (!line.startsWith('[')) expect(line).not.toMatch(NONSENSE);
  const said = reader.lines.filter((line) => line.startsWith('  says: '));
  for (const [index, line] of said.entries()) expect(line, 'said twice').not.toBe(said[index - 1]);
  const file = fileURLToPath(new URL(`${name}.txt`, HEARD));
  if (process.env.UPDATE_HEARD) {
    await mkdir(HEARD, { recursive: true });
    await writeFile(file, heard);
  }
  expect(heard).toBe(await readFile(file, 'utf8'));
}

test('a new password', async ({ page }) => {
  test.slow();
  const reader = await begin(page, '/member');
  reader.mask(QUESTION, '(security question)');
  await openByKey(reader);
  await reader.readAll();
  await reader.goTo(/^button Reset my password/, 'Shift+Tab');
  await reader.press('Enter', { says: /What is your user name/, focus: /edit User name/ });
  await reader.press('Enter', { says: /Please fill in/, focus: /invalid/ });
  await reader.type(RUTH.userName);
  await reader.press('Enter', { says: /We have sent a code/, focus: /Code from the e-mail/ });
  await reader.readAll();
  await reader.type('abc', '3 letters');
  await reader.press('Enter', { says: /digits/, focus: /invalid/ });
  const code = await mailedCode(page, desk, 'Your code to set a new password');
  await reader.type(code === '000000' ? '000001' : '000000', 'a wrong code');
  await reader.press('Enter', { says: /That is not the code we sent/, focus: /Code from the e-mail/ });
  await reader.type(code, 'the code');
  await reader.press('Enter', { says: /security questions/, focus: /protected edit/ });
  await answer(reader);
  await reader.press('Tab', { focus: /button Show/ });
  await reader.press('Tab', { focus: /protected edit/ });
  await answer(reader);
  await reader.press('Enter', { says: /What shall your new password be/, focus: /New password/ });
  await reader.goTo(/button Why do you ask/);
  await reader.press('Space', { says: /log in with from now on/ });
  await reader.goTo(/edit New password/, 'Shift+Tab');
  await reader.type('Fourth6Planted', 'a new password');
  await reader.goTo(/button Show/);
  await reader.press('Space', { focus: /Hide/ });
  await reader.goTo(/button Continue/);
  await reader.press('Enter', { says: /Password changed/, focus: /Your message/ });
  await reader.goTo(/button Copy reference/, 'Shift+Tab');
  await reader.readAll();
  await reader.press('Escape', { focus: /Questions\? Ask us/ });
  await expectHeard(reader, 'password');
});

/** Which questions are asked is chance. @param {ScreenReader} reader */
async function answer(reader) {
  const asked = await reader.focused(false);
  const [, answer] = RUTH.answers.find(([about]) => about.test(asked)) ?? [];
  if (!answer) throw new Error(`no answer to ${asked}`);
  await reader.type(answer, 'the answer');
}

test('a new PIN, with signing in on the way', async ({ page }) => {
  test.slow();
  const reader = await begin(page, '/member');
  await openByKey(reader);
  await reader.type('i lost my pin');
  await reader.press('Enter', { says: /sign in/i, focus: /Your message/ });
  await reader.goTo(/^button Sign in/, 'Shift+Tab');
  await reader.press('Enter', { focus: /edit User name/ });
  await reader.type(OMAR.userName);
  await reader.press('Tab', { focus: /Password/ });
  await reader.type(OMAR.password, 'the password');
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  await reader.wait(/Is that still right/);
  await reader.findOnPage(/edit Your message/, 'Shift+Tab');
  await reader.goTo(/^button Yes/, 'Shift+Tab');
  await reader.press('Enter', { says: /Mail a new PIN now/ });
  await reader.goTo(/^button Yes/);
  await reader.press('Enter', { says: /New PIN on its way/, focus: /Your message/ });
  await reader.readAll();
  await expectHeard(reader, 'pin');
});

test('a question, what was thought of the answer, and the menu', async ({ page }) => {
  const reader = await begin(page, '/provider');
  await openByKey(reader);
  await reader.type('how many account man');
  await reader.wait(/Questions like yours/);
  await reader.press('ArrowDown', { focus: /chosen/ });
  await reader.press('Enter', { says: /Account Managers/, focus: /Your message/ });
  await reader.goTo(/button This helped/, 'Shift+Tab');
  await reader.press('Enter', { focus: /Thank you/ });
  await reader.goTo(/button Add a word/);
  await reader.press('Enter', { focus: /What helped/ });
  await reader.type('Short.');
  await reader.press('Enter', { focus: /Thank you/ });
  await reader.readAll();
  await reader.goTo(/button More/, 'Shift+Tab');
  await reader.press('Enter', { focus: /menu item Start over/ });
  await reader.goTo(/End and delete/, 'ArrowDown');
  await reader.press('Enter', { focus: /button Keep it/ });
  await reader.press('Escape', { focus: /button More/ });
  await reader.press('Escape', { focus: /Questions\? Ask us/ });
  await expectHeard(reader, 'question');
});

test('proof that an account is an organization\'s', async ({ page }) => {
  test.slow();
  const reader = await begin(page, '/provider');
  const { number, claims } = await organization(page, 'Harborview Family Clinic');
  await openByKey(reader);
  await reader.type('is our clinic');
  await reader.wait(/Questions like yours/);
  await reader.press('Escape', { focus: /Your message/ });
  await reader.type(' already registered');
  await reader.press('Enter', { says: /Which number do you have/, focus: /Your message/ });
  await reader.goTo(/^button Tax ID/, 'Shift+Tab');
  await reader.press('Space', { says: /first claim/, focus: /edit Claim ID or member ID/ });
  await fillClaim(reader, { ...claims[0], date: 'someday' }, /date/);
  await reader.goTo(/edit Service date/);
  await page.keyboard.press('ControlOrMeta+A');
  await reader.type('some other day');
  await reader.press('Enter', { says: /date/, focus: /invalid/ });
  await page.keyboard.press('ControlOrMeta+A');
  await reader.type(claims[0].date);
  await reader.press('Enter', { says: /second claim/, focus: /Claim ID/ });
  await fillClaim(reader, claims[1], /What is your Tax ID/, /Tax ID/);
  await reader.type(number, 'the Tax ID');
  await reader.press('Enter', { says: /Shall I check this now/ });
  await reader.readAll();
  await reader.goTo(/^button Yes/);
  await reader.press('Enter', { says: /Ownership verified/, focus: /Your message/ });
  await reader.readAll();
  await reader.press('Escape', { focus: /Questions\? Ask us/ });
  await expectHeard(reader, 'ownership');
});

/** @param {ScreenReader} reader @param {import('./errand-page.js').Claim} claim @param {RegExp} says what comes after it @param {RegExp} [focus] */
async function fillClaim(reader, claim, says, focus) {
  for (const [label, value] of Object.entries(claimFields(claim))) {
    if (value !== 'someday') reader.mask(value, `(${label})`);
    await reader.type(value);
    await reader.press('Tab');
  }
  expect(await reader.focused()).toMatch(/button Continue/);
  await reader.press('Enter', { says, focus });
}
