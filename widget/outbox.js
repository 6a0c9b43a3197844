// What the visitor has said and the server has not committed yet. Each message has an id made here, is sent in order,
// one at a time, and again under the same id after a cut, so that it is handled exactly once and never lost.

/** @import { KeptFrame, Unsent } from './types.js' */

/** How long an acknowledgement may take before the connection is taken for dead; doubles each time. */
const STALL_MS = 15_000;
const LONGEST_STALL_MS = 120_000;

/** @returns {string} an id that no other message has (a UUID; `randomUUID` is missing on plain-http pages) */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export class Outbox {
  /** @type {Unsent[]} */ #items;
  /** @type {string | null} */ #inFlight = null;
  #ready = false;
  #stallMs = STALL_MS;
  /** @type {unknown} */ #stallTimer = null;
  /** @type {unknown} */ #holdTimer = null;
  #options;

  /**
   * @param {{
   *   stored: Unsent[],
   *   send: (frame: KeptFrame) => void,
   *   changed: (items: Unsent[]) => void,
   *   stalled: () => void,
   *   setTimer?: (run: () => void, ms: number) => unknown,
   *   clearTimer?: (timer: any) => void,
   * }} options `stored`: what a reload found; `changed` is called with all items after every change
   */
  constructor(options) {
    this.#options = {
      setTimer: (/** @type {() => void} */ run, /** @type {number} */ ms) => setTimeout(run, ms),
      clearTimer: (/** @type {any} */ timer) => clearTimeout(timer),
      ...options,
    };
    this.#items = options.stored.map((item) => ({ ...item, delayed: true }));
  }

  get items() {
    return this.#items;
  }

  /** @param {Unsent} item */
  add(item) {
    this.#items = [...this.#items, item];
    this.#changed();
    this.#pump();
  }

  /**
   * What another tab may not have sent before it went, under the same ids.
   *
   * @param {Unsent[]} items @param {{ id?: string }[]} said the lines that are there
   */
  inherit(items, said) {
    const known = new Set([...said, ...this.#items.map((item) => item.frame)].map(({ id }) => id));
    const fresh = items.filter((item) => !item.acked && !known.has(item.frame.id));
    if (fresh.length === 0) return;
    this.#items = [...this.#items, ...fresh.map((item) => ({ ...item, delayed: true }))];
    this.#changed();
    this.#pump();
  }

  /** @param {string} id @returns {boolean} whether the message is one of ours */
  has(id) {
    return this.#items.some((item) => item.frame.id === id);
  }

  /** @returns {string[]} the messages that may have been committed without our knowing */
  get doubtful() {
    const doubtful = this.#items.filter(({ frame, delayed }) => delayed || frame.id === this.#inFlight);
    return doubtful.map(({ frame }) => frame.id);
  }

  /** The connection can take messages. */
  opened() {
    this.#ready = true;
    this.#inFlight = null;
    this.#pump();
  }

  /** The connection is gone; what was in flight goes again. */
  closed() {
    this.#ready = false;
    this.#inFlight = null;
    this.#options.clearTimer(this.#stallTimer);
    this.#options.clearTimer(this.#holdTimer);
    if (this.#items.length === 0) return;
    this.#items = this.#items.map((item) => (item.acked ? item : { ...item, delayed: true }));
    this.#changed();
  }

  /** @param {string} id of a message that is committed @param {number} seq its own @param {number} lastSeq on show */
  acked(id, seq, lastSeq) {
    if (!this.has(id)) return;
    this.#stallMs = STALL_MS;
    this.#items =
      seq <= lastSeq
        ? this.#items.filter((item) => item.frame.id !== id)
        : this.#items.map((item) => (item.frame.id === id ? { ...item, acked: seq, delayed: false } : item));
    this.#settled(id);
  }

  /** @param {string | undefined} id of the message that the event came from @param {number} seq of the event */
  seen(id, seq) {
    const left = this.#items.filter((item) => item.frame.id !== id && !(item.acked && item.acked <= seq));
    if (left.length === this.#items.length) return;
    this.#items = left;
    this.#settled(id);
  }

  /** @param {string} id @returns {Unsent | undefined} the message that the server will not take, now dropped */
  refused(id) {
    const item = this.#items.find((each) => each.frame.id === id);
    this.#items = this.#items.filter((each) => each !== item);
    this.#settled(id);
    return item;
  }

  /** @param {string | undefined} id @param {number} seconds the server wants it (or anything) again only then */
  putOff(id, seconds) {
    this.#ready = false;
    this.#inFlight = null;
    this.#options.clearTimer(this.#stallTimer);
    this.#items = this.#items.map((item) => (item.frame.id === id ? { ...item, delayed: true } : item));
    this.#changed();
    this.#options.clearTimer(this.#holdTimer);
    this.#holdTimer = this.#options.setTimer(() => this.opened(), seconds * 1000);
  }

  /** Keeps only what makes sense in another conversation: texts. */
  keepTexts() {
    this.#items = this.#items.filter((item) => item.frame.type === 'say' && !item.acked);
    this.#inFlight = null;
    this.#changed();
  }

  clear() {
    this.#items = [];
    this.#inFlight = null;
    this.#options.clearTimer(this.#stallTimer);
    this.#options.clearTimer(this.#holdTimer);
    this.#changed();
  }

  /** @returns {string | null} the id of the message that was sent and not acknowledged */
  get inFlight() {
    return this.#inFlight;
  }

  /** @param {string | undefined} id */
  #settled(id) {
    if (id === this.#inFlight) {
      this.#inFlight = null;
      this.#options.clearTimer(this.#stallTimer);
    }
    this.#changed();
    this.#pump();
  }

  #changed() {
    this.#options.changed(this.#items);
  }

  #pump() {
    if (!this.#ready || this.#inFlight) return;
    const item = this.#items.find((each) => !each.acked);
    if (!item) return;
    this.#inFlight = item.frame.id;
    this.#options.clearTimer(this.#stallTimer);
    this.#stallTimer = this.#options.setTimer(() => this.#stall(), this.#stallMs);
    this.#options.send(item.frame);
  }

  #stall() {
    this.#stallMs = Math.min(this.#stallMs * 2, LONGEST_STALL_MS);
    this.#options.stalled();
  }
}
