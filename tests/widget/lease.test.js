import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ChannelLease, LockLease } from '../../widget/lease.js';
import { World } from './world/clock.js';

/** @import { Channel, Lease } from '../../widget/types.js' */

/** Tabs that want it, by locks or by messages. */
class Tabs {
  world = new World(1);
  /** @type {string[]} who holds it */ holders = [];
  /** @type {((message: any) => void)[]} */ #heard = [];
  /** @type {{ give: () => void, rob: () => void } | null} */ #lock = null;
  /** @type {(() => void)[]} */ #queue = [];

  /** @param {string} name @param {Lease} lease */
  want(name, lease) {
    const drop = () => (this.holders = this.holders.filter((each) => each !== name));
    const lost = () => (drop(), this.want(name, lease));
    lease.want(() => (drop(), this.holders.push(name)), lost);
    return { ...this.#methods(lease), release: () => (drop(), lease.release()) };
  }

  /** @param {Lease} lease */
  #methods(lease) {
    return { steal: () => lease.steal(), contest: () => lease.contest() };
  }

  channelLease() {
    /** @type {((message: any) => void) | null} */
    let mine = null;
    /** @type {Channel} */
    const channel = {
      post: (message) => this.#heard.forEach((heard) => heard !== mine && this.world.after(1, () => heard(message))),
      listen: (heard) => {
        mine = heard;
        this.#heard.push(heard);
      },
      close: () => {},
    };
    const { world } = this;
    return new ChannelLease(channel, {
      now: () => world.now,
      setTimer: (run, ms) => world.after(ms, run),
      clearTimer: (/** @type {any} */ due) => due && (due.over = true),
      random: world.random,
    });
  }

  lockLease() {
    const request = (/** @type {string} */ _name, /** @type {any} */ how, /** @type {() => Promise<unknown>} */ held) =>
      new Promise((resolve, reject) => {
        const grant = () => {
          const mine = { give: () => resolve(undefined), rob: () => reject(new DOMException('stolen', 'AbortError')) };
          this.#lock = mine;
          held().then(() => (mine.give(), this.#lock === mine && this.#next()));
        };
        how.signal?.addEventListener('abort', () => (this.#queue = this.#queue.filter((each) => each !== grant)));
        if (how.steal) this.#lock?.rob();
        if (how.steal || !this.#lock) grant();
        else this.#queue.push(grant);
      });
    return new LockLease('frontdesk.member', /** @type {any} */ ({ request }));
  }

  #next() {
    this.#lock = null;
    this.#queue.shift()?.();
  }

  async pass() {
    await this.world.run(this.world.now + 2_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

for (const kind of /** @type {const} */ (['lockLease', 'channelLease'])) {
  test(`${kind}: one tab holds it, and gives it on when it goes`, async () => {
    const tabs = new Tabs();
    const first = tabs.want('first', tabs[kind]());
    await tabs.pass();
    const second = tabs.want('second', tabs[kind]());
    await tabs.pass();
    assert.deepEqual(tabs.holders, ['first']);
    first.release();
    await tabs.pass();
    assert.deepEqual(tabs.holders, ['second']);
    second.release();
    await tabs.pass();
    assert.deepEqual(tabs.holders, []);
  });

  test(`${kind}: of two that want it at once one gets it`, async () => {
    const tabs = new Tabs();
    tabs.want('first', tabs[kind]());
    tabs.want('second', tabs[kind]());
    await tabs.pass();
    assert.equal(tabs.holders.length, 1);
  });

  test(`${kind}: a holder that does not answer is robbed, and waits for it again`, async () => {
    const tabs = new Tabs();
    tabs.want('first', tabs[kind]());
    await tabs.pass();
    const second = tabs.want('second', tabs[kind]());
    await tabs.pass();
    second.steal();
    await tabs.pass();
    assert.deepEqual(tabs.holders, ['second']);
    second.release();
    await tabs.pass();
    assert.deepEqual(tabs.holders, ['first']);
  });
}

test('without locks two may hold it for a moment; when they hear of each other, one gives in', async () => {
  const tabs = new Tabs();
  const first = tabs.want('first', tabs.channelLease());
  await tabs.pass();
  const second = tabs.want('second', tabs.channelLease());
  second.steal();
  first.steal();
  await tabs.pass();
  first.contest();
  second.contest();
  await tabs.pass();
  assert.equal(tabs.holders.length, 1);
});

test('a page that may not have locks holds it at once', async () => {
  const refuse = async () => Promise.reject(new DOMException('not here', 'SecurityError'));
  let holds = false;
  new LockLease('frontdesk.member', /** @type {any} */ ({ request: refuse })).want(
    () => (holds = true),
    () => {},
  );
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(holds, true);
});
