// Timers that run when a test says so.

export class FakeTimers {
  /** @type {{ id: number, at: number, run: () => void }[]} */ #waiting = [];
  now = 0;
  #ids = 0;

  /** @type {(run: () => void, ms: number) => number} */
  setTimer = (run, ms) => {
    this.#ids += 1;
    this.#waiting.push({ id: this.#ids, at: this.now + ms, run });
    return this.#ids;
  };

  /** @type {(id: number) => void} */
  clearTimer = (id) => {
    this.#waiting = this.#waiting.filter((timer) => timer.id !== id);
  };

  /** @param {number} ms */
  pass(ms) {
    this.now += ms;
    const due = this.#waiting.filter((timer) => timer.at <= this.now).sort((a, b) => a.at - b.at);
    for (const timer of due) {
      this.clearTimer(timer.id);
      timer.run();
    }
  }

  /** @returns {number[]} in how many milliseconds each timer runs */
  get left() {
    return this.#waiting.map((timer) => timer.at - this.now);
  }
}
