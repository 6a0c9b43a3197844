// A tab without a connection of its own: it joins the one that has it, hears from it what the desk says, and takes its
// place if it does not answer any more.

/** @import { Options, Post } from './tabs.js' */
/** @import { ClientFrame } from './types.js' */

/** A leader that leaves a question unanswered for so long is robbed: one asked by the way, and one in need. */
const SILENT_MS = 7_000;
const SILENT_IN_NEED_MS = 3_000;
const JOIN_AGAIN_MS = 200;

export class Following {
  /** The leader has welcomed us, and has its connection. */
  up = false;
  #options;
  #ports;
  #post;
  #leader = '';
  /** @type {number | null} since when a question to the leader is open */ #askedAt = null;
  /** @type {unknown} */ #needTimer = null;
  /** @type {unknown} */ #joinTimer = null;

  /** @param {Options} options @param {Post} post */
  constructor(options, post) {
    this.#options = options;
    this.#ports = options.ports;
    this.#post = post;
  }

  start() {
    this.up = false;
    this.#askedAt = null;
    this.#join();
  }

  stop() {
    this.up = false;
    this.#ports.clearTimer(this.#needTimer);
    this.#ports.clearTimer(this.#joinTimer);
    this.#needTimer = null;
  }

  /** @param {ClientFrame} frame */
  send(frame) {
    if (this.up) this.#post({ what: 'send', frame });
    this.#need();
  }

  /** Begins again where this tab is. */
  restart() {
    this.#down();
    this.#ports.clearTimer(this.#joinTimer);
    this.#joinTimer = this.#ports.setTimer(() => this.#join(), JOIN_AGAIN_MS);
  }

  stalled() {
    this.#post({ what: 'stalled' });
    this.restart();
  }

  anew() {
    this.#post({ what: 'anew' });
    this.restart();
    this.#need();
  }

  beat() {
    this.#ask(SILENT_MS);
  }

  wake() {
    this.#askedAt = null;
    this.#post({ what: 'wake' });
    this.#need();
  }

  /** Something depends on the leader now. */
  #need() {
    this.#ask(Infinity);
    this.#needTimer ??= this.#ports.setTimer(() => {
      this.#needTimer = null;
      if (this.#askedAt !== null) this.#ask(SILENT_IN_NEED_MS);
    }, SILENT_IN_NEED_MS + 100);
  }

  /** Asks whether there is a leader. @param {number} patienceMs after so long without any answer we lead */
  #ask(patienceMs) {
    const now = this.#ports.now();
    if (this.#askedAt !== null && now - this.#askedAt >= patienceMs) {
      this.#askedAt = null;
      return this.#ports.lease.steal();
    }
    this.#askedAt ??= now;
    this.#post({ what: 'ping' });
  }

  #join() {
    const { kept, lastSeq, spoken } = this.#options.standing();
    this.#post({ what: 'join', after: lastSeq, kept, spoken });
  }

  /** @param {any} message from another tab */
  hear({ what, from, ...message }) {
    switch (what) {
      case 'ready':
        return this.#join();
      case 'welcome':
        return this.#joined(from, message);
      case 'pong':
        return this.#answered(message);
      case 'down':
        if (message.kept && !this.#options.standing().kept) this.#options.adopt(message.kept);
        return this.#leader === from || !this.up ? this.#down() : undefined;
      case 'frame':
        return this.#leader === from && this.up ? this.#options.frame(message.frame) : undefined;
    }
  }

  /** @param {string} leader @param {any} welcome */
  #joined(leader, { frame, lines, identified, seen }) {
    this.#leader = leader;
    this.#askedAt = null;
    this.up = true;
    this.#options.status('online');
    this.#options.frame(frame);
    for (const line of lines) if (this.up) this.#options.frame({ type: 'event', ...line });
    this.#options.joined(identified);
    this.#options.read(seen);
  }

  /** @param {any} pong */
  #answered({ up, seq }) {
    this.#askedAt = null;
    if (!up) this.#down();
    else if (!this.up || seq > this.#options.standing().lastSeq) this.#join();
  }

  #down() {
    this.#askedAt = null;
    this.up = false;
    this.#options.status('reconnecting');
  }
}
