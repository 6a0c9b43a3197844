// A browser with tabs that can be reloaded, closed, killed and frozen: timers, storage, channels and locks as pages have
// them. In each tab runs the widget itself, without its view.

/** @import { Channel, Lease, Line, Ports } from '../../../widget/types.js' */
/** @import { World } from './clock.js' */
/** @import { Network } from './network.js' */

import { Chat } from '../../../widget/chat.js';
import { Identity } from '../../../widget/identity.js';
import { ChannelLease, LockLease } from '../../../widget/lease.js';
import { Session } from '../../../widget/session.js';

const KEY = 'frontdesk.member';

export class Browser {
  /** @type {Tab[]} */ tabs = [];
  /** @type {{ tab: Tab, release: () => void, rob: () => void } | null} */ #holder = null;
  /** @type {{ tab: Tab, grant: () => void }[]} */ #queue = [];
  asleep = false;
  /** @type {string[]} texts that went back to the composer, where they outlive reloads */ returned = [];

  /** @param {World} world @param {Network} network @param {boolean} hasLocks */
  constructor(world, network, hasLocks) {
    this.world = world;
    this.network = network;
    this.hasLocks = hasLocks;
  }

  /** @param {Map<string, string>} [storage] of a tab that was here before, or is copied */
  open(storage = new Map()) {
    const tab = new Tab(this, storage);
    this.tabs.push(tab);
    tab.start();
    return tab;
  }

  /** @param {Tab} tab */
  remove(tab) {
    tab.alive = false;
    this.tabs = this.tabs.filter((each) => each !== tab);
    this.#queue = this.#queue.filter((each) => each.tab !== tab);
    for (const socket of [...this.network.sockets]) if (socket.tab === tab) socket.cut(1001);
    if (this.#holder?.tab === tab) this.#free();
  }

  /** @param {Tab} tab @returns {LockManager} */
  locksOf(tab) {
    const request = (/** @type {string} */ _name, /** @type {LockOptions} */ how, /** @type {() => Promise<unknown>} */ held) =>
      new Promise((resolve, reject) => {
        const grant = () => {
          const mine = { tab, release: () => resolve(undefined), rob: () => tab.task(() => reject(new DOMException('stolen', 'AbortError'))) };
          this.#holder = mine;
          this.world.after(1, () =>
            tab.task(() => held().then(() => (resolve(undefined), this.#holder === mine && this.#free()))),
          );
        };
        if (how.steal) {
          this.#holder?.rob();
          return grant();
        }
        const waiting = { tab, grant };
        how.signal?.addEventListener('abort', () => {
          if (!this.#queue.includes(waiting)) return;
          this.#queue = this.#queue.filter((each) => each !== waiting);
          reject(new DOMException('aborted', 'AbortError'));
        });
        this.#queue.push(waiting);
        if (!this.#holder) this.#free();
      });
    return /** @type {any} */ ({ request });
  }

  #free() {
    this.#holder = null;
    this.#queue.shift()?.grant();
  }
}

export class Tab {
  alive = true;
  frozen = false;
  /** @type {(() => void)[]} what waits until the page runs again */ #held = [];
  /** @type {{ name: string, heard: ((message: any) => void) | null }[]} */ #channels = [];
  /** @type {Map<Tab, number>} */ #sentAt = new Map();
  /** @type {Parameters<Ports['watch']>[0][]} */ #watching = [];
  /** @type {string[]} what was wrong on show */ flaws = [];

  /** @param {Browser} browser @param {Map<string, string>} storage */
  constructor(browser, storage) {
    this.browser = browser;
    this.world = browser.world;
    this.storage = storage;
  }

  start() {
    const host = {
      base: 'https://desk.test',
      audience: 'member',
      locale: 'en',
      signIn: () => true,
      unread: () => {},
      message: (/** @type {{ seq: number }} */ { seq }) => this.#news(seq),
      error: () => {},
      shutdown: () => {},
    };
    const session = new Session(/** @type {any} */ (storageOf(this.storage)), KEY);
    this.chat = new Chat(host, session, new Identity(this.world.random), this.#ports());
    this.chat.show({
      draw: ({ lines }) => this.#drawn(lines),
      acted: () => {},
      putBack: (text) => this.browser.returned.push(text),
      typed: () => '',
    });
    this.chat.connection.start();
  }

  #newest = 0;

  /** @param {number} seq */
  #news(seq) {
    if (seq <= this.#newest) this.flaws.push(`told of ${seq} after ${this.#newest}`);
    this.#newest = seq;
  }

  /** @param {Line[]} lines */
  #drawn(lines) {
    if (lines.length === 0) this.#newest = 0;
    const wrong = lines.find((line, index) => line.seq !== index + 1);
    if (wrong) this.flaws.push(`seq ${wrong.seq} at place ${lines.indexOf(wrong) + 1}`);
  }

  /** Runs now, or when the page runs again. @param {() => void} run */
  task(run) {
    if (!this.alive) return;
    if (this.frozen || this.browser.asleep) this.#held.push(run);
    else run();
  }

  /** The page runs again. */
  thaw() {
    for (const run of this.#held.splice(0)) this.world.after(0, () => this.task(run));
  }

  /** @param {boolean} certain */
  wake(certain) {
    this.task(() => this.#watching.forEach((page) => page.wake(certain)));
  }

  /** The page is left in order. */
  leave() {
    for (const page of this.#watching) {
      page.hide();
      page.leave();
    }
    this.browser.remove(this);
  }

  /** @returns {Ports} */
  #ports() {
    const { world, browser } = this;
    const clock = {
      now: () => world.now,
      setTimer: (/** @type {() => void} */ run, /** @type {number} */ ms) => {
        const due = world.after(ms, () => this.task(() => due.over || run()));
        return due;
      },
      clearTimer: (/** @type {any} */ due) => due && (due.over = true),
      random: world.random,
    };
    /** @type {Lease} */
    const lease = browser.hasLocks ? new LockLease(KEY, browser.locksOf(this)) : new ChannelLease(this.#channel('lease'), clock);
    return {
      ...clock,
      Socket: browser.network.socketOf(this),
      hidden: () => false,
      openChannel: () => this.#channel('tabs'),
      lease,
      watch: (page) => (this.#watching.push(page), () => (this.#watching = [])),
    };
  }

  /** @param {string} name @returns {Channel} */
  #channel(name) {
    const mine = { name, heard: /** @type {((message: any) => void) | null} */ (null) };
    this.#channels.push(mine);
    return {
      post: (message) => {
        const text = JSON.stringify(message);
        for (const tab of this.browser.tabs) if (tab !== this) this.#deliver(tab, name, text);
      },
      listen: (heard) => (mine.heard = heard),
      close: () => (mine.heard = null),
    };
  }

  /** In order between two tabs. @param {Tab} tab @param {string} name @param {string} text */
  #deliver(tab, name, text) {
    const at = Math.max(this.#sentAt.get(tab) ?? 0, this.world.now + this.world.between(0.1, 5));
    this.#sentAt.set(tab, at);
    const hear = () => tab.#channels.forEach((channel) => channel.name === name && channel.heard?.(JSON.parse(text)));
    this.world.at(at, () => tab.task(hear));
  }
}

/** @param {Map<string, string>} kept */
function storageOf(kept) {
  return {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
    removeItem: (/** @type {string} */ key) => kept.delete(key),
  };
}
