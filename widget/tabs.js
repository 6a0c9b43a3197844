// One connection for all tabs. The tab that holds the lease has the WebSocket and passes on what comes (`leading.js`);
// the others talk to it as if it were the desk (`following.js`). When the holder goes, the next one resumes.

/** @import { ClientFrame, HelloFrame, Limits, Line, Ports, ServerFrame, Status, Unsent } from './types.js' */

import { Following } from './following.js';
import { Leading } from './leading.js';

const BEAT_MS = 4_000;
/** So long a tab without a conversation waits for one that has it. */
const ASK_MS = 80;
/** A beat that comes later than this has slept. Timers of hidden pages may run once a minute. */
const SLEPT_MS = 20_000;
const SLEPT_HIDDEN_MS = 75_000;

/**
 * @typedef {object} Options
 * @property {Ports} ports
 * @property {string} url
 * @property {() => Promise<HelloFrame>} hello
 * @property {(frame: ServerFrame) => void} frame hears what the desk says, in order
 * @property {(status: Status) => void} status
 * @property {() => Standing} standing
 * @property {(after: number) => Line[]} lines
 * @property {() => void} forget another tab begins a new conversation
 * @property {(kept: { conversation: string, token: string }) => void} adopt takes over another tab's conversation
 * @property {(items: Unsent[]) => void} inherit what a tab that has gone had not sent yet
 * @property {(identified: boolean) => void} joined the leader has welcomed us; `identified`: as somebody signed in
 * @property {(seq: number) => void} read another tab has shown everything up to there
 * @property {() => Promise<string | null>} identity the token that this page vouches with, if it does
 * @property {() => void} shutdown another tab has forgotten everything
 */

/**
 * What this tab knows. `kept`: its conversation, `limits`: from the last welcome, `newest`: the newest seq that the
 * desk is known to have, `lastSeq`: the newest one that is here, `seen`: the newest one that was on show in any tab.
 *
 * @typedef {object} Standing
 * @property {{ conversation: string, token: string } | null} kept
 * @property {boolean} identified it belongs to somebody signed in
 * @property {Limits | null} limits
 * @property {number} newest
 * @property {number} lastSeq
 * @property {number} seen
 * @property {boolean} spoken something was said in it
 */

/** @typedef {(message: { what: string, to?: string, [more: string]: any }) => void} Post to the other tabs */

export class SharedConnection {
  #options;
  #ports;
  #channel;
  #me;
  #leading;
  #following;
  /** @type {Leading | Following} */ #role;
  #running = false;
  #ended = false;
  #beatAt = 0;
  /** @type {unknown} */ #beatTimer = null;
  /** @type {((token: string) => void)[]} */ #vouching = [];
  /** @type {((kept: NonNullable<Standing['kept']>) => void)[]} */ #asking = [];

  /** @param {Options} options */
  constructor(options) {
    const { ports } = options;
    this.#options = options;
    this.#ports = ports;
    this.#me = String(ports.random()).slice(2);
    /** @type {Post} */
    const post = (message) => this.#channel?.post({ from: this.#me, ...message });
    this.#leading = new Leading(options, this.#me, post, () => this.#askConversation());
    this.#following = new Following(options, post);
    this.#role = this.#following;
    this.#channel = ports.openChannel();
    this.#channel?.listen((message) => this.#hear(message));
  }

  /** Whether messages can be sent. */
  get ready() {
    return this.#running && this.#role.up;
  }

  get running() {
    return this.#running;
  }

