// The desk as wire.md has it: one log a conversation, each message handled once, each client told each line once a
// connection and in order, from the seq that it names.

/** @import { World } from './clock.js' */

const LIMITS = { frame_bytes: 16_384, text_chars: 2000, messages: 20, per_seconds: 10 };

/** @typedef {{ send: (frame: any) => void, close: (code: number) => void }} Client what a connection can be told */
/** @typedef {{ seq: number, at: number, id?: string, from: { kind: string }, body: { kind: string, text: string } }} Line */
/** @typedef {{ id: string, lines: Line[], seqs: Map<string, number>, clients: Set<Client> }} Talk */

export class Desk {
  /** @type {Map<string, Talk>} */ talks = new Map();
  /** How often a message is put off, and why. */
  moody = 0;

  /** @param {World} world */
  constructor(world) {
    this.world = world;
  }

  /** @param {Client} client @returns {{ hear: (frame: any) => void, gone: () => void }} */
  connect(client) {
    /** @type {Talk | null} */
    let talk = null;
    return {
      hear: (frame) => {
        if (frame.type !== 'hello') return talk ? this.#message(talk, client, frame) : this.#refuse(client, 'no_hello');
        if (talk) return client.send({ type: 'error', code: 'bad_frame', message: '`hello` comes once' });
        talk = this.#hello(client, frame);
      },
      gone: () => talk?.clients.delete(client),
    };
  }

  /** Says something that nobody has asked for. @param {Talk} talk @param {string} text */
  remark(talk, text) {
    this.#commit(talk, { kind: 'bot' }, text);
  }

  /** It goes down in order. */
  bye() {
    for (const { clients } of this.talks.values()) {
      for (const client of [...clients]) {
        client.send({ type: 'bye', reason: 'drain', retry_after_s: 1 });
        client.close(1001);
      }
    }
  }

  /** @param {Client} client @param {any} hello @returns {Talk | null} */
  #hello(client, { conversation, token, after = 0 }) {
    const known = conversation && this.talks.get(conversation);
    if (conversation && !known) return this.#refuse(client, 'unknown_conversation');
    if (known && token !== `token of ${known.id}`) return this.#refuse(client, 'bad_token');
    const talk = known || this.#begin();
    talk.clients.add(client);
    const welcome = { conversation: talk.id, token: `token of ${talk.id}`, seq: talk.lines.length };
    client.send({ type: 'welcome', ...welcome, resumed: Boolean(known), limits: LIMITS });
    for (const line of talk.lines.slice(after)) client.send({ type: 'event', ...line });
    return talk;
  }

  /** @returns {Talk} */
  #begin() {
    const talk = { id: `c${this.talks.size + 1}`, lines: [], seqs: new Map(), clients: new Set() };
    this.talks.set(talk.id, talk);
    return talk;
  }

  /** @param {Client} client @param {string} code @returns {null} */
  #refuse(client, code) {
    client.send({ type: 'error', code, message: '' });
    client.close(1008);
    return null;
  }

  /** @param {Talk} talk @param {Client} client @param {any} frame */
  #message(talk, client, { type, id, text }) {
    if (type !== 'say') return;
    const before = talk.seqs.get(id);
    if (before) return client.send({ type: 'ack', id, seq: before, duplicate: true });
    if (this.world.chance(this.moody)) {
      const code = this.world.one(['too_fast', 'unavailable']);
      return client.send({ type: 'error', code, id, message: '', ...(code === 'too_fast' ? { retry_after_s: 1 } : {}) });
    }
    const seq = talk.lines.length + 1;
    talk.seqs.set(id, seq);
    const early = this.world.chance(0.5);
    if (early) client.send({ type: 'ack', id, seq, duplicate: false });
    this.#commit(talk, { kind: 'visitor' }, text, id);
    if (!early) client.send({ type: 'ack', id, seq, duplicate: false });
    this.world.after(this.world.between(0, 300), () => this.#commit(talk, { kind: 'bot' }, `re: ${text}`));
  }

  /** @param {Talk} talk @param {{ kind: string }} from @param {string} text @param {string} [id] */
  #commit(talk, from, text, id) {
    const line = { seq: talk.lines.length + 1, at: this.world.now, id, from, body: { kind: 'text', text } };
    talk.lines.push(line);
    for (const client of talk.clients) client.send({ type: 'event', ...line });
  }
}
