// The tab that has the WebSocket: what the desk says is shown here first and then passed on, what the other tabs send
// is sent for them. To a tab that joins it is the desk: a welcome, then every line after the last that the tab has.

/** @import { Options, Post, Standing } from './tabs.js' */
/** @import { ClientFrame, ServerFrame, Status } from './types.js' */

import { Connection } from './connection.js';

/** The close code of the desk for a frame that is too big; it would be so again. */
const TOO_BIG = 1009;

export class Leading {
  /** The desk has welcomed us, and we do not wait for anything again. */
  up = false;
  #options;
  #me;
  #post;
  #connection;
  /** A conversation was taken over from another tab; once is enough. */
  #adopted = false;
  /** @type {string | undefined} the message that was sent last */ #lastSent;
  /** The tab that has introduced the visitor last. */
  #introducer = '';

  /** @type {() => Promise<Standing['kept']>} */ #askConversation;
  /** Another tab may have a conversation to go on with. */
  #asks = false;

  /**
   * @param {Options} options
   * @param {string} me
   * @param {Post} post
   * @param {() => Promise<Standing['kept']>} askConversation
   */
  constructor(options, me, post, askConversation) {
    this.#options = options;
    this.#me = me;
    this.#post = post;
    this.#askConversation = askConversation;
    this.#connection = new Connection({
      ...options.ports,
      url: options.url,
      hello: () => this.#hello(),
      frame: (frame) => this.#heard(frame),
      status: (status) => this.#deskIs(status),
      lost: (code) => this.#lost(code),
    });
  }

  start() {
    this.up = false;
    this.#adopted = false;
    this.#asks = true;
    this.#introducer = '';
    this.#connection.start();
  }

  stop() {
    this.up = false;
    this.#connection.stop();
  }

  /** @param {ClientFrame} frame @param {string} [from] the tab that sends it */
  send(frame, from = this.#me) {
    if (frame.type === 'identify') this.#introducer = from;
    if ('id' in frame) this.#lastSent = frame.id;
    if (this.up) this.#connection.send(frame);
  }

  restart() {
    this.#connection.restart();
  }

  stalled() {
    this.#connection.restart();
  }

  anew() {
    this.#connection.restart();
  }

  beat() {
    this.#post({ what: 'leads' });
  }

  /** @param {boolean} certain */
  wake(certain) {
    this.#connection.wake(certain ? Infinity : this.#connection.silentMs);
  }

  async #hello() {
    const found = this.#asks && !this.#options.standing().kept ? await this.#askConversation() : null;
    this.#asks = false;
    if (found && !this.#options.standing().kept) this.#options.adopt(found);
    return this.#options.hello();
  }

  /** @param {ServerFrame} frame */
  #heard(frame) {
    if (frame.type === 'error' && this.#answersOther(frame.code)) {
      return this.#post({ what: 'frame', frame, to: this.#introducer });
    }
    if (frame.type === 'welcome') return this.#welcomed(frame);
    const before = this.#options.standing().lastSeq;
    this.#options.frame(frame);
    const { lastSeq } = this.#options.standing();
    if (frame.type === 'event') {
      // What could not be shown here yet is asked for again, and passed on then.
      if (lastSeq === before || lastSeq !== frame.seq) return;
      if (before === 0) this.#post({ what: 'here' });
    }
    // What has no id is for whoever has the connection.
    if (frame.type === 'bye' || (frame.type === 'error' && !frame.id)) return;
    this.#post({ what: 'frame', frame });
  }

  /** @param {ServerFrame} frame also sent again when the token has changed */
  #welcomed(frame) {
    const news = this.up ? { what: 'frame', frame } : { what: 'ready' };
    this.up = true;
    this.#options.frame(frame);
    if (this.up) this.#post(news);
  }

  /** @param {string} code whether it answers another tab's `identify` */
  #answersOther(code) {
    return code === 'bad_identity' && this.up && this.#introducer !== '' && this.#introducer !== this.#me;
  }

  /** @param {Status} status */
  #deskIs(status) {
    if (status !== 'online') {
      this.up = false;
      this.#post({ what: 'down' });
    }
    this.#options.status(status);
  }

  /** @param {number} code */
  #lost(code) {
    if (code === TOO_BIG) this.#heard({ type: 'error', code: 'too_long', id: this.#lastSent, message: '' });
  }

  /** @param {any} message from another tab */
  hear({ what, from, ...message }) {
    switch (what) {
      case 'join':
        return this.#join(from, message);
      case 'ping':
        // Timers of a hidden page are slow, the question of a visible one is not.
        this.#connection.hurry();
        return this.#post({ what: 'pong', to: from, up: this.up, seq: this.#options.standing().lastSeq });
      case 'send':
        return this.send(message.frame, from);
      case 'stalled':
        return this.#connection.restart();
      case 'wake':
        return this.wake(false);
      case 'leads':
        return this.#options.ports.lease.contest();
      case 'anew':
        this.#options.forget();
        return this.#connection.restart();
    }
  }

  /** @param {string} to @param {any} joining */
  #join(to, { after, kept: theirs, spoken: theirsIsSpoken }) {
    const { kept, spoken, identified, limits, newest, lastSeq, seen } = this.#options.standing();
    if (!this.up || !kept || !limits) return this.#post({ what: 'down', to, kept: spoken ? kept : null });
    const same = theirs?.conversation === kept.conversation;
    if (theirs && !same && theirsIsSpoken && lastSeq === 0 && !this.#adopted) {
      this.#adopted = true;
      this.#options.adopt(theirs);
      return this.#connection.restart();
    }
    const frame = { type: 'welcome', ...kept, seq: newest, resumed: true, limits };
    this.#post({ what: 'welcome', to, frame, lines: this.#options.lines(same ? after : 0), identified, seen });
  }
}
