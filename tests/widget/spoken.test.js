import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { englishWords } from '../browser/fake-desk.js';
import { answer, claim, confirm, newPassword, receipt } from '../browser/bodies.js';
import { plain, spoken, written } from '../../widget/view/spoken.js';
import { loadWords } from '../../widget/words.js';

before(async () => {
  const table = await englishWords();
  const fetchBefore = globalThis.fetch;
  globalThis.fetch = async () => new Response(JSON.stringify(table));
  await loadWords('https://desk.test', 'en');
  globalThis.fetch = fetchBefore;
});

test('a question says what can be chosen, or filled in where that is more than one thing', () => {
  assert.equal(spoken(confirm), 'Mail a new PIN now? The old one stops working. You can choose: Yes; No.');
  assert.equal(
    spoken(claim(1)),
    'Please tell me about a claim of the last 90 days. To fill in: Claim number; First name of the patient; Total billed amount.',
  );
  assert.equal(spoken(newPassword), 'Choose a new password.');
});

test('lists and line breaks become sentences', () => {
  assert.equal(spoken({ kind: 'text', text: 'Do this:\n\n- Sign in\n- Choose PIN!\n' }), 'Do this: Sign in. Choose PIN!');
  assert.equal(spoken(answer), 'A new PIN is mailed to the address we have on record. You can choose: Get a new PIN by mail.');
});

test('a receipt is read with its reference first', () => {
  assert.match(spoken(receipt), /^New PIN on its way\. Reference: FD-7K2M-93QX\. Arrives: November 27 to December 1\. What happens next: /);
});

test('a kind that a newer server knows is said by its text', () => {
  assert.equal(plain(/** @type {any} */ ({ kind: 'poem', text: 'Roses.' })), 'Roses.');
  assert.equal(plain(/** @type {any} */ ({ kind: 'picture' })), '');
});

test('on paper stands who said what, and nothing empty', () => {
  const visitor = /** @type {const} */ ({ kind: 'visitor' });
  const lines = [
    { seq: 1, at: 5, from: visitor, body: /** @type {const} */ ({ kind: 'text', text: 'hello' }) },
    { seq: 2, at: 6, from: visitor, body: /** @type {const} */ ({ kind: 'rated', seq: 1, helpful: true }) },
    { seq: 3, at: 7, from: { kind: /** @type {const} */ ('agent'), name: 'Ada' }, body: /** @type {const} */ ({ kind: 'text', text: 'Hi.' }) },
  ];
  assert.deepEqual(written(lines), [
    { at: 5, name: 'You', text: 'hello' },
    { at: 7, name: 'Ada', text: 'Hi.' },
  ]);
});
