import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Outbox, newId } from '../../widget/outbox.js';
import { FakeTimers } from './timers.js';

/** @import { KeptFrame, Unsent } from '../../widget/types.js' */

/** @param {string} id @param {Partial<Unsent>} [more] @returns {Unsent} */
const say = (id, more) => ({ frame: { type: 'say', id, text: `text ${id}` }, label: id, store: true, ...more });

/** @param {Unsent[]} [stored] */
function setUp(stored = []) {
  const timers = new FakeTimers();
  /** @type {string[]} */
  const sent = [];
  const seen = { stalls: 0, changes: 0 };
  const outbox = new Outbox({
    stored,
    send: (/** @type {KeptFrame} */ frame) => sent.push(frame.id),
    changed: () => (seen.changes += 1),
    stalled: () => (seen.stalls += 1),
    setTimer: timers.setTimer,
    clearTimer: timers.clearTimer,
  });
  return { outbox, sent, timers, seen, ids: () => outbox.items.map((item) => item.frame.id) };
}

test('ids are UUIDs and differ', () => {
  const ids = new Set(Array.from({ length: 1000 }, newId));
  assert.equal(ids.size, 1000);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('messages wait for the connection and go in order, each after the one before was acknowledged', () => {
  const { outbox, sent } = setUp();
  outbox.add(say('a'));
  outbox.add(say('b'));
  assert.deepEqual(sent, []);
  outbox.opened();
  assert.deepEqual(sent, ['a']);
  outbox.acked('a', 1, 0);
  assert.deepEqual(sent, ['a', 'b']);
});

test('after a cut the unacknowledged message goes again under its id, the acknowledged one does not', () => {
  const { outbox, sent } = setUp();
  outbox.opened();
  outbox.add(say('a'));
  outbox.acked('a', 1, 0);
  outbox.add(say('b'));
  outbox.closed();
  assert.deepEqual(outbox.items.map((item) => Boolean(item.delayed)), [false, true]);
  outbox.opened();
  assert.deepEqual(sent, ['a', 'b', 'b']);
});

test('a message leaves once its event is on show, whichever of ack and event comes first', () => {
  const { outbox, ids } = setUp();
  outbox.opened();
  outbox.add(say('a'));
  outbox.acked('a', 1, 0);
  assert.deepEqual(ids(), ['a']);
  outbox.seen('a', 1);
  assert.deepEqual(ids(), []);

  outbox.add(say('b'));
  outbox.seen('b', 2);
  outbox.acked('b', 2, 2);
  assert.deepEqual(ids(), []);
});

test('what was acknowledged leaves with its seq, also if its event does not name it', () => {
  const { outbox, ids } = setUp();
  outbox.opened();
  outbox.add(say('a'));
  outbox.acked('a', 5, 4);
  outbox.seen(undefined, 5);
  assert.deepEqual(ids(), []);
});

test('what a reload finds is sent again', () => {
  const { outbox, sent } = setUp([say('a')]);
  outbox.opened();
  assert.deepEqual(sent, ['a']);
});

test('a message that came too fast holds up those behind it, and goes again in time', () => {
  const { outbox, sent, timers } = setUp();
  outbox.opened();
  outbox.add(say('a'));
  outbox.add(say('b'));
  outbox.putOff('a', 2);
  assert.deepEqual(sent, ['a']);
  timers.pass(1999);
  assert.deepEqual(sent, ['a']);
  timers.pass(1);
  assert.deepEqual(sent, ['a', 'a']);
  outbox.acked('a', 1, 0);
  assert.deepEqual(sent, ['a', 'a', 'b']);
});

test('a message that is refused is dropped and handed back, the next one goes', () => {
  const { outbox, sent, ids } = setUp();
  outbox.opened();
  outbox.add(say('a'));
  outbox.add(say('b'));
  assert.equal(outbox.refused('a')?.label, 'a');
  assert.deepEqual([sent, ids()], [['a', 'b'], ['b']]);
});

test('silence after a message is taken for a dead connection, with more patience each time', () => {
  const { outbox, timers, seen } = setUp();
  outbox.opened();
  outbox.add(say('a'));
  timers.pass(15_000);
  assert.equal(seen.stalls, 1);
  outbox.closed();
  outbox.opened();
  timers.pass(15_000);
  assert.equal(seen.stalls, 1);
  timers.pass(15_000);
  assert.equal(seen.stalls, 2);
});

test('an acknowledged message stalls nothing', () => {
  const { outbox, timers, seen } = setUp();
  outbox.opened();
  outbox.add(say('a'));
  outbox.acked('a', 1, 0);
  timers.pass(60_000);
  assert.equal(seen.stalls, 0);
});

test('only texts go over into another conversation', () => {
  const { outbox, ids } = setUp();
  outbox.add({ frame: { type: 'choose', id: 'c', seq: 3, choice: 'back' }, label: 'Back', store: true });
  outbox.add(say('a'));
  outbox.add({ frame: { type: 'fill', id: 'f', prompt: 'p', values: {} }, label: '', store: false });
  outbox.keepTexts();
  assert.deepEqual(ids(), ['a']);
});

test('what a tab that has gone had not sent goes under its id, unless it is here already', () => {
  const { outbox, sent, ids } = setUp();
  outbox.opened();
  outbox.add(say('a'));
  outbox.inherit([say('a'), say('b'), say('c'), say('d', { acked: 4 })], [{ id: 'c' }]);
  assert.deepEqual(ids(), ['a', 'b']);
  outbox.acked('a', 1, 0);
  assert.deepEqual(sent, ['a', 'b']);
});

test('an acknowledgement of another tab\'s message changes nothing', () => {
  const { outbox, sent, ids, seen } = setUp();
  outbox.opened();
  outbox.add(say('a'));
  const { changes } = seen;
  outbox.acked('other', 1, 0);
  assert.deepEqual([ids(), sent, seen.changes], [['a'], ['a'], changes]);
});

test('a message that was on its way may have been committed, one that was never sent not', () => {
  const { outbox } = setUp();
  outbox.opened();
  outbox.add(say('a'));
  outbox.add(say('b'));
  assert.deepEqual(outbox.doubtful, ['a']);
});
