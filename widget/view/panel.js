// The whole panel, and where the focus goes when the visitor has done something.

/** @import { Chat } from '../chat.js' */
/** @import { State } from '../types.js' */

import { fetchSuggestions } from '../api.js';
import { h, setText } from '../dom.js';
import { awaiting, openPrompt } from '../state.js';
import { languageOf, words } from '../words.js';
import { createAnnouncer } from './announcer.js';
import { createDock } from './dock.js';
import { createHeader } from './header.js';
import { createSuggestions } from './suggestions.js';
import { tone } from './tone.js';
import { createTranscript } from './transcript.js';

/** @typedef {ReturnType<typeof createPanel>} Panel */

/** @param {Chat} chat @param {() => void} close */
export function createPanel(chat, close) {
  const node = h('section', { class: 'panel' });
  const header = createHeader(chat, close, (size) => {
    node.dataset.size = size;
  });
  const announcer = createAnnouncer(chat);
  const { base, audience } = chat.host;
  const typed = (/** @type {string} */ text) => (openPrompt(chat.state) ? suggestions.hide() : suggestions.typed(text));
  const dock = createDock(chat, typed, announcer.say);
  const ask = (/** @type {string} */ text) => fetchSuggestions(base, audience, text);
  const suggestions = createSuggestions(dock.composer.box, ask, choose, announcer.say);
  const transcript = createTranscript(chat, () => dock.focus(), announcer.say);
  const notice = h('p', { class: 'notice', role: 'status' });
  node.setAttribute('aria-labelledby', header.titleId);
  node.lang = languageOf(chat.host.locale);
  node.append(header.node, transcript.node, notice, suggestions.node, dock.node, announcer.node);
  /** The visitor has pressed something that is gone now; the focus waits for what comes. */
  let homeless = false;
  let rungAt = 0;

  /** @param {string} question */
  function choose(question) {
    suggestions.hide();
    dock.composer.clear();
    chat.say(question);
    dock.composer.focus();
  }
  node.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    if (!header.shutMenu()) close();
  });
  keepAboveKeyboard(node);

  /** For those who want it: a tone when something comes and nobody looks. @param {State} state */
  function ring({ lines, lastSeq }) {
    const { look, seen = 0 } = chat.session.kept;
    const isNew = lastSeq > Math.max(seen, rungAt) && lines.at(-1)?.from.kind !== 'visitor';
    if (look?.sound && isNew && (node.hidden || document.hidden)) tone();
    rungAt = lastSeq;
  }

  /** @param {State} state */
  function settleFocus(state) {
    const focused = /** @type {ShadowRoot} */ (node.getRootNode()).activeElement;
    const page = document.activeElement;
    if (!focused && page && page !== document.body) {
      homeless = false;
      return;
    }
    if (awaiting(state) || state.unsent.some((item) => item.label)) return;
    homeless = false;
    if (dock.composer.node.contains(focused)) return;
    const card = transcript.card();
    if (card) card.focus();
    else if (focused) return;
    else if (dock.isSealed() || !matchMedia('(pointer: coarse)').matches) dock.focus();
    else transcript.scroller.focus();
  }

  return {
    node,
    acted() {
      homeless = true;
      suggestions.hide();
    },
    typed: () => dock.composer.text(),
    /** @param {string} text */
    putBack: (text) => dock.composer.putBack(text),
    focus: () => dock.focus(),
    /** The panel has just become visible, so that sizes can be measured. */
    shown() {
      dock.composer.fit();
      transcript.shown(chat.state, chat.session.kept.seen ?? 0);
      announcer.draw(chat.state, true);
      if (!chat.session.kept.conversation) announcer.say(words(`greeting_${audience}`));
    },
    /** @param {State} state */
    draw(state) {
      header.draw(state);
      setText(notice, state.notice ? words(state.notice) : '');
      dock.draw(state);
      transcript.draw(state);
      announcer.draw(state, !node.hidden);
      ring(state);
      if (homeless && !node.hidden) settleFocus(state);
    },
  };
}

/** On a phone the panel ends where the keyboard begins. @param {HTMLElement} node */
function keepAboveKeyboard(node) {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    // Who magnifies the page with two fingers wants the chat magnified, not made smaller.
    if (view.scale > 1.05) return;
    node.style.setProperty('--fd-view-height', `${view.height}px`);
    node.style.setProperty('--fd-view-top', `${view.offsetTop}px`);
  };
  const follow = () => {
    if (node.isConnected) return fit();
    view.removeEventListener('resize', follow);
    view.removeEventListener('scroll', follow);
  };
  view.addEventListener('resize', follow);
  view.addEventListener('scroll', follow);
  fit();
}
