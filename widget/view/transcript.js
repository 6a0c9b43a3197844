// What was said, as one log: keyed by seq, so that a line is made once and remade only when what it shows has changed.

/** @import { Chat } from '../chat.js' */
/** @import { State } from '../types.js' */

import { button, h, icon } from '../dom.js';
import { awaiting } from '../state.js';
import { words } from '../words.js';
import { linesOf } from './lines.js';

/** @typedef {{ key: string, look: string, make: () => Node }} Item one line: `look` changes when it must be remade */

/** So near its end the transcript counts as being at the end. */
const NEAR_END_PX = 48;
/** In less height than this there is no room for what the visitor said beside the answer to it. */
const SMALL_PX = 240;

/** @param {Chat} chat @param {() => void} toComposer */
export function createTranscript(chat, toComposer) {
  const list = h('ul', { class: 'lines' });
  const typing = h('p', { class: 'typing', 'aria-hidden': 'true', hidden: true }, words('typing'));
  const skip = button('skip', toComposer, words('skip_to_message'));
  const log = h('div', { role: 'log', 'aria-live': 'polite', 'aria-label': words('transcript') }, list);
  const scroller = h('div', { class: 'scroller', tabindex: '-1' }, skip, log, typing);
  const jump = button('jump', toEnd, icon('newest'), words('new_messages'));
  jump.hidden = true;
  const node = h('div', { class: 'transcript' }, scroller, jump);
  const lines = linesOf(chat);
  /** @type {Map<string, { look: string, node: HTMLElement }>} */
  let made = new Map();
  let following = true;
  let ownScroll = -1;
  /** @type {HTMLElement | null} where what is new begins */
  let newest = null;

  scroller.addEventListener('scroll', () => {
    if (Math.abs(scroller.scrollTop - ownScroll) > 2) following = atEnd();
    if (following) jump.hidden = true;
  });
  new ResizeObserver(() => following && showNew()).observe(scroller);

  function atEnd() {
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
  }
  function toEnd() {
    following = true;
    newest = null;
    scrollTo(scroller.scrollHeight);
  }
  /** What is new is read from its beginning, with what the visitor said last in sight. */
  function showNew() {
    const small = scroller.clientHeight < SMALL_PX && newest?.querySelector('.own');
    const first = /** @type {HTMLElement | null} */ ((small && newest?.nextElementSibling) || newest);
    const end = scroller.scrollHeight - scroller.clientHeight;
    scrollTo(first?.isConnected ? Math.min(end, first.offsetTop - 12) : end);
  }
  /** @param {number} top */
  function scrollTo(top) {
    scroller.scrollTop = top;
    ownScroll = scroller.scrollTop;
    if (following) jump.hidden = true;
  }

  /** @param {Item[]} items @returns {HTMLElement[]} the lines that are new */
  function reconcile(items) {
    /** @type {typeof made} */
    const next = new Map();
    /** @type {HTMLElement[]} */
    const fresh = [];
    items.forEach((item, index) => {
      const old = made.get(item.key);
      const line = old?.look === item.look ? old.node : h('li', {}, item.make());
      if (!old) fresh.push(line);
      else if (line !== old.node) old.node.replaceWith(line);
      if (list.children[index] !== line) list.insertBefore(line, list.children[index] ?? null);
      next.set(item.key, { look: item.look, node: line });
    });
    while (list.children.length > items.length) list.lastElementChild?.remove();
    made = next;
    return fresh;
  }

  /** @param {HTMLElement[]} fresh @param {State} state */
  function follow(fresh, state) {
    if (fresh.length === 0) return;
    const own = state.lines.at(-1)?.from.kind === 'visitor' || state.unsent.length > 0;
    if (!following && !own) {
      jump.hidden = false;
      return;
    }
    following = true;
    newest = fresh.findLast((line) => line.querySelector('.own')) ?? fresh[0];
    showNew();
  }

  return {
    node,
    scroller,
    toEnd,
    /** The open card in the transcript, if there is one. */
    card: () => lines.card(),
    /** @param {State} state */
    draw(state) {
      const root = /** @type {ShadowRoot | Document} */ (node.getRootNode());
      const focused = /** @type {HTMLElement | null} */ (root.activeElement ?? null);
      const inside = focused && list.contains(focused) ? focused : null;
      const fresh = reconcile(lines.items(state));
      typing.hidden = !(state.typing || awaiting(state));
      if (inside?.isConnected && root.activeElement !== inside) inside.focus({ preventScroll: true });
      follow(fresh, state);
    },
  };
}
