import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Identity } from '../../widget/identity.js';

/** @param {() => Promise<string>} [renew] */
function setUp(renew) {
  let now = 0;
  const identity = new Identity(() => now);
  identity.set('first', renew);
  return { identity, pass: (/** @type {number} */ ms) => (now += ms) };
}

test('a token is used while it is fresh, and renewed before it runs out', async () => {
  let renewals = 0;
  const { identity, pass } = setUp(async () => `renewed ${(renewals += 1)}`);
  assert.equal(await identity.fresh(), 'first');
  pass(30_001);
  assert.equal(await identity.fresh(), 'renewed 1');
  assert.equal(await identity.fresh(), 'renewed 1');
});

test('a token that cannot be renewed is used as it is', async () => {
  const { identity, pass } = setUp();
  pass(90_000);
  assert.equal(await identity.fresh(), 'first');
});

test('a refused token is renewed once; if that is refused too, nobody is known any more', async () => {
  const { identity } = setUp(async () => 'second');
  assert.equal(await identity.afterRefusal(), 'second');
  assert.equal(await identity.afterRefusal(), null);
  assert.equal(identity.known, false);
});

test('once welcome, a later refusal is a first one again', async () => {
  const { identity } = setUp(async () => 'again');
  assert.equal(await identity.afterRefusal(), 'again');
  identity.accepted();
  assert.equal(await identity.afterRefusal(), 'again');
});

test('where no new one can be had for the moment, it is tried a few times', async () => {
  let down = true;
  const { identity } = setUp(async () => {
    if (down) throw new Error('down');
    return 'at last';
  });
  assert.equal(await identity.afterRefusal(), null);
  assert.equal(identity.known, true);
  down = false;
  assert.equal(await identity.fresh(), 'at last');

  down = true;
  identity.accepted();
  for (let tries = 0; tries < 4; tries += 1) await identity.afterRefusal();
  assert.equal(identity.known, false);
});

test('whoever waits for the page is told as soon as it has spoken', async () => {
  const identity = new Identity(() => 0);
  const arrival = identity.arrival(60_000);
  identity.set('token');
  await arrival;
  assert.equal(await identity.fresh(), 'token');
});

test('a token that the page has given long before it was asked for is renewed first', async () => {
  const identity = new Identity(() => 40_000);
  identity.set('old', async () => 'new', 5_000);
  assert.equal(await identity.fresh(), 'new');
});

test('a page may give only what gets a token', async () => {
  const identity = new Identity(() => 0);
  identity.set(null, async () => 'first');
  assert.equal(identity.known, true);
  assert.equal(await identity.fresh(), 'first');
});
