// A desk that says what a test tells it to, so that every state of the chat can be looked at without the server: the
// widget's files come from the disk, the WebSocket is answered here, by the same rules as the real one's (wire.md).

import { readFile } from 'node:fs/promises';

/** @import { Page, WebSocketRoute } from '@playwright/test' */
/** @import { Body, Choice, From, Line } from '../../widget/types.js' */

const ORIGIN = 'https://desk.test';
const TYPES = /** @type {Record<string, string>} */ ({ js: 'text/javascript', css: 'text/css' });
/** The strictest policy under which the chat must work. */
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self' wss://desk.test";
/** Pages of other origins may use it. */
const ANYWHERE = { 'access-control-allow-origin': '*' };

const LIMITS = { frame_bytes: 16_384, text_chars: 2000, messages: 20, per_seconds: 10 };

export class FakeDesk {
  /** @type {Line[]} */ lines = [];
  /** @type {any[]} what the chat has sent */ frames = [];
  /** @type {any[]} secrets handed over */ deposits = [];
  /** @type {Choice[]} */ errands = [
    { id: 'reset-password', label: 'Reset my password' },
    { id: 'reissue-pin', label: 'Get a new PIN by mail' },
    { id: 'register', label: 'Register online' },
  ];
  /** @type {string[]} */ suggestions = [];
  /** @type {string | null} what is wrong with the next secret */ malformed = null;
  /** The languages that there are. */ locales = 'en';
  /** New connections are refused. */ down = false;
  /** @type {WebSocketRoute | null} */ socket = null;
  /** @type {(frame: any) => void} what the desk does with a message, after it was committed */ answer = () => {};
  /** @type {(frame: any) => Record<string, any> | null} an error instead of the commit */ refuse = () => null;
  /** @type {(locale: string) => Promise<Record<string, string>>} */ words = () => englishWords();
  conversation = 'c1';
  hellos = 0;
  /** When the next line is said. */ now = 1_790_000_000_000;

  /** @param {Page} page @param {string} [attributes] of the element */
  async open(page, attributes = 'audience="member"') {
    await this.attach(page, attributes);
    await page.goto(`${ORIGIN}/member`);
  }

