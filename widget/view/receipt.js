// Proof that an errand was done, to keep: reference, what changed, what happens next, and what to do if it was somebody
// else.

/** @import { ReceiptBody } from '../types.js' */

import { button, h, icon, uniqueId } from '../dom.js';
import { safeHref, withPhones } from '../sanitize.js';
import { words } from '../words.js';

/**
 * @param {ReceiptBody} body
 * @param {string} base the server's origin, for the download
 * @returns {HTMLElement}
 */
export function receipt(body, base) {
  const titleId = uniqueId('receipt');
  const lines = body.lines.map(({ label, value }) => h('div', {}, h('dt', {}, label), h('dd', {}, value)));
  const reference = h('div', {}, h('dt', {}, words('reference')), h('dd', { class: 'reference' }, body.reference));
  const card = h(
    'article',
    { class: 'receipt', 'aria-labelledby': titleId },
    h('h3', { id: titleId }, icon('check'), body.title),
    h('dl', {}, reference, ...lines),
    body.next && h('p', { class: 'next' }, h('strong', {}, words('what_next')), ' ', body.next),
    h('p', { class: 'not-you' }, h('strong', {}, words('not_you')), ' ', withPhones(body.not_you)),
  );
  card.append(tools(card, body, base));
  return card;
}

/** @param {HTMLElement} card @param {ReceiptBody} body @param {string} base */
function tools(card, body, base) {
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
    button('quiet', () => printCard(card), icon('print'), words('print')),
    href && body.download && h('a', { href, class: 'quiet', download: true }, body.download.label),
    copied,
  );
}

/** Prints the card alone: the page around it belongs to somebody else. @param {HTMLElement} card */
function printCard(card) {
  card.parentElement?.querySelector('iframe')?.remove();
  const frame = h('iframe', { class: 'print-frame', 'aria-hidden': 'true', tabindex: '-1' });
  card.after(frame);
  const target = frame.contentWindow;
  if (!target) return frame.remove();
  const copy = /** @type {HTMLElement} */ (target.document.importNode(card, true));
  copy.querySelector('.tools')?.remove();
  for (const svg of copy.querySelectorAll('svg')) svg.remove();
  const sheet = new /** @type {any} */ (target).CSSStyleSheet();
  sheet.replaceSync('body{font:12pt/1.5 system-ui,sans-serif;margin:2cm}dt{font-weight:600}dd{margin:0 0 .6em}');
  target.document.adoptedStyleSheets = [sheet];
  target.document.body.append(copy);
  target.addEventListener('afterprint', () => frame.remove());
  target.print();
}
