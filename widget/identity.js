// Who the visitor is, as the host page vouches for it: a short-lived signed token, and a way to get a new one.

/** Tokens live for 60 s; one older than this is renewed before it is shown. */
const FRESH_MS = 30_000;
const RENEW_WITHIN_MS = 5_000;
const MOST_FAILURES = 3;

export class Identity {
  /** The page has said who the visitor is while a connection was being made: the greeting may be gone already. */
  late = false;
  /** @type {string | null} */ #token = null;
  /** @type {(() => Promise<string>) | null} */ #renew = null;
  #since = 0;
  /** The last token was a renewed one, and nobody has accepted it yet. */
  #renewed = false;
  #failures = 0;
  /** @type {(() => void)[]} */ #waiting = [];
  #now;

  /** @param {() => number} [now] milliseconds */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** Whether the page has said who the visitor is, or can. */
  get known() {
    return this.#token !== null || this.#renew !== null;
  }

  /**
   * @param {string | null} token `null`: `renew` gets the first one
   * @param {(() => Promise<string>) | null} [renew]
   * @param {number} [since] when the token was made
   */
  set(token, renew = null, since = this.#now()) {
    this.#token = token;
    this.#renew = renew;
    this.#since = since;
    this.accepted();
    for (const heard of this.#waiting.splice(0)) heard();
  }

  forget() {
    this.#token = null;
    this.#renew = null;
  }

  /** @param {number} ms @returns {Promise<void>} when the page has said who it is, or after `ms` at the latest */
  arrival(ms) {
    if (this.known) return Promise.resolve();
    return new Promise((resolve) => {
      const late = setTimeout(resolve, ms);
      this.#waiting.push(() => {
        clearTimeout(late);
        resolve();
      });
    });
  }

  /** @returns {Promise<string | null>} a token that is still good, or none */
  async fresh() {
    if (this.#token === null || this.#now() - this.#since > FRESH_MS) await this.#renewToken();
    return this.#token;
  }

  /** The server has welcomed the token. */
  accepted() {
    this.#renewed = false;
    this.#failures = 0;
  }

  /**
   * The server refused the token. A new one is tried once; where none can be had for the moment, a few times.
   *
   * @returns {Promise<string | null>} a new one
   */
  async afterRefusal() {
    this.#token = null;
    if (this.#renewed || this.#failures >= MOST_FAILURES) this.forget();
    await this.#renewToken();
    return this.#token;
  }

  async #renewToken() {
    const renew = this.#renew;
    if (!renew) return;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('late')), RENEW_WITHIN_MS);
    });
    try {
      this.#token = await Promise.race([renew(), /** @type {Promise<never>} */ (late)]);
      this.#since = this.#now();
      this.#renewed = true;
    } catch {
      this.#failures += 1;
    } finally {
      clearTimeout(timer);
    }
  }
}
