// Title, whom one is talking to, the connection only when it is not fine, menu, and the way back to the launcher.

/** @import { Chat } from '../chat.js' */
/** @import { State } from '../types.js' */

import { button, h, icon, setText, uniqueId } from '../dom.js';
import { words } from '../words.js';

/** @typedef {'start_over' | 'end_and_delete'} Command */

/** @param {Chat} chat @param {() => void} close */
export function createHeader(chat, close) {
  const titleId = uniqueId('title');
  const who = h('p', { class: 'who' });
  const connection = h('p', { class: 'connection', role: 'status' });
  const menuId = uniqueId('menu');
  const menu = h('ul', { class: 'menu', id: menuId, hidden: true }, entry('start_over'), entry('end_and_delete'));
  const toggle = tool('menu', () => open(Boolean(menu.hidden)));
  toggle.setAttribute('aria-controls', menuId);
  toggle.ariaExpanded = 'false';
  const title = h('div', { class: 'titles' }, h('h2', { id: titleId }, words('title')), who);
  const node = h('header', { class: 'header' }, title, toggle, menu, tool('close', close), connection);

  /** @param {boolean} on */
  function open(on) {
    menu.hidden = !on;
    toggle.ariaExpanded = String(on);
    if (on) menu.querySelector('button')?.focus();
  }
  /** @param {Command} command */
  function entry(command) {
    return h('li', {}, button('', () => run(command), words(command)));
  }
  /** @param {Command} command */
  async function run(command) {
    open(false);
    toggle.focus();
    const nothingToLose = chat.state.lines.length === 0;
    if (!nothingToLose && !(await confirm(node, words(`${command}_sure`), words(`${command}_yes`)))) return;
    if (command === 'start_over') chat.startOver();
    else await chat.endAndDelete();
  }
  node.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget !== toggle && !menu.contains(/** @type {Node | null} */ (relatedTarget))) open(false);
  });

  return {
    node,
    titleId,
    /** @returns {boolean} whether there was a menu to shut */
    shutMenu() {
      if (menu.hidden) return false;
      open(false);
      toggle.focus();
      return true;
    },
    /** @param {State} state */
    draw({ status, agent }) {
      const lost = status === 'reconnecting';
      connection.classList.toggle('shown', lost);
      setText(connection, lost ? words('reconnecting') : '');
      setText(who, agent === null ? words('who_bot') : words('who_agent', { name: agent }));
    },
  };
}

/** @param {'menu' | 'close'} name @param {() => void} onclick */
function tool(name, onclick) {
  const made = button('tool', onclick, icon(name));
  made.ariaLabel = made.title = words(name);
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
