// What is half written: the text in the composer and the fields of a card. It outlives a reload, unless it may be a
// secret, and goes with the errand that it was for.

/** @import { Session } from './session.js' */
/** @import { Ports, State } from './types.js' */

import { maySecret } from './session.js';
import { openPrompt, sealedPrompt } from './state.js';

const TIDY_MS = 1_000;

export class Drafts {
  #session;
  #ports;
  /** @type {unknown} */ #timer = null;

  /** @param {Session} session @param {Ports} ports */
  constructor(session, ports) {
    this.#session = session;
    this.#ports = ports;
  }

  /** @param {State} state @param {string} text what stands in the composer */
  keepText(state, text) {
    const secret = sealedPrompt(state) || maySecret(text);
    this.#session.keep({ text: secret || !text ? undefined : text });
  }

  /** What was half filled is kept as long as its errand is open. @param {State} state @param {number} newest seq */
  tidy(state, newest) {
    const { status, lastSeq, lines } = state;
    const caughtUp = status === 'online' && lastSeq > 0 && lastSeq >= newest;
    const answered = lines.at(-1)?.from.kind !== 'visitor';
    this.#ports.clearTimer(this.#timer);
    if (!this.#session.kept.drafts || !caughtUp || !answered || openPrompt(state)) return;
    // An errand that was left for another one is asked again a moment after that one's receipt.
    this.#timer = this.#ports.setTimer(() => this.#session.keep({ drafts: undefined }), TIDY_MS);
  }
}
