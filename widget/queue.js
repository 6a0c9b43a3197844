// `frontdesk(command, ...)`: how a page talks to the chat without waiting for it. The page's own line defines a
// function that only queues; from here on it acts. Where the page has no `<frontdesk-chat>`, one is made.

/** @import { FrontdeskChat } from './element.js' */

/** @typedef {(given: any[]) => string | false} Flaw what is wrong with what a command was given */
/** @typedef {{ flaw: Flaw, run: (chat: FrontdeskChat, given: any[]) => unknown }} Command */

const OPTIONS = ['audience', 'locale', 'label', 'theme', 'closed'];
const EVENTS = ['ready', 'opened', 'closed', 'unread', 'message', 'sign-in', 'error'];

/** @param {any} text */
const isText = (text) => typeof text === 'string' && text.trim() !== '';
/** @param {any} given */
const isFunction = (given) => typeof given === 'function';
/** @param {any[]} given */
const nothing = (given) => given.length > 0 && 'takes nothing more';

/** @type {Record<string, Command>} */
const COMMANDS = {
  open: { flaw: nothing, run: (chat) => chat.open() },
  close: { flaw: nothing, run: (chat) => chat.close() },
  shutdown: { flaw: nothing, run: (chat) => chat.shutdown() },
  ask: { flaw: ([text]) => !isText(text) && 'takes the question, a text', run: (chat, [text]) => chat.ask(text) },
  identify: {
    flaw: ([token, renew]) =>
      !((isText(token) || isFunction(token)) && (renew === undefined || isFunction(renew))) &&
      'takes an identity token, or a function that gets one; after a token, a function that gets the next',
    run: (chat, [token, renew]) => chat.identify(token, renew),
  },
  on: {
    flaw: ([event, handler]) =>
      !(EVENTS.includes(event) && isFunction(handler)) && `takes an event (${EVENTS.join(', ')}) and a function`,
    run: (chat, [event, handler]) => listen(chat, event, handler),
  },
  setLocale: {
    flaw: ([locale]) => !isText(locale) && "takes a language, for instance 'en'",
    run: (chat, [locale]) => chat.setAttribute('locale', locale),
  },
  boot: {
    flaw: ([options]) => {
      const unknown = Object.keys(options ?? {}).filter((name) => !OPTIONS.includes(name));
      return unknown.length > 0 && `does not know ${unknown.join(', ')}; there are ${OPTIONS.join(', ')}`;
    },
    run: (chat, [{ audience = chat.audience, ...looks } = {}]) => {
      if (audience !== chat.audience) throw new Error(`it is there already, for a ${chat.audience}`);
      configure(chat, looks);
    },
  },
};

/**
 * Does what the page has asked for so far, and from now on at once.
 *
 * @param {string} address of the script that the page has named: its `data-audience` (`-locale`, ...) are options, too
 */
export async function serve(address) {
  const page = /** @type {any} */ (globalThis);
  const script = [...document.scripts].find(({ src }) => src === address);
  const { dataset = {} } = script ?? {};
  /** @type {any[][]} */
  const queued = [...(page.frontdesk?.q ?? [])].map((call) => [...call]);
  const wanted = isFunction(page.frontdesk) || OPTIONS.some((name) => name in dataset);
  if (document.readyState === 'loading') {
    await new Promise((done) => document.addEventListener('DOMContentLoaded', done));
  }
  const boot = queued.find(([command]) => command === 'boot')?.[1];
  const options = { ...dataset, ...boot };
  page.frontdesk = (/** @type {any[]} */ ...call) => act(call, options);
  if (wanted) chatOf(options);
  for (const call of queued) act(call, options);
}

/** @param {any[]} call @param {Record<string, any>} options of an element that is still to be made */
function act([command, ...given], options) {
  const known = Object.hasOwn(COMMANDS, command) && COMMANDS[command];
  const flaw = known ? known.flaw(given) : `is no command; there are ${Object.keys(COMMANDS).join(', ')}`;
  if (!known || flaw) return console.warn(`frontdesk: '${String(command)}' ${flaw}`);
  try {
    if (command === 'boot') Object.assign(options, given[0]);
    known.run(chatOf(options), given);
  } catch (error) {
    console.warn(`frontdesk: '${command}' has failed`, error);
  }
}

/** @param {Record<string, any>} options @returns {FrontdeskChat} the page's, or a new one */
function chatOf(options) {
  const there = document.querySelector('frontdesk-chat');
  if (there) return /** @type {FrontdeskChat} */ (there);
  const chat = /** @type {FrontdeskChat} */ (document.createElement('frontdesk-chat'));
  configure(chat, options);
  document.body.append(chat);
  return chat;
}

/** @param {FrontdeskChat} chat @param {Record<string, any>} [options] */
function configure(chat, options = {}) {
  for (const name of OPTIONS) {
    const value = options[name];
    if (value === true || value === false) chat.toggleAttribute(name, value);
    else if (value !== undefined && chat.getAttribute(name) !== String(value)) chat.setAttribute(name, String(value));
  }
}

/** @param {FrontdeskChat} chat @param {string} event @param {(detail: any) => unknown} handler `false` cancels it */
function listen(chat, event, handler) {
  if (event === 'ready' && chat.ready) return handler({});
  chat.addEventListener(`frontdesk:${event}`, (heard) => {
    if (handler(/** @type {CustomEvent} */ (heard).detail ?? {}) === false) heard.preventDefault();
  });
}
