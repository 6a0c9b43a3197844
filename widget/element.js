// `<frontdesk-chat audience="member">`: the launcher, and what the host page can do with it. Everything else is loaded
// when it is needed: opened, a conversation to go on with, or one that another tab has.

/** @import { Mounted } from './mount.js' */

import { addStyles } from './styles.js';

const BASE = new URL(import.meta.url).origin;
const LOAD_AGAIN_MS = 3_000;
const SVG = 'http://www.w3.org/2000/svg';
const SIGN = 'M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM8 9.5h8M8 13h5';

/** @typedef {() => Promise<string>} Renew gets a fresh identity token of the host page */

/**
 * Attributes: `audience` (`member` or `provider`), `locale` (default: the page's), `label` (the launcher's word),
 * `theme` (`light` or `dark`; default: the visitor's), `closed` (on a page whose own words must be seen first, a chat
 * that was open waits for the visitor or the next page).
 *
 * Events bubble to the document. None holds a word of the conversation:
 *
 * - `frontdesk:ready`: the launcher can be used.
 * - `frontdesk:opened`, `frontdesk:closed`: the panel was shown, or left for the launcher, by whomever.
 * - `frontdesk:unread`, `detail: { count }`: so many lines of the other side were not seen yet; when that changes.
 * - `frontdesk:message`, `detail: { seq, from, kind }`: a new line; `from`: `visitor`, `bot`, `agent` or `system`,
 *   `kind`: of its body (`text`, `answer`, `prompt`, ...). Not for what a reload shows again.
 * - `frontdesk:sign-in`, `detail: { url }`: the visitor wants to sign in; cancel it where the page does that itself.
 * - `frontdesk:error`, `detail: { code }`: something was refused (a code of the wire), or `not_loaded`: the chat could
 *   not be loaded, and is tried again.
 */
export class FrontdeskChat extends HTMLElement {
  static observedAttributes = ['locale'];
  /** Whether the launcher can be used; `frontdesk:ready` says when. */
  ready = false;
  /** @type {{ token: string | null, renew?: Renew, at: number } | null} */ #vouched = null;
  /** @type {Promise<Mounted> | null} */ #mounted = null;
  /** @type {BroadcastChannel | null} */ #others = null;
  #root = element('div', 'root');
  #launcher = element('button', 'launcher');
  #badge = element('span', 'badge');
  #unread = 0;

