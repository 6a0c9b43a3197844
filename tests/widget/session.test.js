import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Session, maySecret } from '../../widget/session.js';

/** A storage that only this test sees. @returns {any} */
function storage() {
  const kept = new Map();
  return {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
    removeItem: (/** @type {string} */ key) => kept.delete(key),
    kept,
  };
}

test('a reload finds conversation, half-filled cards and what is unsent', () => {
  const tab = storage();
  const before = new Session(tab, 'k');
  before.keep({ conversation: 'c1', token: 't1', open: true });
  before.keepDraft('p1', 'claim_id', '24C');
  const after = new Session(tab, 'k');
  assert.equal(after.kept.conversation, 'c1');
  assert.deepEqual(after.draft('p1'), { claim_id: '24C' });
  assert.deepEqual(after.draft('p2'), {});
});

test('what the desk has taken is not kept any longer, the rest of the card is', () => {
  const session = new Session(storage(), 'k');
  session.keepDraft('p1', 'claim_id', '24C');
  session.keepDraft('p1', 'first', 'Ann');
  session.dropDrafts({ kind: 'filled', prompt: 'p1', slots: [{ slot: 'claim_id', label: '', value: '24C' }] });
  assert.deepEqual(session.draft('p1'), { first: 'Ann' });
});

test('forgetting a conversation leaves the open panel and the unsent texts, clearing leaves nothing', () => {
  const tab = storage();
  const session = new Session(tab, 'k');
  session.keep({ conversation: 'c1', token: 't1', open: true, unsent: [] });
  session.keepDraft('p1', 'first', 'Ann');
  session.forget();
  assert.deepEqual(JSON.parse(tab.kept.get('k')), { open: true, unsent: [] });
  session.clear();
  session.keep({ text: 'late' });
  assert.equal(tab.kept.size, 0);
});

test('damaged, full or missing storage is no hindrance', () => {
  const damaged = storage();
  damaged.kept.set('k', '{not json');
  assert.deepEqual(new Session(damaged, 'k').kept, {});
  const full = { ...storage(), setItem: () => { throw new Error('full'); } };
  const session = new Session(full, 'k');
  session.keep({ conversation: 'c1' });
  assert.equal(session.kept.conversation, 'c1');
  new Session(null, 'k').clear();
});

test('texts that may hold a secret are known by their shape', () => {
  const secrets = [
    'my password is hunter2',
    'password: tr0ub4dor',
    'hunter2 is my password',
    'the pin is 4821',
    'pin 48211190',
    '123-45-6789',
    'my ssn 123 45 6789',
    '4111 1111 1111 1111',
    'code 482913',
    'the answer to my security question is Rex',
    'my passwd is sunshine',
    'my new pw is maple tree',
  ];
  for (const text of secrets) assert.equal(maySecret(text), true, text);
  const plain = [
    'i lost my pin', 'i forgot my pw', 'what is my security question', 'where is my pin', 'forgot my password', 'when does my PIN arrive?', 'call me at noon', '125.00', 'March 4',
  ];
  for (const text of plain) assert.equal(maySecret(text), false, text);
});
