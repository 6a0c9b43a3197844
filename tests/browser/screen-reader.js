// What somebody hears who uses a screen reader: the element that has the focus, what live regions announce, and the whole
// panel read from top to bottom; all as lines of text, from the accessibility tree that Chromium hands to screen readers.
// The keyboard is the only way in.

import { expect } from '@playwright/test';

import { hasFocus, readingOf, soundOf, surroundings } from './ax-tree.js';

/** @import { CDPSession, Page } from '@playwright/test' */
/** @import { AxNode } from './ax-tree.js' */

/** So long nothing more must be announced before what was announced is taken down. */
const QUIET_MS = 500;
const MOST_STOPS = 60;
const PANEL = 'Chat with us';
/** On a slow machine it is said before one has sent what one has typed. */
const SUGGESTED = /Questions like yours/;
const WAITING = 'Looking that up…';

export class ScreenReader {
  /** @type {string[]} */ lines = [];
  /** @type {[RegExp | string, string][]} */ #masks = [];
  /** @type {string[]} */ #around = [];
  /** @type {{ id?: number, said: string }} */ #at = { said: '' };
  #page;
  #session;

  /** @param {Page} page @param {CDPSession} session */
  constructor(page, session) {
    this.#page = page;
    this.#session = session;
  }

  /** Before the page is opened. @param {Page} page */
  static async attach(page) {
    await page.addInitScript(listenToRegions);
    const session = await page.context().newCDPSession(page);
    await session.send('Accessibility.enable');
    return new ScreenReader(page, session);
  }

  /** What is different each time is written as `name`. @param {RegExp | string} found @param {string} name */
  mask(found, name) {
    this.#masks.push([found, name]);
  }

  /** Presses a key, waits for what it brings, and takes down what is heard. @param {string} key @param {{ says?: RegExp, focus?: RegExp }} [expected] */
  async press(key, { says, focus } = {}) {
    this.#write(`[${key}]`);
    await this.#page.keyboard.press(key);
    await this.#heard(says);
    if (focus) await expect.poll(() => this.focused()).toMatch(focus);
    await this.#followFocus();
  }

  /** Waits for what comes by itself. @param {RegExp} says */
  async wait(says) {
    this.#write('[waits]');
    await this.#heard(says);
  }

  /** Along the way every stop is heard. @param {RegExp} target @param {'Tab' | 'Shift+Tab' | 'ArrowDown'} [key] */
  async goTo(target, key = 'Tab') {
    for (let stops = 0; stops < MOST_STOPS; stops++) {
      if (target.test(await this.focused())) return;
      await this.press(key);
    }
    throw new Error(`${key} does not lead to ${target}:\n${this.lines.slice(-MOST_STOPS).join('\n')}`);
  }

  /** The same on the page around the chat, which is not taken down. @param {RegExp} target @param {'Tab' | 'Shift+Tab'} [key] */
  async findOnPage(target, key = 'Tab') {
    for (let stops = 0; stops < MOST_STOPS; stops++) {
      if (target.test(await this.focused())) return this.#followFocus();
      await this.#page.keyboard.press(key);
    }
    throw new Error(`${key} does not lead to ${target}`);
  }

  /** @param {string} text @param {string} [shown] in the transcript */
  async type(text, shown = text) {
    this.#write(`[types ${shown}]`);
    await this.#page.keyboard.type(text);
  }

  /** From the beginning of the chat to its end, without moving the focus. */
  async readAll() {
    this.#write('[reads the chat from top to bottom]');
    // What was announced is gone by the time that somebody comes by.
    await expect(this.#page.locator('frontdesk-chat .panel > [aria-live] > *')).toHaveCount(0);
    const nodes = await this.#tree();
    const chat = nodes.find(({ role, name }) => role?.value === 'region' && name?.value === PANEL);
    if (!chat) throw new Error('the chat is not open');
    for (const line of readingOf(nodes, chat)) this.#write(`  ${line}`);
  }

  /** @param {boolean} [masked] @returns {Promise<string>} what is said of the element that has the focus */
  async focused(masked = true) {
    const nodes = await this.#tree();
    const node = nodes.findLast(hasFocus);
    if (!node) return 'nothing has the focus';
    const said = soundOf(node, await this.#typeOf(node), nodes);
    return masked ? this.#masked(said) : said;
  }

  /** Where the focus has gone: what it has come into, and what it is on. Nothing is said where it has stayed. */
  async #followFocus() {
    const nodes = await this.#tree();
    const node = nodes.findLast(hasFocus);
    if (!node) return this.#write('nothing has the focus');
    const said = soundOf(node, await this.#typeOf(node), nodes);
    const around = surroundings(node, nodes);
    const entered = around.filter((each) => !this.#around.includes(each));
    this.#around = around;
    if (node.backendDOMNodeId === this.#at.id && said === this.#at.said) return;
    const changed = node.backendDOMNodeId === this.#at.id ? '(still) ' : '';
    this.#at = { id: node.backendDOMNodeId, said };
    this.#write(changed + [...entered.filter((each) => !said.startsWith(each)), said].join('; '));
  }

  /** @returns {string} */
  transcript() {
    return `${this.lines.join('\n')}\n`;
  }

  /** @param {RegExp} [says] */
  async #heard(says) {
    if (says) await expect.poll(async () => (await this.#announcements()).join('\n'), { timeout: 20_000 }).toMatch(says);
    await this.#page.waitForFunction((quiet) => {
      const { heard, at } = /** @type {any} */ (window).regions ?? { heard: [], at: 0 };
      return heard.length === 0 || performance.now() - at > quiet;
    }, QUIET_MS);
    const said = await this.#announcements(true);
    // On a slow machine more is waited for than on a fast one.
    expect(said.filter((text) => text === WAITING).length, 'times that waiting is announced').toBeLessThanOrEqual(1);
    const chance = (/** @type {string} */ text) => text === WAITING || (SUGGESTED.test(text) && !says?.test(text));
    for (const text of said) if (!chance(text)) this.#write(`  says: ${text}`);
  }

  /** @param {boolean} [take] @returns {Promise<string[]>} */
  #announcements(take = false) {
    return this.#page.evaluate((take) => {
      const { regions } = /** @type {any} */ (window);
      return take ? regions.heard.splice(0) : [...regions.heard];
    }, take);
  }

