// `<frontdesk-chat audience="member">`: the launcher, and what the host page can do with it. The chat itself is loaded
// when it is first needed.

/** @import { Mounted } from './view/panel.js' */

import { button, h, icon } from './dom.js';
import { Identity } from './identity.js';
import { Session } from './session.js';

const BASE = new URL(import.meta.url).origin;
const LOAD_AGAIN_MS = 3_000;

/**
 * Attributes: `audience` (`member` or `provider`), `locale` (default: the page's), `label` (the launcher's word),
 * `theme` (`light` or `dark`; default: the visitor's), `closed` (on a page whose own words must be seen first, a chat
 * that was open waits for the visitor or the next page). Events: `frontdesk:ready`, `frontdesk:opened`,
 * `frontdesk:closed`, `frontdesk:unread` (`detail.count`), `frontdesk:sign-in` (`detail.url`; cancel it to sign in
 * without leaving the page).
 */
export class FrontdeskChat extends HTMLElement {
  #identity = new Identity();
  /** @type {Session | null} */ #session = null;
  /** @type {Promise<Mounted> | null} */ #mounted = null;
  /** @type {HTMLElement | null} */ #root = null;
  /** @type {HTMLButtonElement | null} */ #launcher = null;
  /** @type {HTMLElement | null} */ #badge = null;
  #unread = 0;

  connectedCallback() {
    if (this.#root) return;
    this.#session = new Session(tabStorage(), `frontdesk.${this.audience}`);
    const shadow = this.attachShadow({ mode: 'open' });
    this.#root = h('div', { class: 'root', hidden: true }, this.#makeLauncher());
    const styles = ['tokens', 'widget'].map((name) => loadStyle(shadow, `${BASE}/widget/${name}.css`));
    shadow.append(this.#root);
    Promise.all(styles).then(() => this.#ready());
  }

  get audience() {
    return this.getAttribute('audience') === 'provider' ? 'provider' : 'member';
  }

  get locale() {
    return (this.getAttribute('locale') || document.documentElement.lang || 'en').slice(0, 12);
  }

  /** Shows the chat and puts the focus in it. */
  open() {
    return this.#toggle(true);
  }

  /** Back to the launcher; the conversation goes on. */
  close() {
    return this.#toggle(false);
  }

  /** @param {string} text opens the chat and says `text` for the visitor */
  async ask(text) {
    await this.open();
    (await this.#load()).chat.say(text);
  }

  /**
   * Says who the visitor is.
   *
   * @param {string} token a fresh identity token of the host page
   * @param {() => Promise<string>} [renew] gets a new one when this one has run out
   */
  identify(token, renew) {
    this.#identity.set(token, renew);
    this.#mounted?.then(({ chat }) => chat.identified());
  }

  /** Forgets the conversation on this page, as when the visitor signs out. */
  async shutdown() {
    this.#identity.forget();
    const mounted = await this.#mounted;
    if (this.#session?.kept.open) await this.close();
    mounted?.chat.shutdown();
    this.#session?.clear();
  }

  #ready() {
    if (this.#root) this.#root.hidden = false;
    this.#tell('frontdesk:ready');
    const { open, conversation } = this.#session?.kept ?? {};
    if (open && !this.hasAttribute('closed')) this.#reopen();
    else if (conversation) this.#load().then(({ chat }) => chat.connection.start());
  }

  /** After a reload: as it was, without taking the focus. */
  async #reopen() {
    const { chat, panel } = await this.#load();
    this.#session?.keep({ open: true });
    this.#show(panel, true);
    chat.connection.start();
  }

  /** @param {boolean} on @returns {Promise<void>} */
  async #toggle(on) {
    if (!on && !this.#mounted) return;
    this.#launcher?.toggleAttribute('aria-busy', on);
    const { chat, panel } = await this.#load();
    this.#launcher?.removeAttribute('aria-busy');
    if (panel.node.hidden !== on) return on ? panel.focus() : undefined;
    this.#session?.keep({ open: on });
    this.#show(panel, on);
    if (on) {
      chat.connection.start();
      chat.read();
      panel.focus();
    } else {
      this.#launcher?.focus();
    }
    this.#tell(on ? 'frontdesk:opened' : 'frontdesk:closed');
  }

  /** @param {Mounted['panel']} panel @param {boolean} on */
  #show(panel, on) {
    panel.node.hidden = !on;
    if (this.#launcher) this.#launcher.hidden = on;
    if (on) panel.shown();
  }

  /** @returns {Promise<Mounted>} */
  #load() {
    this.#mounted ??= this.#mount();
    return this.#mounted;
  }

  /** Tries until the server gives what is needed. @returns {Promise<Mounted>} */
  async #mount() {
    const session = /** @type {Session} */ (this.#session);
    for (;;) {
      try {
        const { mount } = await import('./view/panel.js');
        const host = {
          base: BASE,
          audience: this.audience,
          locale: this.locale,
          signIn: (/** @type {string} */ url) => this.#signIn(url),
          unread: (/** @type {number} */ count, /** @type {string} */ label) => this.#countUnread(count, label),
        };
        return await mount(/** @type {HTMLElement} */ (this.#root), host, session, this.#identity, () => this.close());
      } catch {
        await new Promise((resolve) => setTimeout(resolve, LOAD_AGAIN_MS));
      }
    }
  }

  /** @param {string} url @returns {boolean} whether the page takes care of it */
  #signIn(url) {
    if (this.#tell('frontdesk:sign-in', { url })) return false;
    // The form may lie under the panel. It comes back with the next page, or when the page opens it.
    this.#mounted?.then(({ panel }) => this.#show(panel, false));
    return true;
  }

  /** @param {string} name @param {object} [detail] @returns {boolean} `false` if the page has cancelled it */
  #tell(name, detail) {
    const options = { bubbles: true, composed: true, cancelable: true, detail };
    return this.dispatchEvent(new CustomEvent(name, options));
  }

  /** @param {number} count @param {string} label the same for screen readers */
  #countUnread(count, label) {
    if (count === this.#unread) return;
    this.#unread = count;
    const shown = h('span', { 'aria-hidden': 'true' }, String(count));
    if (this.#badge) this.#badge.replaceChildren(...(count > 0 ? [shown, h('span', { class: 'sr' }, label)] : []));
    this.#tell('frontdesk:unread', { count });
  }

  #makeLauncher() {
    const label = this.getAttribute('label') || 'Questions? Ask us';
    this.#badge = h('span', { class: 'badge' });
    const word = h('span', { class: 'launcher-label' }, label);
    this.#launcher = button('launcher', () => this.open(), icon('chat'), word, this.#badge);
    return this.#launcher;
  }
}

/** @returns {Storage | null} the storage of this tab, if the browser lets us have it */
function tabStorage() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/**
 * @param {ShadowRoot} shadow
 * @param {string} href
 * @returns {Promise<void>} when it is loaded, or has failed: words without looks help too
 */
function loadStyle(shadow, href) {
  return new Promise((resolve) => {
    const done = () => resolve();
    shadow.append(h('link', { rel: 'stylesheet', href, onload: done, onerror: done }));
  });
}
