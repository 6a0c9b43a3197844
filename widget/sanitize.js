// The server renders and cleans the HTML of answers; this cleans it once more, so that a mistake there is no hole here.
// What is not on the list loses its tags and keeps its words; scripts and the like lose both.

import { words } from './words.js';

const ALLOWED = new Set(
  'a p br hr ul ol li strong em b i code pre blockquote table thead tbody tr th td h3 h4 h5 dl dt dd del'.split(' '),
);
const DROPPED = new Set('script style template iframe object embed svg math noscript title textarea select'.split(' '));

/** What stands for letters that are not shown: a voice would say "bullet bullet bullet". */
const MASKED = /(•+)/;
/** A telephone number as content editors write it: 1-800-555-0100, (800) 555-0100. */
const PHONE = /((?:1-)?(?:\(\d{3}\) |\d{3}-)\d{3}-\d{4})(?!\d)/;

/**
 * @param {string} href
 * @param {string} base what a relative one is relative to
 * @returns {string | null} the address, if it leads where a visitor may be led
 */
export function safeHref(href, base) {
  try {
    const url = new URL(href, base);
    return ['http:', 'https:', 'tel:', 'mailto:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** @param {string} html @returns {DocumentFragment} */
export function clean(html) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const fragment = document.createDocumentFragment();
  copy(parsed.body, fragment);
  return fragment;
}

/** @param {Node} from @param {Node} to */
function copy(from, to) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) appendText(to, node.nodeValue ?? '');
    if (node.nodeType === Node.ELEMENT_NODE) copyElement(/** @type {Element} */ (node), to);
  }
}

/** @param {string} text @returns {DocumentFragment} with telephone numbers that can be pressed and masks that can be heard */
export function readable(text) {
  const fragment = document.createDocumentFragment();
  appendText(fragment, text);
  return fragment;
}

/** @param {Node} to @param {string} text */
function appendText(to, text) {
  // Inside a link nothing else can be pressed.
  const parts = to instanceof HTMLAnchorElement ? [text] : text.split(PHONE);
  parts.forEach((part, index) => {
    if (index % 2 === 0) return appendMasked(to, part);
    const anchor = document.createElement('a');
    anchor.href = `tel:${part.replace(/\D/g, '')}`;
    anchor.textContent = part;
    to.appendChild(anchor);
  });
}

/** @param {Node} to @param {string} text */
function appendMasked(to, text) {
  text.split(MASKED).forEach((part, index) => {
    if (index % 2 === 0) return to.appendChild(document.createTextNode(part));
    const shown = document.createElement('span');
    const heard = document.createElement('span');
    shown.ariaHidden = 'true';
    shown.textContent = part;
    heard.className = 'sr';
    heard.textContent = `\u00a0${words('masked')}\u00a0`;
    to.appendChild(shown);
    to.appendChild(heard);
  });
}

/** @param {Element} element @param {Node} to */
function copyElement(element, to) {
  const tag = element.localName;
  if (DROPPED.has(tag)) return;
  if (!ALLOWED.has(tag)) return copy(element, to);
  const made = document.createElement(tag);
  if (tag === 'a') {
    const href = safeHref(element.getAttribute('href') ?? '', document.baseURI);
    if (!href) return copy(element, to);
    link(/** @type {HTMLAnchorElement} */ (made), href);
  }
  if (tag === 'ol' && /^\d{1,4}$/.test(element.getAttribute('start') ?? '')) {
    made.setAttribute('start', /** @type {string} */ (element.getAttribute('start')));
  }
  if (tag === 'th') made.setAttribute('scope', 'col');
  copy(element, made);
  to.appendChild(made);
}

/** @param {HTMLAnchorElement} anchor @param {string} href */
function link(anchor, href) {
  anchor.href = href;
  if (!/^https?:/.test(href) || new URL(href).origin === location.origin) return;
  anchor.target = '_blank';
  anchor.rel = 'noopener noreferrer';
  anchor.title = words('opens_in_new_tab');
}