  /** Answers what a page, of whatever origin, asks of it. @param {Page} page @param {string} [attributes] */
  async attach(page, attributes = '') {
    await page.routeWebSocket(/\/ws$/, (socket) => this.#connected(socket));
    await page.route(`${ORIGIN}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      return this.#respond(route, pathname, attributes);
    });
  }

  /** @param {import('@playwright/test').Route} route @param {string} path @param {string} attributes */
  async #respond(route, path, attributes) {
    const json = (/** @type {any} */ value, status = 200) =>
      route.fulfill({ status, headers: ANYWHERE, contentType: 'application/json', body: JSON.stringify(value) });
    if (path === '/member') {
      return route.fulfill({
        contentType: 'text/html',
        headers: { 'content-security-policy': POLICY },
        body: `<!doctype html><html lang="en"><head><title>Your plan</title>
          <meta name="viewport" content="width=device-width"><script type="module" src="/widget.js"></script></head>
          <body><main><h1>Your plan</h1><p>Welcome.</p></main>
          <frontdesk-chat ${attributes}></frontdesk-chat></body></html>`,
      });
    }
    if (path === '/widget/words.json') {
      const words = await this.words(new URL(route.request().url()).searchParams.get('locale') ?? '');
      return json({ ...words, locales: this.locales });
    }
    if (path === '/api/errands') return json({ errands: this.errands });
    if (path === '/api/suggest') return json({ suggestions: this.suggestions.map((question) => ({ question })) });
    if (path === '/api/sealed') return this.#deposit(route, json);
    if (path.startsWith('/api/conversations/')) {
      this.#forget();
      return route.fulfill({ status: 204 });
    }
    const file = path === '/widget.js' ? '/widget/widget.js' : path;
    if (!file.startsWith('/widget/')) return route.fulfill({ status: 404 });
    const body = await readFile(new URL(`../..${file}`, import.meta.url));
    return route.fulfill({ headers: ANYWHERE, contentType: TYPES[file.split('.').pop() ?? ''], body });
  }

  /** @param {import('@playwright/test').Route} route @param {(value: any, status?: number) => Promise<void>} json */
  #deposit(route, json) {
    this.deposits.push(route.request().postDataJSON());
    const detail = this.malformed;
    this.malformed = null;
    return detail ? json({ code: 'malformed', detail }, 422) : json({ handle: `handle-${this.deposits.length}` });
  }

  /** @param {WebSocketRoute} socket */
  #connected(socket) {
    if (this.down) return socket.close({ code: 1001 });
    this.socket = socket;
    socket.onMessage((data) => this.heard(JSON.parse(String(data))));
  }

  /** @param {any} frame */
  heard(frame) {
    if (frame.type === 'hello') return this.#hello(frame);
    this.frames.push(frame);
    if (frame.type === 'leave' && frame.what === 'conversation') this.#forget();
    if (!frame.id) return;
    const error = this.refuse(frame);
    if (error) return this.send({ type: 'error', id: frame.id, message: '', ...error });
    const before = this.lines.find((line) => line.id === frame.id);
    if (before) return this.send({ type: 'ack', id: frame.id, seq: before.seq, duplicate: true });
    const body = this.#bodyOf(frame);
    if (!body) return;
    this.say(body, { kind: 'visitor' }, frame.id);
    this.send({ type: 'ack', id: frame.id, seq: this.lines.length, duplicate: false });
    this.answer(frame);
  }

  /** The conversation is over: the next one is another. */
  #forget() {
    this.lines = [];
    this.conversation = 'c2';
  }

  /** @param {any} frame */
  #hello(frame) {
    this.hellos += 1;
    const resumed = frame.conversation === this.conversation;
    if (frame.conversation && !resumed) {
      return this.send({ type: 'error', code: 'unknown_conversation', message: '' });
    }
    const welcome = { conversation: this.conversation, token: 't1', seq: this.lines.length, resumed, limits: LIMITS };
    this.send({ type: 'welcome', ...welcome });
    for (const line of this.lines.slice(frame.after ?? 0)) this.send({ type: 'event', ...line });
  }

  /** @param {any} frame @returns {Body | null} what a message of the visitor becomes */
  #bodyOf(frame) {
    switch (frame.type) {
      case 'say':
        return { kind: 'text', text: frame.text };
      case 'choose':
        return { kind: 'chose', label: this.#labelOf(frame) };
      case 'fill':
        return this.#filledBody(frame);
      case 'rate':
        return { kind: 'rated', seq: frame.seq, helpful: frame.helpful, comment: frame.comment };
      default:
        return null;
    }
  }

  /** @param {any} frame @returns {string} */
  #labelOf({ seq, choice }) {
    const body = /** @type {any} */ (this.lines[seq - 1].body);
    if (choice === `flow:${body.flow?.id}`) return body.flow.label;
    const all = [...(body.choices ?? []), ...(body.fields?.[0]?.options ?? [])];
    return all.find((each) => each.id === choice)?.label ?? choice;
  }

  /** @param {any} frame @returns {Body} */
  #filledBody({ prompt, values }) {
    const body = /** @type {any} */ (this.lines.findLast((line) => line.body.kind === 'prompt')?.body);
    const slots = body.fields.map((/** @type {any} */ field) => ({
      slot: field.slot,
      label: field.label,
      value: field.input === 'sealed' ? 'entered' : values[field.slot],
    }));
    return { kind: 'filled', prompt, slots };
  }

  /** @param {Body} body @param {From} [from] @param {string} [id] */
  say(body, from = { kind: 'bot' }, id) {
    const line = { seq: this.lines.length + 1, at: this.now, from, body, ...(id ? { id } : {}) };
    this.lines.push(line);
    this.send({ type: 'event', ...line });
  }

  /** @param {any} frame */
  send(frame) {
    this.socket?.send(JSON.stringify(frame));
  }

  /** The connection breaks. @param {number} [code] */
  async cut(code = 1001) {
    const socket = this.socket;
    this.socket = null;
    await socket?.close({ code });
  }
}

/** @returns {Promise<Record<string, string>>} what `GET /widget/words.json` serves, from the file that editors own */
export async function englishWords() {
  const yaml = await readFile(new URL('../../templates/widget.en.yaml', import.meta.url), 'utf8');
  const rows = [...yaml.matchAll(/^ {2}(\w+): (.+)$/gm)];
  return Object.fromEntries(rows.map(([, key, text]) => [key, text.startsWith('"') ? JSON.parse(text) : text]));
}
