// Which of several tabs holds the one connection. At most one holds the lease; when it goes, the next one that wants it
// gets it. A holder that is there but answers nobody (the browser has frozen it) can be robbed.

/** @import { Channel, Clockwork, Lease } from './types.js' */

/**
 * @param {string} name
 * @param {LockManager | undefined} locks missing in old browsers and on plain-http pages
 * @param {Channel | null} channel for want of locks
 * @param {Clockwork} clock
 * @returns {Lease}
 */
export function makeLease(name, locks, channel, clock) {
  return locks ? new LockLease(name, locks) : new ChannelLease(channel, clock);
}

/** @implements {Lease} */
export class LockLease {
  #name;
  #locks;
  /** @type {(() => void) | null} */ #give = null;
  /** @type {AbortController | null} */ #asking = null;
  /** @type {() => void} */ #granted = () => {};
  /** @type {() => void} */ #lost = () => {};

  /** @param {string} name @param {LockManager} locks */
  constructor(name, locks) {
    this.#name = name;
    this.#locks = locks;
  }

  /** @param {() => void} granted @param {() => void} lost */
  want(granted, lost) {
    this.release();
    this.#granted = granted;
    this.#lost = lost;
    this.#asking = new AbortController();
    this.#ask({ signal: this.#asking.signal });
  }

  steal() {
    this.#asking?.abort();
    this.#asking = null;
    this.#ask({ steal: true });
  }

  /** Not with locks: whoever was robbed is told. */
  contest() {}

  release() {
    this.#asking?.abort();
    this.#asking = null;
    this.#give?.();
    this.#give = null;
  }

  /** @param {LockOptions} how */
  async #ask(how) {
    /** @type {(() => void) | null} */
    let give = null;
    try {
      await this.#locks.request(this.#name, how, () => {
        const over = new Promise((resolve) => (give = () => resolve(undefined)));
        this.#give = give;
        this.#granted();
        return over;
      });
    } catch (error) {
      // Given up while waiting for it, robbed of it, or a page that may not have locks, and is alone.
      if (!give && /** @type {Error} */ (error).name !== 'AbortError') return this.#granted();
      if (!give || this.#give !== give) return;
      this.#give = null;
      this.#lost();
    }
  }
}

const OBJECT_WITHIN_MS = 250;

/**
 * The same by messages. Two may hold it for some seconds, which costs a second connection and nothing else: the desk
 * handles each message once, and each tab shows each line once.
 *
 * @implements {Lease}
 */
export class ChannelLease {
  #channel;
  #clock;
  #me;
  /** @type {'out' | 'waiting' | 'claiming' | 'holding'} */ #state = 'out';
  /** @type {unknown} */ #timer = null;
  /** @type {() => void} */ #granted = () => {};
  /** @type {() => void} */ #lost = () => {};

  /** @param {Channel | null} channel none: this tab is alone @param {Clockwork} clock */
  constructor(channel, clock) {
    this.#channel = channel;
    this.#clock = clock;
    this.#me = clock.random();
    this.#channel?.listen((message) => this.#hear(message));
  }

  /** @param {() => void} granted @param {() => void} lost */
  want(granted, lost) {
    this.#granted = granted;
    this.#lost = lost;
    this.#claim();
  }

  steal() {
    this.#hold();
    this.#post('robbed');
  }

  contest() {
    if (this.#state === 'holding') this.#post('held');
  }

  release() {
    this.#clock.clearTimer(this.#timer);
    const held = this.#state === 'holding';
    this.#state = 'out';
    if (held) this.#post('free');
  }

  #claim() {
    this.#state = 'claiming';
    this.#post('claim');
    this.#clock.clearTimer(this.#timer);
    this.#timer = this.#clock.setTimer(() => this.#hold(), OBJECT_WITHIN_MS);
  }

  #hold() {
    this.#clock.clearTimer(this.#timer);
    this.#state = 'holding';
    this.#granted();
  }

  /** @param {string} what */
  #post(what) {
    this.#channel?.post({ what, from: this.#me });
  }

  /** @param {{ what: string, from: number }} message */
  #hear({ what, from }) {
    const claiming = this.#state === 'claiming';
    if (what === 'claim') {
      if (this.#state === 'holding' || (claiming && this.#me < from)) this.#post('held');
    } else if (what === 'held' && claiming) {
      this.#clock.clearTimer(this.#timer);
      this.#state = 'waiting';
    } else if (what === 'free' && this.#state === 'waiting') {
      this.#claim();
    } else if ((what === 'robbed' || (what === 'held' && from < this.#me)) && this.#state === 'holding') {
      this.#state = 'out';
      this.#lost();
    }
  }
}
