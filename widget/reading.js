// What the visitor has seen, in this tab or another one, and how much is unread.

/** @import { Session } from './session.js' */
/** @import { Host, State } from './types.js' */
/** @import { SharedConnection } from './tabs.js' */

import { unreadCount } from './state.js';

export class Reading {
  #host;
  #session;
  #connection;

  /** @param {Host} host @param {Session} session @param {SharedConnection} connection */
  constructor(host, session, connection) {
    this.#host = host;
    this.#session = session;
    this.#connection = connection;
  }

  /** The newest seq that was on show in any tab. */
  get seen() {
    return this.#session.kept.seen ?? 0;
  }

  /** @param {State} state has been drawn */
  drawn(state) {
    if (!this.#session.kept.open) this.#host.unread(unreadCount(state, this.seen));
    else this.all(state);
  }

  /** Everything is on show. After a reload the lines are still to come; what was seen before stays seen. @param {State} state */
  all({ lastSeq }) {
    this.#host.unread(0);
    if (lastSeq <= this.seen) return;
    this.#session.keep({ seen: lastSeq });
    this.#connection.tellRead(lastSeq);
  }

  /** @param {number} seq what another tab has shown @returns {boolean} whether that is more than we knew */
  elsewhere(seq) {
    if (seq <= this.seen) return false;
    this.#session.keep({ seen: seq });
    return true;
  }
}