  start() {
    if (this.#running || this.#ended) return;
    this.#running = true;
    this.#options.status('connecting');
    this.#beatAt = this.#ports.now();
    this.#beat();
    if (!this.#channel) return this.#lead();
    this.#wantLead();
    this.#following.start();
  }

  stop() {
    this.#running = false;
    this.#ports.clearTimer(this.#beatTimer);
    this.#leading.stop();
    this.#following.stop();
    this.#role = this.#following;
    this.#ports.lease.release();
  }

  /** @param {ClientFrame} frame sent if the connection is there, else dropped: the outbox keeps what matters */
  send(frame) {
    this.#role.send(frame);
  }

  /** Begins again where this tab is. */
  restart() {
    if (this.#running) this.#role.restart();
  }

  /** A message was not acknowledged for long. */
  stalled() {
    if (this.#running) this.#role.stalled();
  }

  /** The conversation is forgotten: begins another, in all tabs. */
  anew() {
    if (this.#running) this.#role.anew();
    else this.start();
  }

  /** The page is back. @param {boolean} certain the connection can't have outlived that */
  wake(certain) {
    if (this.#running) this.#role.wake(certain);
  }

  /** @param {number} seq everything up to there was on show */
  tellRead(seq) {
    this.#post({ what: 'read', seq });
  }

  /** @param {Unsent[]} items may be lost with this page */
  bequeath(items) {
    if (items.length > 0) this.#post({ what: 'bequest', items, of: this.#conversation });
  }

  /** For good. @param {boolean} everywhere the visitor signs out: the other tabs forget everything, too */
  end(everywhere) {
    if (everywhere) this.#post({ what: 'shutdown' });
    this.stop();
    this.#ended = true;
    this.#channel?.close();
    this.#channel = null;
  }

  /** @returns {Promise<string>} the token of another tab whose page knows the visitor */
  askIdentity() {
    this.#post({ what: 'who-vouches' });
    return new Promise((resolve) => this.#vouching.push(resolve));
  }

  get #conversation() {
    return this.#options.standing().kept?.conversation ?? null;
  }

  /** @returns {Promise<Standing['kept']>} the conversation of another tab, if one says so at once */
  #askConversation() {
    if (!this.#channel) return Promise.resolve(null);
    this.#post({ what: 'who-has' });
    return new Promise((resolve) => {
      this.#asking.push(resolve);
      this.#ports.setTimer(() => resolve(null), ASK_MS);
    });
  }

  #wantLead() {
    this.#ports.lease.want(
      () => this.#lead(),
      () => this.#follow(),
    );
  }

  #lead() {
    if (!this.#running) return;
    this.#following.stop();
    this.#role = this.#leading;
    this.#leading.start();
  }

  /** Another tab has taken the lease, for it had no answer from this one. */
  #follow() {
    if (!this.#running) return;
    this.#leading.stop();
    this.#role = this.#following;
    this.#options.status('reconnecting');
    this.#wantLead();
    this.#following.start();
  }

  #beat() {
    const now = this.#ports.now();
    const slept = now - this.#beatAt - BEAT_MS > (this.#ports.hidden() ? SLEPT_HIDDEN_MS : SLEPT_MS);
    this.#beatAt = now;
    this.#beatTimer = this.#ports.setTimer(() => this.#beat(), BEAT_MS);
    if (slept) this.#role.wake(true);
    else this.#role.beat();
  }

  /** @type {Post} */
  #post(message) {
    this.#channel?.post({ from: this.#me, ...message });
  }

  /** @param {any} message from another tab */
  #hear(message) {
    const { what, from, to } = message;
    if (to && to !== this.#me) return;
    switch (what) {
      case 'shutdown':
        return this.#options.shutdown();
      case 'read':
        return this.#options.read(message.seq);
      case 'vouched':
        for (const heard of this.#vouching.splice(0)) heard(message.token);
        return;
      case 'has':
        for (const heard of this.#asking.splice(0)) heard(message.kept);
        return;
      case 'who-has': {
        const { kept, spoken } = this.#options.standing();
        return kept && spoken ? this.#post({ what: 'has', to: from, kept }) : undefined;
      }
      case 'who-vouches':
        return this.#vouch(from);
    }
    if (!this.#running) return;
    if (what === 'bequest') return message.of === this.#conversation ? this.#options.inherit(message.items) : undefined;
    if (what !== 'who') this.#role.hear(message);
    else if (this.#options.standing().lastSeq > 0) this.#post({ what: 'here' });
  }

  /** @param {string} to */
  async #vouch(to) {
    const token = await this.#options.identity();
    if (token) this.#post({ what: 'vouched', to, token });
  }
}
