// A thousand random schedules of cut, delay, duplicate, reload, second tab and sleep, with the widget's own modules in
// each tab, against a desk as wire.md has it, in virtual time. In the end every line is shown once and in order in every
// tab, and every message that was typed is committed once, whichever tab it was typed in.
//
// `SCHEDULE=17` runs that one alone, `SCHEDULES=100` so many.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Browser } from './world/browser.js';
import { World } from './world/clock.js';
import { Desk } from './world/desk.js';
import { Network } from './world/network.js';

/** @import { Tab } from './world/browser.js' */
/** @import { Talk } from './world/desk.js' */

const SCHEDULES = Number(process.env.SCHEDULES ?? 1_000);
const MOST_TABS = 3;
const SETTLED_MS = 400_000;

class Schedule {
  /** @type {string[]} */ typed = [];
  /** @type {string[]} */ story = [];

  /** @param {number} seed */
  constructor(seed) {
    this.world = new World(seed);
    this.desk = new Desk(this.world);
    this.network = new Network(this.world, this.desk);
    this.browser = new Browser(this.world, this.network, !this.world.chance(0.25));
    this.network.twice = this.world.one([0, 0.05, 0.3]);
    this.network.slowMs = this.world.one([20, 200, 1500]);
    this.desk.moody = this.world.one([0, 0, 0.2]);
  }

  async run() {
    this.browser.open();
    this.#say();
    await this.world.run(this.world.now + this.world.between(0, 3_000));
    const steps = Math.floor(this.world.between(8, 25));
    for (let step = 0; step < steps; step += 1) {
      this.#step();
      await this.world.run(this.world.now + this.world.one([5, 60, 400, 3_000, 12_000]) * this.world.between(0.5, 1.5));
    }
    await this.#settle();
  }

