// What a line says in plain words: for the ear (one announcement for a whole turn), for paper and for a file.

/** @import { Body, Choice, From, Line } from '../types.js' */

import { words } from '../words.js';

/** @param {string} text @returns {string} with a full stop, so that a voice pauses */
const sentence = (text) => (/[.!?:…]$/.test(text) ? text : `${text}.`);

/** @param {(string | undefined | false)[]} parts */
const joined = (parts) => parts.filter(Boolean).join('\n');

/** @param {Choice[]} choices */
function choicesIn(choices) {
  return choices.length > 0 && words('choices', { choices: choices.map(({ label }) => label).join('; ') });
}

/** @param {Body} body @returns {string} complete on its own, over several lines; empty: nothing to say */
export function plain(body) {
  switch (body.kind) {
    case 'rated':
    case 'ended':
      return '';
    case 'chose':
      return body.label;
    case 'filled':
      return joined(body.slots.map(({ label, value }) => `${label}: ${value}`));
    case 'signed_in':
      return words('signed_in');
    case 'answer':
      return joined([body.text, body.flow && choicesIn([body.flow])]);
    case 'offer':
      return joined([body.text, choicesIn(body.choices)]);
    case 'prompt':
      return joined([body.text, choicesIn(body.choices?.length ? body.choices : (body.fields?.[0]?.options ?? []))]);
    case 'receipt':
      return joined([
        body.title,
        `${words('reference')}: ${body.reference}`,
        ...body.lines.map(({ label, value }) => `${label}: ${value}`),
        body.next && `${words('what_next')} ${body.next}`,
        `${words('not_you')} ${body.not_you}`,
      ]);
    default:
      // Also a kind that a newer server knows: its text is complete on its own.
      return body.text ?? '';
  }
}

/** @param {Body} body what there is to fill in, where the question does not say it already */
function formOf(body) {
  const fields = (body.kind === 'prompt' && body.fields) || [];
  // What is wrong stands at its field, to which the focus goes.
  if (fields.length < 2 || fields.some(({ error }) => error)) return '';
  return words('fields', { fields: fields.map(({ label }) => label).join('; ') });
}

/** @param {Body} body @returns {string} the same as sentences in a row, without the signs of a list */
export function spoken(body) {
  const lines = joined([plain(body), formOf(body)]).split('\n');
  const bare = lines.map((line) => line.replace(/^\s*([-*•]\s+)?/, '').replace(/•+/g, ` ${words('masked')}`).trim());
  return bare.filter(Boolean).map(sentence).join(' ');
}

/** @param {From} from @returns {string} who has said it, on paper */
export function nameOf({ kind, name }) {
  return name ?? words(kind === 'visitor' ? 'name_you' : 'name_bot');
}

/** @param {Line[]} lines @returns {{ at: number, name: string, text: string }[]} what there is to print or to save */
export function written(lines) {
  return lines.map(({ at, from, body }) => ({ at, name: nameOf(from), text: plain(body) })).filter(({ text }) => text);
}
