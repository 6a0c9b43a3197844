// The WebSocket: `hello` first, back again by itself after every cut, waiting longer each time and never in step with
// others. It knows nothing of what the frames say, except how a connection begins (`welcome`) and ends (`bye`).

/** @import { ClientFrame, ServerFrame, Status } from './types.js' */

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 20_000;
const WELCOME_WITHIN_MS = 12_000;
/** A connection that slept longer than this may be dead without knowing it: the browser hides pings from scripts. */
const STALE_AFTER_MS = 45_000;

/**
 * How long to wait before try number `attempt` (from 0): doubling, capped, and spread over its upper half by `random`
 * (0 to 1), so that a restarted server is not met by everyone at once.
 *
 * @param {number} attempt
 * @param {number} random
 */
export function backOff(attempt, random) {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 16));
  return longest * (0.5 + random / 2);
}

export class Connection {
  /** @type {WebSocket | null} */ #socket = null;
  /** @type {unknown} */ #timer = null;
  /** @type {number | null} when the next try is due */ #dueAt = null;
  #attempt = 0;
  #running = false;
  #ready = false;
  /** Counts the tries, so that a late answer of an older one is not taken for this one's. */
  #turn = 0;
  #heardAt = 0;
  #options;

  /**
   * @param {{
   *   url: string,
   *   hello: () => Promise<ClientFrame>,
   *   frame: (frame: ServerFrame) => void,
   *   status: (status: Status) => void,
   *   lost: (code: number) => void,
   *   Socket?: typeof WebSocket,
   *   setTimer?: (run: () => void, ms: number) => unknown,
   *   clearTimer?: (timer: any) => void,
   *   random?: () => number,
   *   now?: () => number,
   * }} options `lost` hears the close code of every connection that was open
   */
  constructor(options) {
    this.#options = {
      Socket: globalThis.WebSocket,
      setTimer: (/** @type {() => void} */ run, /** @type {number} */ ms) => setTimeout(run, ms),
      clearTimer: (/** @type {any} */ timer) => clearTimeout(timer),
      random: Math.random,
      now: () => Date.now(),
      ...options,
    };
  }

  /** Whether `welcome` has come. */
  get ready() {
    return this.#ready;
  }

  get running() {
    return this.#running;
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    this.#attempt = 0;
    this.#options.status('connecting');
    this.#connect();
  }

  stop() {
    this.#running = false;
    this.#drop();
  }

  /** @param {ClientFrame} frame sent if the connection is there, else dropped: the outbox keeps what matters */
  send(frame) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  /** Begins again with a new `hello`. */
  restart() {
    if (this.#running) this.#lose(0);
  }

  /** How long nothing was heard. */
  get silentMs() {
    return this.#options.now() - this.#heardAt;
  }

  /** Tries now if a try is due: the timers of a hidden page may be slow. */
  hurry() {
    if (this.#dueAt === null || this.#options.now() < this.#dueAt) return;
    this.#options.clearTimer(this.#timer);
    this.#connect();
  }

  /** The page is back (from sleep, from being offline). @param {number} silentMs how long nothing was heard */
  wake(silentMs) {
    if (!this.#running) return;
    if (this.#ready && silentMs < STALE_AFTER_MS) return;
    if (this.#socket && !this.#ready) return;
    this.#drop();
    this.#attempt = 0;
    this.#options.status('reconnecting');
    this.#connect();
  }

  async #connect() {
    const turn = ++this.#turn;
    this.#dueAt = null;
    const hello = await this.#options.hello();
    if (turn !== this.#turn || !this.#running) return;
    const socket = new this.#options.Socket(this.#options.url, 'frontdesk.v1');
    this.#socket = socket;
    this.#timer = this.#options.setTimer(() => this.#lose(0), WELCOME_WITHIN_MS);
    socket.onopen = () => socket.send(JSON.stringify(hello));
    socket.onmessage = (event) => this.#heard(event.data);
    socket.onclose = (event) => {
      this.#options.lost(event.code);
      this.#lose(0);
    };
  }

  /** @param {string} data */
  #heard(data) {
    this.#heardAt = this.#options.now();
    const frame = /** @type {ServerFrame} */ (JSON.parse(data));
    if (frame.type === 'welcome' && !this.#ready) {
      this.#ready = true;
      this.#attempt = 0;
      this.#options.clearTimer(this.#timer);
      this.#options.status('online');
    }
    this.#options.frame(frame);
    if (frame.type === 'bye') this.#lose((frame.retry_after_s ?? 0) * 1000);
  }

  /** @param {number} atLeastMs the connection is gone (or given up); the next try comes after a while */
  #lose(atLeastMs) {
    this.#drop();
    this.#options.status('reconnecting');
    const wait = atLeastMs + backOff(this.#attempt, this.#options.random());
    this.#attempt += 1;
    this.#dueAt = this.#options.now() + wait;
    this.#timer = this.#options.setTimer(() => this.#connect(), wait);
  }

  #drop() {
    this.#turn += 1;
    this.#dueAt = null;
    this.#ready = false;
    this.#options.clearTimer(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
