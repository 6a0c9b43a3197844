// The foot of the panel: the composer, or in its place the card of a sealed prompt, or the way to a new conversation.

/** @import { Chat } from '../chat.js' */
/** @import { State } from '../types.js' */
/** @import { Card } from './card.js' */

import { button, h, icon } from '../dom.js';
import { openPrompt, promptLocked, sealedPrompt } from '../state.js';
import { words } from '../words.js';
import { createCard } from './card.js';
import { createComposer } from './composer.js';

/**
 * @param {Chat} chat
 * @param {(text: string) => void} typing hears what is being typed, where suggestions help
 * @param {(text: string) => void} announce
 */
export function createDock(chat, typing, announce) {
  const composer = createComposer((text) => chat.say(text), typing, chat.session.kept.text ?? '');
  const note = h(
    'div',
    { class: 'no-secrets', hidden: true },
    icon('lock'),
    h('p', {}, words('no_secrets_here')),
    button('link', backToCard, words('back_to_field')),
  );
  const writing = h('div', {}, note, composer.node);
  const sealed = h('div', { class: 'sealed-dock', hidden: true });
  const over = h('p', {});
  const anew = button('primary', () => chat.beginAnew(null), words('begin_anew'));
  const ended = h('div', { class: 'ended', hidden: true }, over, anew);
  const node = h('div', { class: 'dock' }, sealed, writing, ended);
  /** @type {Card | null} */
  let card = null;
  let cardSeq = 0;
  let asking = false;

  /** @param {State} state */
  function keepCard(state) {
    const open = sealedPrompt(state);
    if (!open) {
      card = null;
      asking = false;
      sealed.replaceChildren();
      return;
    }
    if (card?.prompt !== open.body.prompt) {
      card = createCard(chat, open.body, open.seq, askElse, announce);
      sealed.replaceChildren(card.node);
      asking = composer.text() !== '' && asking;
    } else if (open.seq !== cardSeq) {
      card.update(open.body, open.seq);
      // The question in between is answered: back to the card, unless another one is being typed.
      asking = asking && composer.text() !== '';
    }
    cardSeq = open.seq;
    card.lock(promptLocked(state));
  }

  function askElse() {
    asking = true;
    arrange(chat.state);
    composer.focus();
  }
  function backToCard() {
    asking = false;
    arrange(chat.state);
    card?.focus();
  }

  /** @param {State} state */
  function arrange({ closed }) {
    ended.hidden = closed === null;
    if (closed) over.textContent = words(`closed_${closed}`);
    sealed.hidden = closed !== null || card === null || asking;
    writing.hidden = closed !== null || !sealed.hidden;
    note.hidden = card === null;
  }

  return {
    node,
    composer,
    /** @returns {boolean} whether a sealed card stands in the composer's place */
    isSealed: () => !sealed.hidden,
    card: () => card,
    focus() {
      if (!sealed.hidden) card?.focus();
      else if (!writing.hidden) composer.focus();
      else anew.focus();
    },
    /** @param {State} state */
    draw(state) {
      const root = /** @type {ShadowRoot | Document} */ (node.getRootNode());
      const focused = node.contains(root.activeElement) ? root.activeElement : null;
      keepCard(state);
      arrange(state);
      composer.invite(openPrompt(state) && !card ? 'placeholder_prompt' : 'placeholder', state.longest);
      // What had the focus is gone: the visitor goes on with what stands in its place.
      if (focused && focused.getClientRects().length === 0) this.focus();
    },
  };
}
