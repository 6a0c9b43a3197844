// Proof that an errand was done, to keep: reference, what changed, what happens next, and what to do if it was somebody
// else.

/** @import { Host, ReceiptBody } from '../types.js' */

import { button, h, icon, uniqueId } from '../dom.js';
import { safeHref, readable } from '../sanitize.js';
import { words } from '../words.js';
import { printReceipt } from './keep.js';

/**
 * @param {ReceiptBody} body
 * @param {Host} host
 * @param {number} at when it was given
 * @returns {HTMLElement}
 */
export function receipt(body, host, at) {
  const titleId = uniqueId('receipt');
  const lines = body.lines.map(({ label, value }) => h('div', {}, h('dt', {}, label), h('dd', {}, readable(value))));
  const reference = h('div', {}, h('dt', {}, words('reference')), h('dd', { class: 'reference' }, body.reference));
  const card = h(
    'article',
    { class: 'receipt', 'aria-labelledby': titleId },
    h('h3', { id: titleId }, icon('check'), body.title),
    h('dl', {}, reference, ...lines),
    body.next && h('p', { class: 'next' }, h('strong', {}, words('what_next')), ' ', body.next),
    h('p', { class: 'not-you' }, h('strong', {}, words('not_you')), ' ', readable(body.not_you)),
  );
  card.append(tools(card, body, host, at));
  return card;
}

/** @param {HTMLElement} card @param {ReceiptBody} body @param {Host} host @param {number} at */
function tools(card, body, { base, locale }, at) {
  const href = body.download && safeHref(body.download.url, base);
  const copied = h('span', { class: 'copied', role: 'status' });
  const copy = async () => {
    const written = navigator.clipboard?.writeText(body.reference) ?? Promise.reject();
    copied.textContent = words(await written.then(() => 'copied', () => 'not_copied'));
  };
  return h(
    'div',
    { class: 'tools' },
    button('quiet', copy, icon('copy'), words('copy_reference')),
    button('quiet', () => printReceipt(card, at, locale), icon('print'), words('print')),
    href && body.download && h('a', { href, class: 'quiet', download: true }, body.download.label),
    copied,
  );
}
