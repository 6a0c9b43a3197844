// Random schedules of cut, delay, duplicate, reload and second tab in a real browser, with the real program behind a bad
// line. (A thousand of them, with sleep and frozen tabs, run in virtual time: tests/widget/schedules.test.js.)

import { expect, test } from '@playwright/test';

import { World } from '../widget/world/clock.js';
import { BadLine } from './bad-line.js';
import { composer } from './chat-page.js';
import { useDesk } from './support.js';

/** @import { Browser, BrowserContext, Page } from '@playwright/test' */

const SCHEDULES = 30;
/** `SCHEDULE=17` begins with that one. */
const FIRST = Number(process.env.SCHEDULE ?? 0);
/** On a slow machine there are fewer. */
const WITHIN_MS = 60_000;
const LEAST = 5;
const SETTLED_MS = 30_000;

const desk = useDesk();

/** What is on show, or would be if the chat were open. @param {Page} page */
const lines = (page) => page.locator('frontdesk-chat .lines');

class Schedule {
  /** @type {string[]} */ typed = [];
  /** @type {string[]} */ story = [];
  /** @type {Page[]} */ pages = [];

  /** @param {BrowserContext} context @param {number} seed */
  constructor(context, seed) {
    this.context = context;
    this.world = new World(seed);
    this.line = new BadLine(this.world.random);
  }

  async run() {
    await this.line.attach(this.context);
    await this.#open();
    await this.#say();
    await expect.poll(() => this.pages[0].evaluate(() => sessionStorage.length)).toBeGreaterThan(0);
    for (let step = 0; step < 8; step += 1) {
      await this.#step();
      await this.pages[0].waitForTimeout(this.world.between(0, 150));
    }
    this.line.down = false;
    this.line.slowMs = 5;
    // As when the visitor comes back to the page.
    for (const page of this.pages) await page.evaluate(() => dispatchEvent(new Event('online')));
  }

  async #step() {
    const { world, line } = this;
    const [name, run] = world.one(
      /** @type {[string, () => unknown][]} */ ([
        ['say', () => this.#say()],
        ['say', () => this.#say()],
        ['say', () => this.#say()],
        ['cut', () => line.cut()],
        ['lose', () => line.lose()],
        ['down', () => (line.cut(), (line.down = !line.down))],
        ['slow', () => (line.slowMs = world.one([5, 50, 300]))],
        ['reload', () => world.one(this.pages).reload()],
        ['second tab', () => this.pages.length < 3 && this.#open()],
        ['close', () => this.#close()],
      ]),
    );
    this.story.push(name);
    await run();
  }

  async #open() {
    const page = await this.context.newPage();
    this.pages.push(page);
    await page.goto(desk.at('/member'));
  }

  async #say() {
    const text = `message ${this.typed.length + 1}`;
    this.typed.push(text);
    const chat = this.world.one(this.pages).locator('frontdesk-chat');
    await chat.evaluate((chat, text) => /** @type {any} */ (chat).ask(text), text);
  }

  async #close() {
    if (this.pages.length < 2 || this.line.down) return;
    const page = this.world.one(this.pages);
    // Every tab has joined; it may be left with something unsent.
    for (const each of this.pages) await expect(lines(each).locator('.own').first()).toBeAttached({ timeout: SETTLED_MS });
    this.pages = this.pages.filter((each) => each !== page);
    await page.close({ runBeforeUnload: true });
    await expect.poll(() => page.isClosed()).toBe(true);
  }

  async check() {
    for (const page of this.pages) {
      await expect.poll(() => this.#left(page), { timeout: SETTLED_MS }).toEqual([]);
    }
    expect(this.line.open).toBe(1);
  }

  /** What is not yet as it must be. @param {Page} page */
  async #left(page) {
    const events = (await desk.transcript(page)) ?? [];
    const said = events.filter(({ from }) => from.kind === 'visitor').map(({ body }) => body.text);
    const shown = await lines(page).locator('.own .plain').allTextContents();
    // The greeting and the marks of time and of what is new are none of the desk's.
    const there = (await lines(page).locator('> li').filter({ hasNot: page.locator('.mark') }).count()) - 1;
    const waiting = await lines(page).getByText('Not sent yet').count();
    const left = [];
    // Two tabs that began without knowing of each other: what the second one may have sent is asked for again.
    const returned = (await Promise.all(this.pages.map((page) => composer(page).inputValue()))).join('\n');
    const typed = this.typed.filter((text) => said.includes(text) || !returned.split('\n').includes(text));
    if (said.toSorted().join() !== typed.toSorted().join()) left.push(`typed ${this.typed}, committed ${said}`);
    if (shown.join() !== said.join()) left.push(`committed ${said}, shown ${shown}`);
    if (there !== events.length) left.push(`${events.length} lines, ${there} shown`);
    if (waiting > 0) left.push(`${waiting} still wait`);
    return left;
  }
}

/** @param {Browser} browser @param {number} seed */
async function runSchedule(browser, seed) {
  const context = await browser.newContext();
  const schedule = new Schedule(context, seed);
  try {
    await schedule.run();
    await schedule.check();
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new Error(`schedule ${seed} (${schedule.story.join(', ')}): ${message}`, { cause: error });
  } finally {
    await context.close();
  }
}

test('whatever happens to the line and the tabs, every line is shown once and every message is sent once', async ({ browser }) => {
  test.setTimeout(WITHIN_MS + 120_000);
  const until = Date.now() + WITHIN_MS;
  let done = 0;
  for (; done < SCHEDULES && (Date.now() < until || done < LEAST); done += 1) await runSchedule(browser, FIRST + done);
  test.info().annotations.push({ type: 'schedules', description: String(done) });
});
