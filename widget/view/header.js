// Title, whom one is talking to, the connection only when it is not fine, menu, and the way back to the launcher.

/** @import { Chat } from '../chat.js' */
/** @import { State } from '../types.js' */

import { button, h, icon, setText, uniqueId } from '../dom.js';
import { mayHold } from '../state.js';
import { languageOf, words } from '../words.js';
import { printConversation, saveConversation } from './keep.js';
import { action, check, createMenu, radios } from './menu.js';
import { tone } from './tone.js';

/** @typedef {'start_over' | 'end_and_delete'} Command */

/**
 * @param {Chat} chat
 * @param {() => void} close
 * @param {(size: string) => void} resize hears the size of the letters: `normal`, `large` or `largest`
 */
export function createHeader(chat, close, resize) {
  const titleId = uniqueId('title');
  const who = h('p', { class: 'who' });
  const connection = h('p', { class: 'connection', role: 'status' });
  const toggle = tool('menu', () => {});
  const menu = createMenu(toggle, entries());
  const title = h('div', { class: 'titles' }, h('h2', { id: titleId }, words('title')), who);
  const node = h('header', { class: 'header' }, title, toggle, menu.node, tool('close', close), connection);

  function entries() {
    const look = () => chat.session.kept.look ?? {};
    const keep = (/** @type {{ size?: string, sound?: boolean }} */ change) =>
      chat.session.keep({ look: { ...look(), ...change } });
    const sizes = ['normal', 'large', 'largest'].map((id) => ({ id, label: words(`size_${id}`), look: `size-${id}` }));
    resize(look().size ?? 'normal');
    const locales = words('locales').split(' ');
    const spokenHere = languageOf(chat.host.locale);
    const languages = locales.map((id) => ({ id, label: ownName(id) }));
    return [
      action(words('start_over'), () => run('start_over')),
      action(words('print_conversation'), () => printConversation(node, chat)),
      action(words('save_conversation'), () => saveConversation(chat)),
      radios(words('text_size'), sizes, look().size ?? 'normal', (size) => {
        keep({ size });
        resize(size);
      }),
      ...(languages.length > 1 ? [radios(words('language'), languages, spokenHere, speak)] : []),
      check(words('sound'), Boolean(look().sound), (sound) => {
        keep({ sound });
        if (sound) tone();
      }),
      action(words('end_and_delete'), () => run('end_and_delete')),
    ];
  }
  /** The chat draws itself anew in that language; a conversation goes on in its own. @param {string} locale */
  function speak(locale) {
    chat.session.keep({ look: { ...chat.session.kept.look, locale } });
    /** @type {ShadowRoot} */ (node.getRootNode()).host.setAttribute('locale', locale);
  }
  /** @param {Command} command */
  async function run(command) {
    if (mayHold(chat.state, chat.conversation !== null) && !(await confirm(node, words(`${command}_sure`), words(`${command}_yes`)))) return;
    if (command === 'start_over') chat.startOver();
    else await chat.endAndDelete();
  }

  return {
    node,
    titleId,
    /** @returns {boolean} whether there was a menu to shut */
    shutMenu: () => menu.shut(),
    /** @param {State} state */
    draw({ status, agent }) {
      const lost = status === 'reconnecting';
      connection.classList.toggle('shown', lost);
      setText(connection, lost ? words(navigator.onLine ? 'reconnecting' : 'offline') : '');
      setText(who, agent === null ? words('who_bot') : words('who_agent', { name: agent }));
    },
  };
}

/** @param {string} locale @returns {string} what its speakers call it */
function ownName(locale) {
  return new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale;
}

/** @param {'menu' | 'close'} name @param {() => void} onclick */
function tool(name, onclick) {
  const made = button('tool', onclick, icon(name));
  made.title = words(name);
  return made;
}

/**
 * Asks before something that can't be undone, in a dialog of the browser's own: it holds the focus while it is open and
 * gives it back.
 *
 * @param {HTMLElement} parent
 * @param {string} question
 * @param {string} yes
 * @returns {Promise<boolean>}
 */
function confirm(parent, question, yes) {
  const id = uniqueId('confirm');
  const dialog = h('dialog', { class: 'confirm', 'aria-labelledby': id });
  dialog.append(
    h('p', { id }, question),
    h(
      'div',
      { class: 'confirm-row' },
      button('choice', () => dialog.close(), words('confirm_no')),
      button('primary', () => dialog.close('yes'), yes),
    ),
  );
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  parent.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}