  /** @returns {Promise<AxNode[]>} in the order of the document */
  async #tree() {
    const { nodes } = /** @type {any} */ (await this.#session.send('Accessibility.getFullAXTree'));
    return inOrder(nodes);
  }

  /** Protected fields are told by their type only. @param {AxNode} node */
  async #typeOf({ backendDOMNodeId }) {
    const { node } = /** @type {any} */ (await this.#session.send('DOM.describeNode', { backendNodeId: backendDOMNodeId }));
    const { attributes = [] } = node;
    const at = attributes.indexOf('type');
    return node.nodeName === 'INPUT' && at >= 0 ? attributes[at + 1] : '';
  }

  /** @param {string} text */
  #masked(text) {
    return this.#masks.reduce((masked, [found, name]) => masked.replaceAll(found, name), text);
  }

  /** @param {string} line */
  #write(line) {
    this.lines.push(this.#masked(line));
  }
}

/** @param {AxNode[]} nodes @returns {AxNode[]} */
function inOrder(nodes) {
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  /** @type {AxNode[]} */
  const ordered = [];
  const walk = (/** @type {AxNode} */ node) => {
    ordered.push(node);
    for (const id of node.childIds ?? []) if (byId.has(id)) walk(/** @type {AxNode} */ (byId.get(id)));
  };
  for (const node of nodes) if (!node.parentId) walk(node);
  return ordered;
}

/** Runs in the page, before its scripts: takes down what is put into live regions, of the page and of shadow roots. */
function listenToRegions() {
  /** @type {{ heard: string[], at: number }} */
  const regions = { heard: [], at: 0 };
  /** @type {any} */ (window).regions = regions;
  const LIVE = { status: 'polite', alert: 'assertive', log: 'polite' };
  /** @param {Element | null} element */
  const politeness = (element) => {
    const role = element?.getAttribute('role') ?? '';
    return element?.getAttribute('aria-live') ?? /** @type {Record<string, string>} */ (LIVE)[role] ?? '';
  };
  /** @param {Node} node @returns {Element | null} */
  const regionOf = (node) => {
    let at = node instanceof Element ? node : node.parentElement;
    while (at && !politeness(at)) at = at.parentElement;
    return at && politeness(at) !== 'off' ? at : null;
  };
  /** @param {Node} node @returns {string} */
  const textOf = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
    if (!(node instanceof Element) || node.ariaHidden === 'true' || node.hasAttribute('hidden')) return '';
    return [...node.childNodes].map(textOf).join(' ');
  };
  /** @param {MutationRecord[]} records */
  const hear = (records) => {
    /** @type {Set<Element | Node>} */
    const changed = new Set();
    for (const { target, addedNodes, type } of records) {
      const region = regionOf(target);
      if (!region || region.getClientRects().length === 0) continue;
      const whole = region.getAttribute('role') === 'status' || region.getAttribute('role') === 'alert';
      if (whole || type === 'characterData') changed.add(whole ? region : target);
      else for (const node of addedNodes) changed.add(node);
    }
    for (const node of changed) {
      const text = textOf(node).replace(/\s+/g, ' ').trim();
      if (!text) continue;
      regions.heard.push(text);
      regions.at = performance.now();
    }
  };
  const observe = (/** @type {Node} */ root) =>
    new MutationObserver(hear).observe(root, { childList: true, characterData: true, subtree: true });
  observe(document);
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    observe(root);
    return root;
  };
}