  connectedCallback() {
    if (this.shadowRoot) return;
    const shadow = this.attachShadow({ mode: 'open' });
    this.#launcher.type = 'button';
    const word = element('span', 'launcher-label', this.getAttribute('label') || 'Questions? Ask us');
    this.#launcher.append(sign(), word, this.#badge);
    this.#launcher.addEventListener('click', () => this.open());
    for (const near of ['pointerenter', 'focus']) {
      this.#launcher.addEventListener(near, () => void loadChat().catch(() => {}), { once: true });
    }
    this.#root.hidden = true;
    this.#root.append(this.#launcher);
    shadow.append(this.#root);
    addStyles(shadow, BASE, ['tokens', 'launcher']).then(() => this.#ready());
  }

  attributeChangedCallback() {
    const notLoaded = () => void this.#tell('frontdesk:error', { code: 'not_loaded' });
    this.#mounted?.then((mounted) => mounted.setLocale(this.locale)).catch(notLoaded);
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
   * @param {string | Renew} token a fresh identity token of the host page, or what gets one
   * @param {Renew} [renew] gets a new one when this one has run out
   */
  identify(token, renew) {
    const vouched = typeof token === 'function' ? { token: null, renew: token } : { token, renew };
    this.#vouched = { ...vouched, at: performance.now() };
    this.#mounted?.then((mounted) => mounted.identify(vouched.token, vouched.renew));
  }

  /** Forgets the conversation, in this tab and in all others of this site, as when the visitor signs out. */
  shutdown() {
    return this.#forget(true);
  }

  /** @param {boolean} everywhere */
  async #forget(everywhere) {
    this.#vouched = null;
    tabStorage()?.removeItem(this.#key);
    const mounted = await this.#mounted;
    if (!mounted) return everywhere && this.#others?.postMessage({ what: 'shutdown' });
    const { open } = mounted.session.kept;
    mounted.shutdown(everywhere);
    this.#mounted = null;
    this.#countUnread(0, '');
    this.#launcher.hidden = false;
    this.#listen();
    if (open) this.#tell('frontdesk:closed');
  }

  get #key() {
    return `frontdesk.${this.audience}`;
  }

  #ready() {
    this.#root.hidden = false;
    this.ready = true;
    this.#tell('frontdesk:ready');
    const { open, conversation } = kept(this.#key);
    if (open && !this.hasAttribute('closed')) this.#reopen();
    else if (conversation) this.#follow();
    else if (!this.#mounted) this.#listen();
  }

  /** Without a conversation of its own, this tab goes on with that of another one. */
  #listen() {
    if (!globalThis.BroadcastChannel) return;
    const others = new BroadcastChannel(this.#key);
    this.#others = others;
    others.onmessage = ({ data }) => {
      if (data.what === 'shutdown') tabStorage()?.removeItem(this.#key);
      if (data.what === 'here') this.#follow();
    };
    others.postMessage({ what: 'who' });
  }

  async #follow() {
    (await this.#load()).chat.connection.start();
  }

  /** After a reload: as it was, without taking the focus. */
  async #reopen() {
    const mounted = await this.#load();
    mounted.session.keep({ open: true });
    this.#show(mounted, true);
    mounted.chat.connection.start();
  }

  /** @param {boolean} on @returns {Promise<void>} */
  async #toggle(on) {
    if (!on && !this.#mounted) return;
    this.#launcher.toggleAttribute('aria-busy', on);
    const mounted = await this.#load();
    const { chat, session } = mounted;
    this.#launcher.removeAttribute('aria-busy');
    if (mounted.panel.node.hidden !== on) return on ? mounted.panel.focus() : undefined;
    session.keep({ open: on });
    this.#show(mounted, on);
    if (on) {
      chat.connection.start();
      chat.read();
      mounted.panel.focus();
    } else {
      this.#launcher.focus();
    }
    this.#tell(on ? 'frontdesk:opened' : 'frontdesk:closed');
  }

  /** @param {Mounted} mounted @param {boolean} on */
  #show({ panel }, on) {
    panel.node.hidden = !on;
    this.#launcher.hidden = on;
    if (on) panel.shown();
  }

  /** @returns {Promise<Mounted>} */
  #load() {
    this.#mounted ??= this.#mount();
    return this.#mounted;
  }

  /** Tries until the server gives what is needed. @returns {Promise<Mounted>} */
  async #mount() {
    for (;;) {
      try {
        const { mount } = await loadChat();
        const close = () => this.close();
        const mounted = await mount(this.#root, tabStorage(), this.#key, this.#host(), this.#vouched, close);
        this.#others?.close();
        this.#others = null;
        return mounted;
      } catch {
        this.#tell('frontdesk:error', { code: 'not_loaded' });
        await new Promise((resolve) => setTimeout(resolve, LOAD_AGAIN_MS));
      }
    }
  }

  #host() {
    return {
      base: BASE,
      audience: this.audience,
      locale: this.locale,
      signIn: (/** @type {string} */ url) => this.#signIn(url),
      unread: (/** @type {number} */ count, /** @type {string} */ label) => this.#countUnread(count, label),
      message: (/** @type {object} */ detail) => void this.#tell('frontdesk:message', detail),
      error: (/** @type {string} */ code) => void this.#tell('frontdesk:error', { code }),
      shutdown: () => void this.#forget(false),
    };
  }

  /** @param {string} url @returns {boolean} whether the page takes care of it */
  #signIn(url) {
    if (this.#tell('frontdesk:sign-in', { url })) return false;
    // The form may lie under the panel. It comes back with the next page, or when the page opens it.
    this.#mounted?.then((mounted) => this.#show(mounted, false));
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
    const shown = element('span', '', String(count));
    shown.ariaHidden = 'true';
    this.#badge.replaceChildren(...(count > 0 ? [shown, element('span', 'sr', label)] : []));
    this.#tell('frontdesk:unread', { count });
  }
}

/** Everything but the launcher. */
function loadChat() {
  return import('./mount.js');
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {string} look @param {string} [text]
 */
function element(tag, look, text = '') {
  const made = document.createElement(tag);
  made.className = look;
  made.textContent = text;
  return made;
}

/** @returns {SVGSVGElement} two lines of speech */
function sign() {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', SIGN);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  svg.append(path);
  return svg;
}

/** @returns {Storage | null} the storage of this tab, if the browser lets us have it */
function tabStorage() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/** @param {string} key @returns {{ open?: boolean, conversation?: string }} what `session.js` has kept in this tab */
function kept(key) {
  try {
    return JSON.parse(tabStorage()?.getItem(key) ?? '{}') ?? {};
  } catch {
    return {};
  }
}
