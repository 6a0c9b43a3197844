// What a screen reader says by itself. Everything that one turn brings becomes one announcement; the log itself stays
// silent, so that nothing is read twice.

/** @import { Chat } from '../chat.js' */
/** @import { State } from '../types.js' */

import { h } from '../dom.js';
import { awaiting } from '../state.js';
import { words } from '../words.js';
import { spoken } from './spoken.js';

/** So long nothing more must come before what has come is said. */
const QUIET_MS = 250;
/** A wait that is shorter than this is not worth a word. */
const LONG_WAIT_MS = 2_500;
/** Then nobody who reads on their own comes across it a second time. */
const GONE_AFTER_MS = 3_000;

/** @param {Chat} chat */
export function createAnnouncer(chat) {
  const node = h('div', { class: 'sr', 'aria-live': 'polite' });
  /** @type {string[]} */
  let waiting = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waitTimer;
  let saidTo = 0;
  let toldUnsent = false;

  /** @param {string} text */
  function say(text) {
    if (!text) return;
    waiting.push(text);
    clearTimeout(timer);
    timer = setTimeout(tell, QUIET_MS);
  }
  function tell() {
    node.replaceChildren(h('p', {}, waiting.join(' ')));
    waiting = [];
    timer = setTimeout(() => node.replaceChildren(), GONE_AFTER_MS);
  }

  /** @param {State} state */
  function sayLines({ lines, lastSeq }) {
    // What was on show before a reload has been heard.
    const heard = Math.max(saidTo, chat.session.kept.seen ?? 0);
    for (const { seq, from, body } of lines) {
      if (seq > heard && from.kind !== 'visitor') say([from.name, spoken(body)].filter(Boolean).join(': '));
    }
    saidTo = lastSeq;
  }
  /** @param {State} state once for each time that one has to wait */
  function sayWaiting(state) {
    if (!state.typing && !awaiting(state)) {
      clearTimeout(waitTimer);
      waitTimer = undefined;
      return;
    }
    waitTimer ??= setTimeout(() => say(words('typing')), LONG_WAIT_MS);
  }
  /** @param {State} state */
  function sayUnsent({ unsent, status }) {
    const late = unsent.some(({ label, delayed }) => label && (delayed || status === 'reconnecting'));
    if (late && !toldUnsent) say(words('not_sent_yet'));
    toldUnsent = late;
  }

  return {
    node,
    say,
    /** @param {State} state @param {boolean} shown what comes while the chat is closed is said when it is opened */
    draw(state, shown) {
      if (state.lastSeq < saidTo) saidTo = 0;
      if (!shown) return;
      sayLines(state);
      sayWaiting(state);
      sayUnsent(state);
    },
  };
}
