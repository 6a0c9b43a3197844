// The chat and its panel, made when they are first needed.

/** @import { Host } from './types.js' */
/** @import { Panel } from './view/panel.js' */

import { Chat } from './chat.js';
import { introduced } from './greeting.js';
import { Identity } from './identity.js';
import { browserPorts } from './ports.js';
import { Session } from './session.js';
import { addStyles } from './styles.js';
import { createPanel } from './view/panel.js';
import { loadWords, words } from './words.js';

/** @typedef {() => Promise<string>} Renew */
/** @typedef {Omit<Host, 'unread'> & { unread: (count: number, label: string) => void }} Page */

/**
 * @typedef {object} Mounted
 * @property {Chat} chat
 * @property {Panel} panel
 * @property {Session} session
 * @property {(token: string | null, renew?: Renew) => void} identify
 * @property {(locale: string) => Promise<void>} setLocale
 * @property {(everywhere: boolean) => void} shutdown takes everything away again
 */

/**
 * @param {HTMLElement} root
 * @param {Storage | null} storage
 * @param {string} key of what the tab remembers, and of what the tabs share
 * @param {Page} page
 * @param {{ token: string | null, renew?: Renew, at: number } | null} vouched what the page has said so far
 * @param {() => void} close
 * @returns {Promise<Mounted>}
 */
export async function mount(root, storage, key, page, vouched, close) {
  const shadow = /** @type {ShadowRoot} */ (root.getRootNode());
  const session = new Session(storage, key);
  page.locale = session.kept.look?.locale ?? page.locale;
  await Promise.all([loadWords(page.base, page.locale), addStyles(shadow, page.base, ['widget'])]);
  const unread = (/** @type {number} */ count) => page.unread(count, words('unread', { count }));
  const identity = new Identity();
  if (vouched) identity.set(vouched.token, vouched.renew, vouched.at);
  const chat = new Chat({ ...page, unread }, session, identity, browserPorts(key));
  const mounted = {
    chat,
    session,
    panel: draw(),
    /** @param {string | null} token @param {Renew} [renew] */
    identify(token, renew) {
      identity.set(token, renew);
      introduced(chat);
    },
    /** @param {string} locale */
    async setLocale(locale) {
      chat.host.locale = locale;
      await loadWords(page.base, locale);
      const { node, typed } = mounted.panel;
      const focused = node.contains(shadow.activeElement);
      session.keep({ text: undefined });
      mounted.panel = draw();
      mounted.panel.node.hidden = node.hidden;
      mounted.panel.putBack(typed());
      node.remove();
      if (!node.hidden) mounted.panel.shown();
      if (focused) mounted.panel.focus();
    },
    /** @param {boolean} everywhere */
    shutdown(everywhere) {
      identity.forget();
      chat.shutdown(everywhere);
      mounted.panel.node.remove();
    },
  };
  return mounted;

  function draw() {
    const panel = createPanel(chat, close);
    panel.node.hidden = true;
    root.append(panel.node);
    chat.show(panel);
    return panel;
  }
}
