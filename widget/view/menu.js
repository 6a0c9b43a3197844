// A menu by the pattern of the ARIA guide: one stop of the Tab key, arrows within, a letter leads to what begins with
// it.

import { button, h, icon, uniqueId } from '../dom.js';

/** @typedef {{ id: string, label: string, look?: string }} Option */

/**
 * @param {HTMLButtonElement} toggle
 * @param {HTMLElement[]} entries from `action`, `check` and `radios`
 */
export function createMenu(toggle, entries) {
  const id = uniqueId('menu');
  const node = h('ul', { class: 'menu', role: 'menu', id, hidden: true }, ...entries);
  node.ariaLabel = toggle.title;
  toggle.ariaHasPopup = 'menu';
  toggle.ariaExpanded = 'false';
  toggle.setAttribute('aria-controls', id);
  toggle.addEventListener('click', () => open(Boolean(node.hidden)));
  toggle.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    open(true, event.key === 'ArrowUp' ? -1 : 0);
  });

  /** @param {boolean} on @param {number} [at] which entry gets the focus */
  function open(on, at = 0) {
    node.hidden = !on;
    toggle.ariaExpanded = String(on);
    if (on) [...node.querySelectorAll('button')].at(at)?.focus();
  }

  node.addEventListener('keydown', (event) => {
    const all = [...node.querySelectorAll('button')];
    const at = all.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const to = destination(event.key, all, at);
    if (event.key === 'Tab') open(false);
    if (!to) return;
    event.preventDefault();
    to.focus();
  });
  // First the focus goes back, then the entry does what it says.
  node.addEventListener('click', (event) => {
    const chosen = /** @type {Element} */ (event.target).closest('[role=menuitem]');
    if (chosen) shut();
  }, true);
  node.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget !== toggle && !node.contains(/** @type {Node | null} */ (relatedTarget))) open(false);
  });

  /** @returns {boolean} whether there was a menu to shut */
  function shut() {
    if (node.hidden) return false;
    open(false);
    toggle.focus();
    return true;
  }

  return { node, shut };
}

/** @param {string} key @param {HTMLButtonElement[]} all @param {number} at @returns {HTMLButtonElement | undefined} */
function destination(key, all, at) {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return all[(at + 1) % all.length];
    case 'ArrowUp':
    case 'ArrowLeft':
      return all.at(at - 1);
    case 'Home':
      return all[0];
    case 'End':
      return all.at(-1);
  }
  if (key.length > 1 || key === ' ') return undefined;
  const after = [...all.slice(at + 1), ...all.slice(0, at)];
  return after.find(({ textContent }) => textContent?.toLowerCase().startsWith(key.toLowerCase()));
}

/** @param {string} role @param {() => void} onclick @param {...(Node | string)} children */
function item(role, onclick, ...children) {
  const made = button('', onclick, ...children);
  made.setAttribute('role', role);
  made.tabIndex = -1;
  return made;
}

/** @param {string} label @param {() => void} run @returns {HTMLElement} */
export function action(label, run) {
  return h('li', { role: 'none' }, item('menuitem', run, label));
}

/** @param {string} label @param {boolean} on @param {(on: boolean) => void} set @returns {HTMLElement} stays open */
export function check(label, on, set) {
  const press = () => show(made.ariaChecked !== 'true', true);
  const made = item('menuitemcheckbox', press, h('span', {}, label), icon('check'));
  /** @param {boolean} now @param {boolean} chosen */
  function show(now, chosen) {
    made.ariaChecked = String(now);
    if (chosen) set(now);
  }
  show(on, false);
  return h('li', { role: 'none' }, made);
}

/**
 * @param {string} label
 * @param {Option[]} options
 * @param {string} chosen
 * @param {(id: string) => void} set
 * @returns {HTMLElement} stays open
 */
export function radios(label, options, chosen, set) {
  const made = options.map(({ id, label, look }) => {
    const radio = item('menuitemradio', () => choose(id, true), h('span', { class: look }, label), icon('check'));
    radio.dataset.id = id;
    return radio;
  });
  /** @param {string} id @param {boolean} pressed */
  function choose(id, pressed) {
    for (const each of made) each.ariaChecked = String(each.dataset.id === id);
    if (pressed) set(id);
  }
  choose(chosen, false);
  const group = h('div', { class: 'group', role: 'group' }, ...made);
  group.ariaLabel = label;
  return h('li', { role: 'none' }, h('span', { class: 'group-label', 'aria-hidden': 'true' }, label), group);
}
