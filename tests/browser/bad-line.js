// Between the pages of a browser and the real program: a line that delays frames, sends some twice, and breaks.

/** @import { BrowserContext, WebSocketRoute } from '@playwright/test' */

/** @typedef {{ client: WebSocketRoute, server: WebSocketRoute, dead: boolean, ways: Record<'up' | 'down', Promise<void>> }} Pipe */

export class BadLine {
  /** No connection can be made. */
  down = false;
  /** How long a frame takes at most. */
  slowMs = 20;
  /** How many frames come twice. */
  twice = 0.2;
  /** @type {Set<Pipe>} */ #pipes = new Set();

  /** @param {() => number} random from 0 to 1 */
  constructor(random) {
    this.random = random;
  }

  /** @param {BrowserContext} context */
  attach(context) {
    return context.routeWebSocket(/\/ws$/, (client) => this.#connected(client));
  }

  /** How many connections there are. */
  get open() {
    return this.#pipes.size;
  }

  /** Both sides learn of it; what is on its way is lost. */
  cut() {
    for (const pipe of this.#pipes) {
      this.#end(pipe);
      pipe.client.close({ code: 1001 }).catch(() => {});
    }
  }

  /** The page is not told. */
  lose() {
    for (const pipe of this.#pipes) this.#end(pipe);
  }

  /** @param {WebSocketRoute} client */
  #connected(client) {
    if (this.down) return void client.close({ code: 1001 });
    const server = client.connectToServer();
    const pipe = { client, server, dead: false, ways: { up: Promise.resolve(), down: Promise.resolve() } };
    this.#pipes.add(pipe);
    client.onMessage((data) => this.#pass(pipe, 'up', () => server.send(data)));
    server.onMessage((data) => this.#pass(pipe, 'down', () => client.send(data)));
    client.onClose(() => this.#end(pipe));
    server.onClose((code) => {
      if (!pipe.dead) client.close({ code: code ?? 1001 }).catch(() => {});
      this.#end(pipe);
    });
  }

  /** @param {Pipe} pipe */
  #end(pipe) {
    this.#pipes.delete(pipe);
    if (pipe.dead) return;
    pipe.dead = true;
    pipe.server.close({ code: 1000 }).catch(() => {});
  }

  /** One after the other. @param {Pipe} pipe @param {'up' | 'down'} way @param {() => void} send */
  #pass(pipe, way, send) {
    const times = this.random() < this.twice ? 2 : 1;
    const wait = this.random() * this.slowMs;
    pipe.ways[way] = pipe.ways[way].then(async () => {
      await new Promise((resolve) => setTimeout(resolve, wait));
      // The page may be gone meanwhile.
      for (let time = 0; time < times && !pipe.dead; time += 1) await Promise.resolve(send()).catch(() => {});
    });
  }
}
