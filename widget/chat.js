// One conversation, from the visitor's side: joins the connection, the unsent messages, what the tab remembers and the
// state that is drawn. It decides; the view only draws and calls the methods here.

/** @import { Identity } from './identity.js' */
/** @import { Session } from './session.js' */
/** @import { Action } from './state.js' */
/** @import { HelloFrame, Host, ServerFrame, State, Status, Unsent, View } from './types.js' */

import { deleteConversation } from './api.js';
import { Connection } from './connection.js';
import { Outbox, newId } from './outbox.js';
import { handleError } from './refusals.js';
import { safeHref } from './sanitize.js';
import { maySecret } from './session.js';
import { emptyState, openPrompt, reduce, sealedPrompt, unreadCount } from './state.js';

/** Events of one turn come in one burst and are drawn (and read aloud) together. */
const BURST_MS = 24;
const TIDY_MS = 1_000;
const IDENTITY_WITHIN_MS = 3_000;

export class Chat {
  /** @type {View | null} */ #view = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #drawTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #tidyTimer;
  #state = emptyState();
  /** The newest seq that the server is known to have. */
  #newest = 0;
  /** Where a line was missing and asked for once already. */
  #gapAt = -1;

  /** @param {Host} host @param {Session} session @param {Identity} identity */
  constructor(host, session, identity) {
    this.host = host;
    this.session = session;
    this.identity = identity;
    this.connection = new Connection({
      url: new URL('/ws', host.base).href.replace(/^http/, 'ws'),
      hello: () => this.#hello(),
      frame: (frame) => this.#heard(frame),
      status: (status) => this.#status(status),
      lost: (code) => this.#lost(code),
    });
    this.outbox = new Outbox({
      stored: session.kept.unsent ?? [],
      send: (frame) => this.connection.send(frame),
      changed: (items) => this.#unsent(items),
      stalled: () => this.connection.restart(),
    });
    this.#state = { ...this.#state, unsent: this.outbox.items };
    this.connection.watchPage();
    addEventListener('pagehide', () => this.#keepText());
    document.addEventListener('visibilitychange', () => document.hidden && this.#keepText());
  }

  get state() {
    return this.#state;
  }
  /** @param {View} view */
  show(view) {
    this.#view = view;
    view.draw(this.#state);
  }

  read() {
    this.session.keep({ seen: this.#state.lastSeq });
    this.host.unread(0);
  }

  // What the visitor does.

  /** @param {string} text */
  say(text) {
    const store = !sealedPrompt(this.#state) && !maySecret(text);
    this.#send({ frame: { type: 'say', id: newId(), text }, label: text, store });
  }

  /** @param {number} seq @param {string} choice @param {string} label */
  choose(seq, choice, label) {
    this.#send({ frame: { type: 'choose', id: newId(), seq, choice }, label, store: true });
  }

  /** @param {string} prompt @param {Record<string, string>} values @param {string} label @param {boolean} store */
  fill(prompt, values, label, store) {
    this.#send({ frame: { type: 'fill', id: newId(), prompt, values }, label, store });
  }

  /** @param {number} seq @param {boolean} helpful @param {string} [comment] */
  rate(seq, helpful, comment) {
    this.outbox.add({ frame: { type: 'rate', id: newId(), seq, helpful, comment }, label: '', store: !comment });
  }

  /** @param {string} url */
  signIn(url) {
    const href = safeHref(url, this.host.base);
    if (!this.host.signIn(url) && href) location.assign(href);
  }

  /** Ends this conversation and begins another. */
  startOver() {
    this.connection.send({ type: 'leave', id: newId(), what: 'conversation' });
    this.outbox.clear();
    this.beginAnew(null);
  }

  async endAndDelete() {
    const { conversation, token } = this.session.kept;
    if (conversation && token && !(await deleteConversation(this.host.base, conversation, token))) {
      return this.notice('not_deleted');
    }
    this.outbox.clear();
    this.beginAnew('deleted');
  }

  /** The host page has said who the visitor is. */
  async identified() {
    if (this.#state.closed === 'signed_out') {
      this.close(null);
      this.connection.start();
    } else if (this.connection.ready) {
      const identity = await this.identity.fresh();
      if (identity) this.identify(identity);
    }
  }

  /** Forgets everything, as when the visitor signs out. */
  shutdown() {
    this.connection.stop();
    this.outbox.clear();
    this.session.clear();
    this.#reset(null);
  }

  // What `refusals.js` needs as well.

  /** @param {string} identity */
  identify(identity) {
    this.session.keep({ identified: true });
    this.connection.send({ type: 'identify', identity });
  }

  /** A new conversation, with what is unsent still to be sent. @param {string | null} notice */
  beginAnew(notice) {
    this.session.forget();
    this.outbox.keepTexts();
    this.#reset(notice);
    if (this.connection.running) this.connection.restart();
    else this.connection.start();
  }

  /** @param {string | null} notice the key of its words */
  notice(notice) {
    this.#dispatch({ type: 'notice', notice });
  }

  /** @param {State['closed']} closed */
  close(closed) {
    this.#dispatch({ type: 'closed', closed });
  }

  /** @param {string | undefined} id the message goes no further; a typed text goes back to the composer */
  takeBack(id) {
    const item = id && this.outbox.refused(id);
    if (item && item.frame.type === 'say') this.#view?.putBack(item.frame.text);
  }

  // What the server says.

  /** @returns {Promise<HelloFrame>} */
  async #hello() {
    const { conversation, token, identified } = this.session.kept;
    if (identified && !this.identity.known) await this.identity.arrival(IDENTITY_WITHIN_MS);
    const identity = await this.identity.fresh();
    if (identity) this.session.keep({ identified: true });
    const { audience, locale } = this.host;
    return {
      type: 'hello',
      audience,
      locale,
      ...(conversation && token ? { conversation, token, after: this.#state.lastSeq } : {}),
      ...(identity ? { identity } : {}),
    };
  }

  /** @param {ServerFrame} frame */
  #heard(frame) {
    switch (frame.type) {
      case 'welcome':
        return this.#welcomed(frame);
      case 'event':
        return this.#event(frame);
      case 'ack':
        return this.outbox.acked(frame.id, frame.seq, this.#state.lastSeq);
      case 'error':
        return handleError(this, frame);
      case 'typing':
        return this.#dispatch({ type: 'typing' });
    }
  }

  /** @param {Extract<ServerFrame, { type: 'welcome' }>} frame also sent again when the token has changed */
  #welcomed({ conversation, token, seq, limits }) {
    const before = this.session.kept.conversation;
    const rewound = before === conversation && seq < this.#state.lastSeq;
    if (before && before !== conversation) this.outbox.keepTexts();
    if (before !== conversation || rewound) this.#reset(this.#state.notice);
    if (rewound) return this.connection.restart();
    this.#newest = Math.max(this.#newest, seq);
    this.#dispatch({ type: 'limit', longest: limits.text_chars });
    this.session.keep({ conversation, token });
    this.identity.accepted();
    this.outbox.opened();
  }

  /** @param {Extract<ServerFrame, { type: 'event' }>} frame */
  #event(frame) {
    const { lastSeq } = this.#state;
    if (lastSeq > 0 && frame.seq > lastSeq + 1 && this.#gapAt !== lastSeq) {
      this.#gapAt = lastSeq;
      return this.connection.restart();
    }
    this.#newest = Math.max(this.#newest, frame.seq);
    if (frame.body.kind === 'filled') this.session.dropDrafts(frame.body);
    if (frame.body.kind === 'signed_in') this.session.keep({ identified: true });
    this.#dispatch({ type: 'event', line: frame });
    this.outbox.seen(frame.id, frame.seq);
  }

  /** @param {Status} status */
  #status(status) {
    if (status !== 'online') this.outbox.closed();
    if (status !== this.#state.status) this.#dispatch({ type: 'status', status });
  }

  /** @param {number} code */
  #lost(code) {
    // 1009: a frame was too big. It would be again.
    if (code !== 1009) return;
    this.takeBack(this.outbox.inFlight ?? undefined);
    this.notice('too_long');
  }

  /** @param {Unsent[]} items */
  #unsent(items) {
    this.session.keep({ unsent: items.filter((item) => item.store && !item.acked) });
    this.#dispatch({ type: 'unsent', unsent: items });
  }

  /** @param {Unsent} item */
  #send(item) {
    if (this.#state.notice) this.notice(null);
    this.outbox.add(item);
    this.#view?.acted();
    this.#draw();
    if (!this.#state.closed) this.connection.start();
  }

  /** @param {string | null} notice */
  #reset(notice) {
    this.#newest = 0;
    this.#gapAt = -1;
    this.#dispatch({ type: 'fresh', notice });
  }

  // What is drawn, and what the tab remembers of it.

  /** @param {Action} action */
  #dispatch(action) {
    this.#state = reduce(this.#state, action);
    this.#drawTimer ??= setTimeout(() => this.#draw(), BURST_MS);
  }

  #draw() {
    clearTimeout(this.#drawTimer);
    this.#drawTimer = undefined;
    this.#tidyDrafts();
    this.#view?.draw(this.#state);
    const { open, seen = 0 } = this.session.kept;
    if (!open) this.host.unread(unreadCount(this.#state, seen));
    else if (seen !== this.#state.lastSeq) this.read();
  }

  /** What was half filled is kept only as long as its errand is open. */
  #tidyDrafts() {
    const { status, lastSeq, lines } = this.#state;
    const caughtUp = status === 'online' && lastSeq > 0 && lastSeq >= this.#newest;
    const answered = lines.at(-1)?.from.kind !== 'visitor';
    clearTimeout(this.#tidyTimer);
    if (!this.session.kept.drafts || !caughtUp || !answered || openPrompt(this.#state)) return;
    // An errand that was left for another one is asked again a moment after that one's receipt.
    this.#tidyTimer = setTimeout(() => this.session.keep({ drafts: undefined }), TIDY_MS);
  }

  /** Keeps what stands in the composer over a reload, unless it may be a secret. */
  #keepText() {
    const text = this.#view?.typed() ?? '';
    const secret = sealedPrompt(this.#state) || maySecret(text);
    this.session.keep({ text: secret || !text ? undefined : text });
  }
}
