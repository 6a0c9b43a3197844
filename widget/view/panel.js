// The whole panel, and where the focus goes when the visitor has done something.

/** @import { Chat } from '../chat.js' */
/** @import { State } from '../types.js' */

import { fetchSuggestions } from '../api.js';
import { h, setText } from '../dom.js';
import { awaiting, openPrompt } from '../state.js';
import { words } from '../words.js';
import { createSuggestions } from './composer.js';
import { createDock } from './dock.js';
import { createHeader } from './header.js';
import { createTranscript } from './transcript.js';

/** @typedef {ReturnType<typeof createPanel>} Panel */

/** @param {Chat} chat @param {() => void} close */
export function createPanel(chat, close) {
  const header = createHeader(chat, close);
  const { base, audience } = chat.host;
  const suggestions = createSuggestions((text) => fetchSuggestions(base, audience, text), choose);
  const dock = createDock(chat, (text) => (openPrompt(chat.state) ? suggestions.hide() : suggestions.typed(text)));
  const transcript = createTranscript(chat, () => dock.focus());
  const notice = h('p', { class: 'notice', role: 'status' });
  const node = h(
    'section',
    { class: 'panel', 'aria-labelledby': header.titleId },
    header.node,
    transcript.node,
    notice,
    suggestions.node,
    dock.node,
  );
  /** The visitor has pressed something that is gone now; the focus waits for what comes. */
  let homeless = false;

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
      transcript.toEnd();
    },
    /** @param {State} state */
    draw(state) {
      header.draw(state);
      setText(notice, state.notice ? words(state.notice) : '');
      dock.draw(state);
      transcript.draw(state);
      if (homeless && !node.hidden) settleFocus(state);
    },
  };
}

/** On a phone the panel ends where the keyboard begins. @param {HTMLElement} node */
function keepAboveKeyboard(node) {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    node.style.setProperty('--fd-view-height', `${view.height}px`);
    node.style.setProperty('--fd-view-top', `${view.offsetTop}px`);
  };
  view.addEventListener('resize', fit);
  view.addEventListener('scroll', fit);
  fit();
}
