// What a visitor takes along: the conversation or a receipt on paper, the conversation as a text file. Both are made in
// the page, from lines that hold no secret.

/** @import { Chat } from '../chat.js' */

import { h } from '../dom.js';
import { words } from '../words.js';
import { written } from './spoken.js';
import { exactTime, fullDate } from './times.js';

const SHEET =
  'body{font:12pt/1.5 system-ui,sans-serif;margin:2cm;color:#000}h1,h3{font-size:15pt}dt{font-weight:600}' +
  'dd{margin:0 0 .6em}article,.line{break-inside:avoid}.line{margin:0 0 .8em;white-space:pre-wrap}small{color:#444}';

/** @param {Chat} chat @returns {string} when it was taken, and what to name in a call */
function origin({ host, session }) {
  return `${fullDate(Date.now(), host.locale)}\n${words('reference')}: ${session.kept.conversation ?? ''}`;
}

/**
 * Prints these alone: the page around the chat belongs to somebody else.
 *
 * @param {HTMLElement} place
 * @param {string} locale
 * @param {...Node} content
 */
export function print(place, locale, ...content) {
  place.querySelector('iframe')?.remove();
  const frame = h('iframe', { class: 'print-frame', 'aria-hidden': 'true', tabindex: '-1' });
  place.append(frame);
  const target = frame.contentWindow;
  if (!target) return frame.remove();
  const sheet = new /** @type {any} */ (target).CSSStyleSheet();
  sheet.replaceSync(SHEET);
  target.document.adoptedStyleSheets = [sheet];
  target.document.title = words('title');
  target.document.documentElement.lang = locale;
  target.document.documentElement.dir = getComputedStyle(place).direction;
  for (const node of content) target.document.body.append(target.document.importNode(node, true));
  for (const part of target.document.querySelectorAll('.tools, svg')) part.remove();
  target.addEventListener('afterprint', () => frame.remove());
  target.print();
}

/** @param {HTMLElement} card names its reference @param {number} at when it was given @param {string} locale */
export function printReceipt(card, at, locale) {
  print(/** @type {HTMLElement} */ (card.parentElement), locale, h('p', {}, fullDate(at, locale)), card);
}

/** @param {HTMLElement} place @param {Chat} chat */
export function printConversation(place, chat) {
  const { host, state } = chat;
  const lines = written(state.lines).map(({ at, name, text }) =>
    h('p', { class: 'line' }, h('strong', {}, name), ' ', h('small', {}, exactTime(at, host.locale)), '\n', text),
  );
  const from = h('p', { class: 'line' }, origin(chat));
  print(place, host.locale, h('h1', {}, words('title')), from, ...lines);
}

/** @param {Chat} chat @returns {string} */
function asText(chat) {
  const { host, state } = chat;
  const lines = written(state.lines).map(({ at, name, text }) => `${name}, ${exactTime(at, host.locale)}\n${text}`);
  return `${[words('title'), origin(chat), ...lines].join('\n\n')}\n`;
}

/** @param {Chat} chat */
export function saveConversation(chat) {
  const href = URL.createObjectURL(new Blob([asText(chat)], { type: 'text/plain;charset=utf-8' }));
  const date = new Date().toISOString().slice(0, 10);
  h('a', { href, download: words('file_name', { date }) }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
