// Time and chance of a schedule: everything that happens stands in one queue, and the same seed gives the same schedule.

/** @typedef {{ at: number, order: number, run: () => void, over: boolean }} Due */

export class World {
  now = 0;
  /** @type {Due[]} a heap, the next one first */ #heap = [];
  #orders = 0;
  #seed;

  /** @param {number} seed */
  constructor(seed) {
    this.#seed = (seed * 2654435761 + 1) >>> 0;
  }

  /** @returns {number} from 0 to 1 (mulberry32) */
  random = () => {
    this.#seed = (this.#seed + 0x6d2b79f5) >>> 0;
    let mixed = this.#seed;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  /** @param {number} least @param {number} most @returns {number} */
  between(least, most) {
    return least + this.random() * (most - least);
  }

  /** @param {number} share of the cases */
  chance(share) {
    return this.random() < share;
  }

  /** @template T @param {T[]} list @returns {T} */
  one(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  /** @param {number} at @param {() => void} run @returns {Due} */
  at(at, run) {
    const due = { at: Math.max(at, this.now), order: (this.#orders += 1), run, over: false };
    this.#push(due);
    return due;
  }

  /** @param {number} ms @param {() => void} run @returns {Due} */
  after(ms, run) {
    return this.at(this.now + ms, run);
  }

  /** Everything that is due until then, and what follows from it. @param {number} until */
  async run(until) {
    for (;;) {
      const next = this.#heap[0];
      if (!next || next.at > until) break;
      this.#pop();
      if (next.over) continue;
      this.now = next.at;
      next.run();
      // What waits for a promise goes on before anything else happens.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.now = until;
  }

  /** @param {Due} due */
  #push(due) {
    const heap = this.#heap;
    let place = heap.push(due) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!before(heap[place], heap[above])) break;
      [heap[place], heap[above]] = [heap[above], heap[place]];
      place = above;
    }
  }

  #pop() {
    const heap = this.#heap;
    const last = /** @type {Due} */ (heap.pop());
    if (heap.length === 0) return;
    heap[0] = last;
    for (let place = 0; ; ) {
      let next = 2 * place + 1;
      if (next >= heap.length) return;
      if (next + 1 < heap.length && before(heap[next + 1], heap[next])) next += 1;
      if (!before(heap[next], heap[place])) return;
      [heap[place], heap[next]] = [heap[next], heap[place]];
      place = next;
    }
  }
}

/** @param {Due} one @param {Due} other */
function before(one, other) {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
