// Who the visitor is, as the host page vouches for it: a short-lived signed token, and a way to get a new one.

/** Tokens live for 60 s; one older than this is renewed before it is shown. */
const FRESH_MS = 30_000;
const RENEW_WITHIN_MS = 5_000;

export class Identity {
  /** @type {string | null} */ #token = null;
  /** @type {(() => Promise<string>) | null} */ #renew = null;
  #since = 0;
  #refusals = 0;
  /** @type {(() => void)[]} */ #waiting = [];
  #now;

  /** @param {() => number} [now] milliseconds */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  get known() {
    return this.#token !== null;
  }

  /** @param {string} token @param {(() => Promise<string>) | null} [renew] */
  set(token, renew = null) {
    this.#token = token;
    this.#renew = renew;
    this.#since = this.#now();
    this.#refusals = 0;
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
      this.#waiting.push(resolve);
      setTimeout(resolve, ms);
    });
  }

  /** @returns {Promise<string | null>} a token that is still good, or none */
  async fresh() {
    if (this.#token && this.#renew && this.#now() - this.#since > FRESH_MS) await this.#renewed();
    return this.#token;
  }

  /** The server has welcomed the token. */
  accepted() {
    this.#refusals = 0;
  }

  /** The server refused the token. @returns {Promise<string | null>} a new one; none if a new one was refused too */
  async afterRefusal() {
    this.#refusals += 1;
    if (this.#refusals > 1 || !this.#renew || !(await this.#renewed())) this.forget();
    return this.#token;
  }

  /** @returns {Promise<boolean>} */
  async #renewed() {
    const renew = this.#renew;
    if (!renew) return false;
    try {
      const late = new Promise((_, reject) => setTimeout(() => reject(new Error('late')), RENEW_WITHIN_MS));
      this.#token = await Promise.race([renew(), /** @type {Promise<never>} */ (late)]);
      this.#since = this.#now();
      return Boolean(this.#token);
    } catch {
      return false;
    }
  }
}
