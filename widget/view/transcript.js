// What was said, as one log: keyed by seq, so that a line is made once and remade only when what it shows has changed.

/** @import { Chat } from '../chat.js' */
/** @import { State } from '../types.js' */

import { button, h, icon } from '../dom.js';
import { awaiting } from '../state.js';
import { words } from '../words.js';
import { linesOf } from './lines.js';
import { pointedTime } from './times.js';

/**
 * @typedef {{ key: string, look: string, at?: number, aside?: boolean, make: () => Node }} Item one line: `look`
 *   changes when it must be remade; `at`: when it was said; `aside`: it belongs to the chat, not to what was said
 */

/** So near its end the transcript counts as being at the end. */
const NEAR_END_PX = 48;
/** In less height than this there is no room for what the visitor said beside the answer to it. */
const SMALL_PX = 240;
/** Air above the line to which it scrolls. */
const ABOVE_PX = 12;

/** @param {Chat} chat @param {() => void} toComposer @param {(text: string) => void} announce */
export function createTranscript(chat, toComposer, announce) {
  const list = h('ul', { class: 'lines' });
  const typing = h('p', { class: 'typing', 'aria-hidden': 'true', hidden: true }, words('typing'));
  const skip = button('skip', toComposer, words('skip_to_message'));
  // What is new is announced in one go (`announcer.js`); the log would read it once more, piece by piece.
  const log = h('div', { role: 'log', 'aria-live': 'off', 'aria-label': words('transcript') }, list);
  const scroller = h('div', { class: 'scroller', tabindex: '-1' }, skip, log, typing);
  const jump = button('jump', toEnd, icon('newest'), words('new_messages'));
  jump.hidden = true;
  const node = h('div', { class: 'transcript' }, scroller, jump);
  const lines = linesOf(chat, () => draw(chat.state), announce);
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
  /** What is new is read from its beginning, with what the visitor said last in sight where there is room for both. */
  function showNew() {
    const answer = newest?.querySelector('.own') && /** @type {HTMLElement | null} */ (newest.nextElementSibling);
    const alone = answer && (scroller.clientHeight < SMALL_PX || (fits(answer) && newest && !fits(newest)));
    const first = alone ? answer : newest;
    const end = scroller.scrollHeight - scroller.clientHeight;
    scrollTo(first?.isConnected ? Math.min(end, first.offsetTop - ABOVE_PX) : end);
  }
  /** @param {HTMLElement} line whether all from there on can be seen at once */
  function fits(line) {
    return scroller.scrollHeight - line.offsetTop + ABOVE_PX <= scroller.clientHeight;
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
    const keys = new Set(items.map(({ key }) => key));
    for (const [key, { node }] of made) if (!keys.has(key)) node.remove();
    items.forEach((item, index) => {
      const old = made.get(item.key);
      const line = old?.look === item.look ? old.node : lineOf(item);
      if (old && line !== old.node) old.node.replaceWith(line);
      if (!old && !item.aside) fresh.push(line);
      if (list.children[index] !== line) list.insertBefore(line, list.children[index] ?? null);
      next.set(item.key, { look: item.look, node: line });
    });
    made = next;
    return fresh;
  }

  /** @param {Item} item */
  function lineOf({ at, make }) {
    return h('li', {}, make(), at !== undefined && pointedTime(at, chat.host.locale));
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

  /** A line was made anew around the focus. @param {HTMLElement} inside @param {string} [key] of its line */
  function refocus(inside, key = '') {
    const next = inside.isConnected ? inside : made.get(key)?.node.querySelector('.rated');
    /** @type {HTMLElement | null | undefined} */ (next)?.focus({ preventScroll: true });
  }

  /** @param {State} state */
  function draw(state) {
    const root = /** @type {ShadowRoot | Document} */ (node.getRootNode());
    const focused = /** @type {HTMLElement | null} */ (root.activeElement ?? null);
    const inside = focused && list.contains(focused) ? focused : null;
    const key = [...made].find(([, { node }]) => node.contains(inside))?.[0];
    const fresh = reconcile(lines.items(state));
    typing.hidden = !(state.typing || awaiting(state));
    if (inside && root.activeElement !== inside) refocus(inside, key);
    follow(fresh, state);
  }

  return {
    node,
    scroller,
    /** The chat was opened: where there is something new, from there. @param {State} state @param {number} seen */
    shown(state, seen) {
      lines.divideAfter(seen);
      draw(state);
      toEnd();
      newest = made.get('new')?.node ?? null;
      showNew();
    },
    /** The open card in the transcript, if there is one. */
    card: () => lines.card(),
    draw,
  };
}
