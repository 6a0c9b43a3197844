// One conversation, from the visitor's side: joins the connection, the unsent messages, what the tab remembers and the
// state that is drawn. It decides; the view only draws and calls the methods here.

/** @import { Identity } from './identity.js' */
/** @import { Session } from './session.js' */
/** @import { Action } from './state.js' */
/** @import { Standing } from './tabs.js' */
/** @import { Host, Limits, Ports, ServerFrame, State, Status, Unsent, View } from './types.js' */

import { deleteConversation } from './api.js';
import { Drafts } from './drafts.js';
import { greeting, welcomed } from './greeting.js';
import { Outbox, newId } from './outbox.js';
import { Progress } from './progress.js';
import { Reading } from './reading.js';
import { handleError } from './refusals.js';
import { safeHref } from './sanitize.js';
import { maySecret } from './session.js';
import { emptyState, reduce, sealedPrompt } from './state.js';
import { SharedConnection } from './tabs.js';

/** Events of one turn come in one burst and are drawn (and read aloud) together. */
const BURST_MS = 24;

export class Chat {
  /** @type {View | null} */ #view = null;
  /** @type {unknown} */ #drawTimer = null;
  #ports;
  #drafts;
  #unwatch;
  #reading;
  #state = emptyState();
  #progress = new Progress();
  /** @type {Limits | null} */ #limits = null;

  /** @param {Host} host @param {Session} session @param {Identity} identity @param {Ports} ports */
  constructor(host, session, identity, ports) {
    this.host = host;
    this.session = session;
    this.identity = identity;
    this.#ports = ports;
    this.#drafts = new Drafts(session, ports);
    this.connection = new SharedConnection({
      ports,
      url: new URL('/ws', host.base).href.replace(/^http/, 'ws'),
      hello: () => greeting(this),
      frame: (frame) => this.#heard(frame),
      status: (status) => this.#status(status),
      standing: () => this.#standing(),
      lines: (after) => this.#state.lines.filter((line) => line.seq > after),
      forget: () => this.#forget(null),
      adopt: (kept) => this.#adopt(kept),
      inherit: (items) => this.outbox.inherit(items, this.#state.lines),
      read: (seq) => this.#reading.elsewhere(seq) && this.#redraw(),
      joined: (identified) => identified && this.session.keep({ identified }),
      identity: () => this.identity.fresh(),
      shutdown: () => this.host.shutdown(),
    });
    this.#reading = new Reading(host, session, this.connection);
    this.outbox = new Outbox({
      ...ports,
      stored: session.kept.unsent ?? [],
      send: (frame) => this.connection.send(frame),
      changed: (items) => this.#unsent(items),
      stalled: () => this.connection.stalled(),
    });
    this.#state = { ...this.#state, unsent: this.outbox.items };
    this.#unwatch = ports.watch({
      wake: (certain) => this.connection.wake(certain),
      hide: () => this.#drafts.keepText(this.#state, this.#view?.typed() ?? ''),
      leave: () => this.connection.bequeath(this.outbox.items),
    });
  }

  get state() {
    return this.#state;
  }
  get conversation() {
    const { conversation, token } = this.session.kept;
    return conversation && token ? { conversation, token } : null;
  }

  /** @param {View} view */
  show(view) {
    this.#view = view;
    view.draw(this.#state);
  }

  read() {
    this.#reading.all(this.#state);
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
    const kept = this.conversation;
    if (kept && !(await deleteConversation(this.host.base, kept.conversation, kept.token))) {
      return this.notice('not_deleted');
    }
    this.outbox.clear();
    this.beginAnew('deleted');
  }

  /** Forgets everything, as when the visitor signs out; then it is over. @param {boolean} everywhere in all tabs */
  shutdown(everywhere) {
    this.#unwatch();
    this.#view = null;
    this.connection.end(everywhere);
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
    this.#forget(notice);
    this.connection.anew();
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
    if (before && before !== conversation) this.#moved();
    else if (before !== conversation || rewound) this.#reset(this.#state.notice);
    if (rewound) return this.connection.restart();
    this.#progress.welcomed(seq);
    this.#limits = limits;
    this.#dispatch({ type: 'limit', longest: limits.text_chars });
    this.session.keep({ conversation, token });
    welcomed(this);
    this.outbox.opened();
  }

  /** @param {Extract<ServerFrame, { type: 'event' }>} frame */
  #event(frame) {
    const { lastSeq } = this.#state;
    if (this.#progress.gapBefore(frame.seq, lastSeq)) return this.connection.restart();
    const news = this.#progress.came(frame.seq, lastSeq);
    if (!this.session.kept.spoken) this.session.keep({ spoken: true });
    if (frame.body.kind === 'filled') this.session.dropDrafts(frame.body);
    if (frame.body.kind === 'signed_in') this.session.keep({ identified: true });
    this.#dispatch({ type: 'event', line: frame });
    this.outbox.seen(frame.id, frame.seq);
    if (news) this.host.message({ seq: frame.seq, from: frame.from.kind, kind: frame.body.kind });
  }

  /** @param {Status} status */
  #status(status) {
    if (status !== 'online') this.outbox.closed();
    if (status !== this.#state.status) this.#dispatch({ type: 'status', status });
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

  // What the other tabs need, or tell.

  /** @returns {Standing} */
  #standing() {
    const { lastSeq } = this.#state;
    const { identified = false, spoken = false, seen = 0 } = this.session.kept;
    const newest = Math.max(this.#progress.newest, lastSeq);
    return { kept: this.conversation, identified, spoken, limits: this.#limits, newest, lastSeq, seen };
  }

  /** @param {NonNullable<Standing['kept']>} kept the conversation of another tab, in which something was said */
  #adopt(kept) {
    if (this.conversation) this.#moved();
    this.session.keep({ ...kept, spoken: true });
  }

  /** Into the conversation of another tab. What may have been said in the old one is not said again without asking. */
  #moved() {
    const { doubtful } = this.outbox;
    for (const id of doubtful) this.takeBack(id);
    this.#forget(doubtful.length > 0 ? 'not_taken' : this.#state.notice);
  }

  /** @param {string | null} notice */
  #forget(notice) {
    this.session.forget();
    this.outbox.keepTexts();
    this.#reset(notice);
  }

  /** @param {string | null} notice */
  #reset(notice) {
    this.#progress = new Progress();
    this.#dispatch({ type: 'fresh', notice });
  }

  // What is drawn, and what the tab remembers of it.

  /** @param {Action} action */
  #dispatch(action) {
    this.#state = reduce(this.#state, action);
    this.#redraw();
  }

  #redraw() {
    this.#drawTimer ??= this.#ports.setTimer(() => this.#draw(), BURST_MS);
  }

  #draw() {
    this.#ports.clearTimer(this.#drawTimer);
    this.#drawTimer = null;
    this.#drafts.tidy(this.#state, this.#progress.newest);
    this.#view?.draw(this.#state);
    this.#reading.drawn(this.#state);
  }
}
