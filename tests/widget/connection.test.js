import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { Connection, backOff } from '../../widget/connection.js';
import { FakeTimers } from './timers.js';

/** @import { ServerFrame } from '../../widget/types.js' */

class FakeSocket {
  /** @type {FakeSocket[]} */ static made = [];
  /** @type {string[]} */ sent = [];
  readyState = 0;
  /** @type {(() => void) | null} */ onopen = null;
  /** @type {((event: { data: string }) => void) | null} */ onmessage = null;
  /** @type {((event: { code: number }) => void) | null} */ onclose = null;

  /** @param {string} url @param {string} protocol */
  constructor(url, protocol) {
    this.url = url;
    this.protocol = protocol;
    FakeSocket.made.push(this);
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  /** @param {object} frame */
  hear(frame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  /** @param {string} data */
  send(data) {
    this.sent.push(data);
  }
  close() {
    this.readyState = 3;
  }
  /** @param {number} code */
  break(code) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const WELCOME = { type: 'welcome', conversation: 'c', token: 't', seq: 0, resumed: false, limits: {} };

beforeEach(() => {
  FakeSocket.made = [];
});

async function setUp() {
  const timers = new FakeTimers();
  const seen = { frames: /** @type {ServerFrame[]} */ ([]), status: '', lost: /** @type {number[]} */ ([]) };
  const connection = new Connection({
    url: 'ws://desk/ws',
    hello: async () => ({ type: 'hello', audience: 'member' }),
    frame: (frame) => seen.frames.push(frame),
    status: (status) => (seen.status = status),
    lost: (code) => seen.lost.push(code),
    Socket: /** @type {any} */ (FakeSocket),
    setTimer: timers.setTimer,
    clearTimer: timers.clearTimer,
    random: () => 1,
    now: () => timers.now,
  });
  connection.start();
  await settle();
  return { connection, timers, seen };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const newest = () => /** @type {FakeSocket} */ (FakeSocket.made.at(-1));

function welcomed() {
  newest().open();
  newest().hear(WELCOME);
}

test('it says hello first, in the protocol, and is online once it is welcome', async () => {
  const { connection, seen } = await setUp();
  assert.equal(newest().protocol, 'frontdesk.v1');
  newest().open();
  assert.deepEqual(JSON.parse(newest().sent[0]), { type: 'hello', audience: 'member' });
  assert.equal(seen.status, 'connecting');
  newest().hear(WELCOME);
  assert.equal(seen.status, 'online');
  assert.equal(connection.ready, true);
});

test('it waits longer after each failure, never in step with others, and never for minutes', () => {
  assert.deepEqual([0, 1, 2, 3].map((attempt) => backOff(attempt, 1)), [400, 800, 1600, 3200]);
  assert.equal(backOff(3, 0), 1600);
  assert.equal(backOff(1000, 1), 20_000);
});

test('it comes back by itself, again and again', async () => {
  const { timers, seen } = await setUp();
  welcomed();
  newest().break(1006);
  assert.equal(seen.status, 'reconnecting');
  assert.deepEqual(seen.lost, [1006]);
  for (const wait of [400, 800, 1600]) {
    const before = FakeSocket.made.length;
    timers.pass(wait - 1);
    await settle();
    assert.equal(FakeSocket.made.length, before);
    timers.pass(1);
    await settle();
    assert.equal(FakeSocket.made.length, before + 1);
    newest().break(1006);
  }
  timers.pass(3200);
  await settle();
  welcomed();
  assert.equal(seen.status, 'online');
  newest().break(1006);
  timers.pass(400);
  await settle();
  assert.equal(FakeSocket.made.length, 6);
});

test('a server that accepts and then says nothing is given up', async () => {
  const { timers } = await setUp();
  newest().open();
  timers.pass(12_000);
  timers.pass(400);
  await settle();
  assert.equal(FakeSocket.made.length, 2);
});

test('after bye it waits as long as the server asks', async () => {
  const { timers } = await setUp();
  welcomed();
  newest().hear({ type: 'bye', reason: 'drain', retry_after_s: 5 });
  timers.pass(5_399);
  await settle();
  assert.equal(FakeSocket.made.length, 1);
  timers.pass(1);
  await settle();
  assert.equal(FakeSocket.made.length, 2);
});

test('a late word of an old connection is not heard', async () => {
  const { timers, seen } = await setUp();
  welcomed();
  const old = newest();
  old.break(1006);
  timers.pass(400);
  await settle();
  welcomed();
  const before = seen.frames.length;
  old.hear({ type: 'typing' });
  assert.equal(seen.frames.length, before);
});

test('when the page wakes up it does not wait any longer', async () => {
  const { connection } = await setUp();
  welcomed();
  newest().break(1006);
  connection.wake(0);
  await settle();
  assert.equal(FakeSocket.made.length, 2);
});

test('a connection that was silent for long is made anew when the page wakes up, a lively one is kept', async () => {
  const { connection } = await setUp();
  welcomed();
  connection.wake(10_000);
  await settle();
  assert.equal(FakeSocket.made.length, 1);
  connection.wake(60_000);
  await settle();
  assert.equal(FakeSocket.made.length, 2);
});

test('once stopped it stays away', async () => {
  const { connection, timers } = await setUp();
  welcomed();
  connection.stop();
  timers.pass(60_000);
  await settle();
  assert.equal(FakeSocket.made.length, 1);
  assert.equal(connection.running, false);
});

test('a try whose timer is late is made at once when somebody asks', async () => {
  const { connection, timers } = await setUp();
  welcomed();
  newest().break(1006);
  connection.hurry();
  await settle();
  assert.equal(FakeSocket.made.length, 1);
  timers.now += 400;
  connection.hurry();
  await settle();
  assert.equal(FakeSocket.made.length, 2);
  connection.hurry();
  await settle();
  assert.equal(FakeSocket.made.length, 2);
});

test('it knows how long nothing was heard', async () => {
  const { connection, timers } = await setUp();
  welcomed();
  timers.pass(7_000);
  assert.equal(connection.silentMs, 7_000);
});
