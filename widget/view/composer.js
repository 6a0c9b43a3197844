// Where the visitor writes: Enter sends, Shift+Enter begins a new line, the box grows with its text.

import { h, icon, uniqueId } from '../dom.js';
import { words } from '../words.js';

/** So many characters before the end the rest is counted. */
const COUNTED = 200;
const TALLEST_PX = 140;

/**
 * @param {(text: string) => void} say
 * @param {(text: string) => void} typing hears every change
 * @param {string} draft what stood here before a reload
 */
export function createComposer(say, typing, draft) {
  const countId = uniqueId('count');
  const box = h('textarea', { rows: '1', enterkeyhint: 'send', 'aria-describedby': countId });
  box.ariaLabel = words('message');
  box.value = draft;
  const send = h('button', { type: 'submit', class: 'send', title: words('send') }, icon('send'));
  const count = h('p', { class: 'count', id: countId, hidden: true });
  const node = h(
    'form',
    { class: 'composer', method: 'post', onsubmit: submit },
    box,
    send,
    count,
  );

  /** @param {Event} event */
  function submit(event) {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return box.focus();
    set('');
    say(text);
  }
  /** @param {string} text */
  function set(text) {
    box.value = text;
    changed();
  }
  function changed() {
    fit();
    const left = box.maxLength - box.value.length;
    count.hidden = left > COUNTED;
    count.textContent = count.hidden ? '' : words('characters_left', { left });
    typing(box.value);
  }
  function fit() {
    box.style.setProperty('block-size', 'auto');
    // In its own letters, so that it grows when they do.
    const letter = parseFloat(getComputedStyle(box).fontSize);
    box.style.setProperty('block-size', `${Math.min(box.scrollHeight + 2, TALLEST_PX) / letter}em`);
  }
  box.addEventListener('input', changed);
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
  });

  return {
    node,
    box,
    fit,
    clear: () => set(''),
    focus: () => box.focus(),
    text: () => box.value,
    /** @param {string} text what could not be sent, before what was typed since */
    putBack: (text) => set([text, box.value].filter(Boolean).join('\n')),
    /** @param {string} key the words in the empty box @param {number} longest */
    invite(key, longest) {
      box.placeholder = words(key);
      box.maxLength = longest;
    },
  };
}
