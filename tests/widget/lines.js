// Lines of a conversation, for the tests of the reducer.

/** @import { Body, From, Line, State } from '../../widget/types.js' */

import { emptyState, reduce } from '../../widget/state.js';

/** @type {From} */
export const visitor = { kind: 'visitor' };
/** @type {From} */
export const bot = { kind: 'bot' };

/** @param {string} prompt @param {Partial<Extract<Body, { kind: 'prompt' }>>} [more] @returns {Body} */
export function prompt(prompt, more = {}) {
  const field = { slot: 'name', label: 'Name', input: 'text', required: true };
  return { kind: 'prompt', prompt, flow: 'reset', text: 'Your name?', fields: [field], ...more };
}

/** @param {string} prompt @returns {Body} */
export function filled(prompt) {
  return { kind: 'filled', prompt, slots: [{ slot: 'name', label: 'Name', value: 'Ann' }] };
}

/** @param {string} text @returns {Body} */
export function text(text) {
  return { kind: 'text', text };
}

/** @param {[From, Body, string?][]} said @param {State} [state] @returns {State} after all of it was said */
export function talk(said, state = emptyState()) {
  return said.reduce((before, [from, body, id]) => {
    const line = { seq: before.lastSeq + 1, at: 0, from, body, id };
    return reduce(before, { type: 'event', line });
  }, state);
}

/** @param {number} seq @returns {Line} */
export function lineAt(seq) {
  return { seq, at: 0, from: bot, body: text(`line ${seq}`) };
}
