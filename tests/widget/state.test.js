import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  awaiting,
  changeable,
  emptyState,
  openPrompt,
  promptLocked,
  reduce,
  sealedPrompt,
  unreadCount,
} from '../../widget/state.js';
import { bot, filled, lineAt, prompt, talk, text, visitor } from './lines.js';

/** @import { Body, Unsent } from '../../widget/types.js' */

/** @param {Unsent['frame']} frame @returns {Unsent} */
const unsent = (frame) => ({ frame, label: 'x', store: true });

test('each line is shown once and in order, also when it is sent twice', () => {
  const state = [1, 2, 2, 1, 3].reduce((before, seq) => reduce(before, { type: 'event', line: lineAt(seq) }), emptyState());
  assert.deepEqual(state.lines.map((line) => line.seq), [1, 2, 3]);
});

test('a prompt is open until it is filled', () => {
  const asked = talk([[bot, prompt('p1')]]);
  assert.equal(openPrompt(asked)?.body.prompt, 'p1');
  assert.equal(openPrompt(talk([[visitor, filled('p1')]], asked)), null);
});

test('a question in between leaves the prompt open at its newest place', () => {
  const state = talk([
    [bot, prompt('p1')],
    [visitor, text('is there a fee?')],
    [bot, text('No.')],
    [bot, prompt('p1')],
  ]);
  assert.equal(openPrompt(state)?.seq, 4);
});

test('a prompt stays open while the answer to a question is on its way', () => {
  const state = talk([
    [bot, prompt('p1')],
    [visitor, text('is there a fee?')],
  ]);
  assert.equal(openPrompt(state)?.seq, 1);
});

test('a question that the desk did not understand at once leaves the prompt open', () => {
  const state = talk([
    [bot, prompt('p1')],
    [visitor, text('who is it?')],
    [bot, { kind: 'offer', text: 'Which of these?', choices: [{ id: 'a', label: 'A' }] }],
  ]);
  assert.equal(openPrompt(state)?.seq, 1);
});

test('a prompt that the desk does not ask again is over', () => {
  const state = talk([
    [bot, prompt('p1')],
    [visitor, { kind: 'chose', label: 'Cancel' }],
    [bot, text('Cancelled.')],
  ]);
  assert.equal(openPrompt(state), null);
});

test('a note of the desk that nobody asked for leaves the prompt open', () => {
  const state = talk([
    [bot, prompt('p1')],
    [bot, text('Still there?')],
  ]);
  assert.equal(openPrompt(state)?.seq, 1);
});

test('a receipt and the end close what was open', () => {
  /** @type {Body} */
  const receipt = { kind: 'receipt', reference: 'r', title: 't', lines: [], not_you: 'call' };
  assert.equal(openPrompt(talk([[bot, prompt('p1')], [bot, receipt]])), null);
  const ended = talk([[bot, prompt('p1')], [{ kind: 'system' }, { kind: 'ended', reason: 'idle' }]]);
  assert.equal(openPrompt(ended), null);
  assert.equal(ended.closed, 'ended');
});

test('a prompt with a sealed field is known, so that secrets are typed nowhere else', () => {
  const fields = [{ slot: 'password', label: 'Password', input: 'sealed', required: true }];
  assert.equal(sealedPrompt(talk([[bot, prompt('p1', { fields })]]))?.seq, 1);
  assert.equal(sealedPrompt(talk([[bot, prompt('p1')]])), null);
});

test('a card is locked while its answer is on its way, and open again if it is not taken', () => {
  const asked = talk([[bot, prompt('p1')]]);
  const sent = [unsent({ type: 'fill', id: 'm1', prompt: 'p1', values: {} })];
  assert.equal(promptLocked(reduce(asked, { type: 'unsent', unsent: sent })), true);
  const pressed = [unsent({ type: 'choose', id: 'm1', seq: 1, choice: 'back' })];
  assert.equal(promptLocked(reduce(asked, { type: 'unsent', unsent: pressed })), true);
  assert.equal(promptLocked(reduce(asked, { type: 'unsent', unsent: [] })), false);
  const elsewhere = [unsent({ type: 'say', id: 'm1', text: 'is there a fee?' })];
  assert.equal(promptLocked(reduce(asked, { type: 'unsent', unsent: elsewhere })), false);
});

test('a card stays locked after a button until the desk has answered', () => {
  const pressed = talk([
    [bot, prompt('p1')],
    [visitor, { kind: 'chose', label: 'Yes' }],
  ]);
  assert.equal(promptLocked(pressed), true);
});

test('what was answered can be changed while its run is open, and not after', () => {
  const running = talk([
    [bot, prompt('p1')],
    [visitor, filled('p1')],
    [bot, prompt('p2')],
  ]);
  assert.equal(changeable(running, running.lines[1]), true);

  const cancelled = talk([[visitor, text('cancel')], [bot, text('Cancelled.')], [visitor, text('reset')]], running);
  const again = talk([[bot, prompt('p3')]], cancelled);
  assert.equal(changeable(again, again.lines[1]), false);

  const otherFlow = talk([[visitor, filled('p2')], [bot, prompt('q1', { flow: 'pin' })]], running);
  assert.equal(changeable(otherFlow, otherFlow.lines[1]), false);
});

test('a rating marks its answer and says nothing', () => {
  const state = talk([
    [bot, text('an answer')],
    [visitor, { kind: 'rated', seq: 1, helpful: false }],
  ]);
  assert.equal(state.rated[1], false);
  assert.equal(awaiting({ ...state, status: 'online' }), false);
});

test('an answer is awaited from the message to the next word of the desk', () => {
  const online = { ...emptyState(), status: /** @type {const} */ ('online') };
  assert.equal(awaiting(online), false);
  const sent = reduce(online, { type: 'unsent', unsent: [unsent({ type: 'say', id: 'm1', text: 'hi' })] });
  assert.equal(awaiting(sent), true);
  const heard = talk([[visitor, text('hi')]], online);
  assert.equal(awaiting(heard), true);
  assert.equal(awaiting(talk([[bot, text('Hello.')]], heard)), false);
  assert.equal(awaiting({ ...heard, status: 'reconnecting' }), false);
});

test('unread counts what others have said since', () => {
  const state = talk([
    [visitor, text('hi')],
    [bot, text('Hello.')],
    [bot, text('How can I help?')],
  ]);
  assert.equal(unreadCount(state, 0), 2);
  assert.equal(unreadCount(state, 2), 1);
  assert.equal(unreadCount(state, 3), 0);
});

test('an agent is named from joining to leaving, and no answer of the bot is awaited meanwhile', () => {
  const joined = talk([[bot, { kind: 'handoff', state: 'joined', agent: 'Dana', text: 'Dana is here.' }]]);
  assert.equal(joined.agent, 'Dana');
  assert.equal(awaiting(talk([[visitor, text('hi')]], { ...joined, status: 'online' })), false);
  const left = talk([[bot, { kind: 'handoff', state: 'left', text: 'Dana has left.' }]], joined);
  assert.equal(left.agent, null);
});

test('a new conversation keeps what is unsent', () => {
  const waiting = [unsent({ type: 'say', id: 'm1', text: 'hi' })];
  const before = reduce(talk([[bot, text('old')]]), { type: 'unsent', unsent: waiting });
  const fresh = reduce(before, { type: 'fresh', notice: 'fresh_start' });
  assert.deepEqual([fresh.lines, fresh.lastSeq, fresh.unsent, fresh.notice], [[], 0, waiting, 'fresh_start']);
});
