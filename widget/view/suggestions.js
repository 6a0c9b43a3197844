// Questions that fit what is being typed, as a list beside the box: arrows choose, Enter asks, Escape shuts it. The
// focus stays in the box. A box of several lines may not be a `combobox` in HTML, so it is a text box that has a list.

import { h, uniqueId } from '../dom.js';
import { maySecret } from '../session.js';
import { words } from '../words.js';

const ASK_AFTER_MS = 180;
const SHORTEST_QUESTION = 3;
const LONGEST_QUESTION = 80;
const MOST = 5;
/** What may be personal never leaves the page before it is sent. */
const PERSONAL = /\d{2}|@|\n/;

/**
 * @param {HTMLTextAreaElement} box
 * @param {(text: string) => Promise<string[]>} ask
 * @param {(question: string) => void} chosen
 * @param {(text: string) => void} announce
 */
export function createSuggestions(box, ask, chosen, announce) {
  const id = uniqueId('suggestions');
  const node = h('ul', { class: 'suggestions', role: 'listbox', id, hidden: true });
  node.ariaLabel = words('suggestions');
  box.setAttribute('aria-autocomplete', 'list');
  box.setAttribute('aria-controls', id);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let turn = 0;
  let at = -1;

  /** @param {string[]} questions */
  function show(questions) {
    const options = questions.map((question, index) =>
      h('li', { role: 'option', id: `${id}-${index}`, onclick: () => chosen(question) }, question),
    );
    if (node.hidden && options.length > 0) announce(words('suggestions_count', { count: options.length }));
    node.replaceChildren(...options);
    node.hidden = options.length === 0;
    mark(-1);
  }

  /** @param {number} index */
  function mark(index) {
    at = index;
    [...node.children].forEach((option, place) => {
      option.ariaSelected = String(place === at);
      if (place === at) option.scrollIntoView({ block: 'nearest' });
    });
    if (at < 0) box.removeAttribute('aria-activedescendant');
    else box.setAttribute('aria-activedescendant', `${id}-${at}`);
  }

  /** @param {string} key @returns {boolean} whether it was for the list */
  function pressed(key) {
    const { length } = node.children;
    switch (key) {
      case 'ArrowDown':
        mark(at + 1 < length ? at + 1 : -1);
        return true;
      case 'ArrowUp':
        mark(at < 0 ? length - 1 : at - 1);
        return true;
      case 'Enter':
        if (at >= 0) chosen(node.children[at].textContent ?? '');
        return at >= 0;
      case 'Escape':
        show([]);
        return true;
      default:
        return false;
    }
  }

  const keydown = (/** @type {KeyboardEvent} */ event) => {
    if (node.hidden || event.isComposing || !pressed(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  box.addEventListener('keydown', keydown, true);
  // Pressing one leaves the focus where it is.
  node.addEventListener('mousedown', (event) => event.preventDefault());

  /** @param {string} text */
  function typed(text) {
    clearTimeout(timer);
    const mine = ++turn;
    const q = text.trim();
    const fits = q.length >= SHORTEST_QUESTION && q.length <= LONGEST_QUESTION;
    if (!fits || PERSONAL.test(q) || maySecret(q)) return show([]);
    timer = setTimeout(async () => {
      const questions = await ask(q).catch(() => []);
      if (mine === turn) show(questions.slice(0, MOST));
    }, ASK_AFTER_MS);
  }

  return { node, typed, hide: () => typed('') };
}
