// WebSockets over a bad line: frames take their time, are cut off on the way, or come twice; a connection can be dead
// without anyone being told.

/** @import { World } from './clock.js' */
/** @import { Desk } from './desk.js' */
/** @import { Tab } from './browser.js' */

/** A server gives a client up that has not answered two pings. */
const GIVEN_UP_MS = 60_000;

export class Network {
  /** No connection can be made. */
  down = false;
  /** How long a frame takes at most. */
  slowMs = 40;
  /** How many frames come twice. */
  twice = 0;
  /** @type {Set<any>} */ sockets = new Set();

  /** @param {World} world @param {Desk} desk */
  constructor(world, desk) {
    this.world = world;
    this.desk = desk;
  }

  /** @param {Tab} tab @returns {typeof WebSocket} as that tab has it */
  socketOf(tab) {
    const network = this;
    return /** @type {any} */ (
      class {
        constructor() {
          return new Socket(network, tab);
        }
      }
    );
  }

  /** Both sides learn of it, the client a little later. */
  cut() {
    for (const socket of [...this.sockets]) socket.cut(1006);
  }

  /** Nobody is told. */
  lose() {
    for (const socket of [...this.sockets]) socket.lose();
  }
}

class Socket {
  readyState = 0;
  /** @type {(() => void) | null} */ onopen = null;
  /** @type {((event: { data: string }) => void) | null} */ onmessage = null;
  /** @type {((event: { code: number }) => void) | null} */ onclose = null;
  /** Frames go no further in either direction. */
  #dead = false;
  #upAt = 0;
  #downAt = 0;
  /** @type {ReturnType<Desk['connect']> | null} */ #visit = null;

  /** @param {Network} network @param {Tab} tab */
  constructor(network, tab) {
    this.network = network;
    this.tab = tab;
    network.sockets.add(this);
    if (network.down) this.#hear(() => this.#closed(1006));
    else this.#up(() => this.#opened());
  }

  /** @param {string} data */
  send(data) {
    const frame = JSON.parse(data);
    this.#up(() => this.#visit?.hear(frame));
    if (this.network.world.chance(this.network.twice)) this.#up(() => this.#visit?.hear(frame));
  }

  /** By the page: what it has sent still arrives. */
  close() {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#up(() => this.#gone());
  }

  /** By the line: what is on its way may be lost. @param {number} code */
  cut(code) {
    this.#dead = true;
    this.#gone();
    this.#hear(() => this.#closed(code), true);
  }

  lose() {
    this.#dead = true;
    this.network.sockets.delete(this);
    this.network.world.after(GIVEN_UP_MS, () => this.#gone());
  }

  #opened() {
    const { desk, world } = this.network;
    const tell = (/** @type {any} */ frame) => {
      const data = JSON.stringify(frame);
      this.#hear(() => this.#heard(data));
      if (frame.type !== 'bye' && world.chance(this.network.twice)) this.#hear(() => this.#heard(data));
    };
    const close = (/** @type {number} */ code) => (this.#gone(), this.#hear(() => this.#closed(code)));
    this.#visit = desk.connect({ send: tell, close });
    this.#hear(() => {
      this.readyState = 1;
      this.onopen?.();
    });
  }

  /** @param {string} data */
  #heard(data) {
    if (this.readyState === 1) this.onmessage?.({ data });
  }

  /** @param {number} code */
  #closed(code) {
    this.#gone();
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code });
  }

  #gone() {
    this.#visit?.gone();
    this.#visit = null;
    this.network.sockets.delete(this);
  }

  /** To the desk, in order. @param {() => void} run */
  #up(run) {
    const { world, slowMs } = this.network;
    this.#upAt = Math.max(this.#upAt, world.now + world.between(1, slowMs));
    world.at(this.#upAt, () => !this.#dead && run());
  }

  /** To the page, in order. @param {() => void} run @param {boolean} [evenDead] */
  #hear(run, evenDead = false) {
    const { world, slowMs } = this.network;
    this.#downAt = Math.max(this.#downAt, world.now + world.between(1, slowMs));
    world.at(this.#downAt, () => (evenDead || !this.#dead) && this.tab.task(run));
  }
}