  /** Everything works again, and everyone has looked at their page. */
  async #settle() {
    this.network.down = false;
    this.network.slowMs = 40;
    this.desk.moody = 0;
    this.browser.asleep = false;
    for (const tab of this.browser.tabs) {
      tab.frozen = false;
      tab.thaw();
    }
    await this.world.run(this.world.now + 5_000);
    for (const tab of this.browser.tabs) tab.wake(true);
    await this.world.run(this.world.now + SETTLED_MS);
  }

  #step() {
    const { world, network, browser } = this;
    const all = /** @type {[number, string, () => void][]} */ ([
      [8, 'say', () => this.#say()],
      [2, 'remark', () => this.#remark()],
      [2, 'cut', () => network.cut()],
      [2, 'lose', () => network.lose()],
      [1, 'down', () => this.#down()],
      [1, 'bye', () => this.desk.bye()],
      [1, 'slow', () => (network.slowMs = world.one([20, 200, 1500]))],
      [3, 'reload', () => this.#reload(world.one(browser.tabs))],
      [2, 'second tab', () => this.#open(new Map())],
      [1, 'copied tab', () => this.#open(new Map(world.one(browser.tabs).storage))],
      [2, 'close', () => this.#close(world.one(browser.tabs))],
      [1, 'kill', () => this.#kill(world.one(browser.tabs))],
      [1, 'freeze', () => this.#freeze(world.one(browser.tabs))],
      [1, 'sleep', () => this.#sleep()],
    ]);
    let place = world.between(0, all.reduce((sum, [weight]) => sum + weight, 0));
    const [, name, run] = all.find(([weight]) => (place -= weight) < 0) ?? all[0];
    this.story.push(`${Math.round(world.now)} ${name}`);
    run();
  }

  #say() {
    const tab = this.world.one(this.browser.tabs);
    const text = `message ${this.typed.length + 1}`;
    if (tab.frozen || this.browser.asleep) return;
    this.typed.push(text);
    tab.chat?.say(text);
  }

  #remark() {
    const talk = [...this.desk.talks.values()].at(-1);
    if (talk && talk.lines.length > 0) this.desk.remark(talk, 'Still there?');
  }

  #down() {
    this.network.down = true;
    this.network.cut();
    this.world.after(this.world.between(500, 40_000), () => (this.network.down = false));
  }

  /** @param {Tab} tab */
  #reload(tab) {
    if (tab.frozen || this.browser.asleep) return;
    tab.leave();
    this.browser.open(tab.storage);
  }

  /** @param {Map<string, string>} storage */
  #open(storage) {
    const awake = this.browser.tabs.every((tab) => !tab.frozen) && !this.browser.asleep;
    if (awake && this.browser.tabs.length < MOST_TABS) this.browser.open(storage);
  }

  /** The last one stays: with it goes what was not sent. @param {Tab} tab */
  #close(tab) {
    const others = this.browser.tabs.some((other) => other !== tab && !other.frozen && other.chat?.connection.ready);
    if (others && !tab.frozen && !this.browser.asleep) tab.leave();
  }

  /** Without a word, and opened again by the browser. @param {Tab} tab */
  #kill(tab) {
    this.browser.remove(tab);
    this.browser.open(tab.storage);
  }

  /** @param {Tab} tab */
  #freeze(tab) {
    tab.frozen = true;
    this.world.after(this.world.between(1_000, 60_000), () => {
      tab.frozen = false;
      tab.thaw();
      tab.wake(false);
    });
  }

  #sleep() {
    const { browser, network, world } = this;
    browser.asleep = true;
    const ms = world.one([2_000, 30_000, 3_600_000]);
    if (ms > 10_000) network.lose();
    world.after(ms, () => {
      browser.asleep = false;
      for (const tab of browser.tabs) {
        tab.thaw();
        if (world.chance(0.5)) tab.wake(false);
      }
    });
  }

  /** What must be true in the end. */
  check() {
    const talks = [...this.desk.talks.values()].filter((talk) => talk.lines.length > 0);
    const visitors = talks.flatMap((talk) => talk.lines.filter((line) => line.from.kind === 'visitor'));
    const said = visitors.map((line) => line.body.text);
    const { returned } = this.browser;
    assert.deepEqual(said.toSorted(byNumber), this.typed.filter((text) => said.includes(text)), 'no message is doubled');
    const missing = this.typed.filter((text) => !said.includes(text) && !returned.includes(text));
    assert.deepEqual(missing, [], 'every message is committed');
    if (this.desk.talks.size === 1) assert.deepEqual(returned, []);
    for (const tab of this.browser.tabs) {
      assert.deepEqual(tab.flaws, []);
      const { lines, unsent, status } = /** @type {NonNullable<Tab['chat']>} */ (tab.chat).state;
      assert.equal(status, 'online');
      assert.deepEqual(unsent, [], 'every message is acknowledged');
      const shown = lines.map(({ seq, body }) => `${seq} ${/** @type {any} */ (body).text}`);
      const talk = /** @type {Talk} */ (this.desk.talks.get(tab.chat?.conversation?.conversation ?? ''));
      assert.deepEqual(shown, talk.lines.map(({ seq, body }) => `${seq} ${body.text}`), 'every line is shown once, in order');
    }
    assert.equal(this.network.sockets.size, 1, 'one connection');
  }
}

/** @param {string} one @param {string} other */
function byNumber(one, other) {
  return Number(one.split(' ')[1]) - Number(other.split(' ')[1]);
}

/** @param {number} seed @returns {Promise<number>} how many messages went back to the composer */
async function runSchedule(seed) {
  const schedule = new Schedule(seed);
  try {
    await schedule.run();
    schedule.check();
    return schedule.browser.returned.length;
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new Error(`schedule ${seed}: ${message}\n${schedule.story.join('\n')}`, { cause: error });
  }
}

const alone = process.env.SCHEDULE;

test('whatever happens, every line is shown once and every message is sent once', async () => {
  const seeds = alone ? [Number(alone)] : Array.from({ length: SCHEDULES }, (_, seed) => seed);
  /** @type {Error[]} */
  const failed = [];
  let returned = 0;
  for (const seed of seeds) {
    try {
      returned += await runSchedule(seed);
    } catch (error) {
      failed.push(/** @type {Error} */ (error));
    }
  }
  assert.equal(failed.length, 0, `${failed.length} of ${seeds.length} failed; the first: ${failed[0]?.message}`);
  // Only where two tabs had begun a conversation each, without knowing of the other.
  assert.ok(returned <= seeds.length / 100, `${returned} messages went back to the composer`);
});
