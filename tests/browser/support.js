// The real program for browser tests: started on a free port with a data folder of its own, killed and started again
// when a test says so, and gone with everything it wrote at the end.
//
//   const desk = useDesk();             // one program for all tests of a file
//   test('...', async ({ page }) => {
//     await page.goto(desk.at('/member'));
//
// `FRONTDESK_BIN` names the program (default: target/debug/frontdesk). With `WIDGET_SOURCES=1` it serves the modules of
// `widget/` as they are, so that a change is seen without a build.

import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { test } from '@playwright/test';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = resolve(ROOT, process.env.FRONTDESK_BIN ?? 'target/debug/frontdesk');
const CONTENT = ['faq', 'flows', 'index', 'templates'];
const STARTS_WITHIN_MS = 30_000;
/** Without `FRONTDESK_...`, which the program would take for its configuration. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('FRONTDESK_')));
/** All desks share the vectors of the content: computing them takes seconds. */
env.FRONTDESK_INDEX__VECTORS = join(ROOT, 'target/tmp/vectors');
if (process.env.WIDGET_SOURCES) env.FRONTDESK_WEB__WIDGET = join(ROOT, 'widget');

export class Desk {
  /** @type {import('node:child_process').ChildProcess | null} */ #process = null;
  #address = '127.0.0.1:0';
  #data = '';
  /** @type {string[]} the last lines that it has written */ #written = [];
  /** The folder that holds faq, flows, index and templates. */
  content = ROOT;

  /** Starts it; after `kill` on the same address, with the same data. */
  async start() {
    this.#data ||= await mkdtemp(join(tmpdir(), 'frontdesk-browser-'));
    const options = ['--listen', this.#address, '--data', this.#data, '--content', this.content];
    const child = spawn(PROGRAM, ['serve', ...options], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    createInterface({ input: child.stderr }).on('line', (line) => this.#keep(line));
    const lines = createInterface({ input: child.stdout });
    await new Promise((started, failed) => {
      const late = setTimeout(() => failed(new Error(this.#story('does not listen'))), STARTS_WITHIN_MS);
      child.on('error', failed);
      child.on('exit', (code) => failed(new Error(this.#story(`has ended with ${code}`))));
      lines.on('line', (line) => {
        this.#keep(line);
        const address = /^listening on http:\/\/(\S+)/.exec(line)?.[1];
        if (!address) return;
        this.#address = address;
        clearTimeout(late);
        started(undefined);
      });
    });
  }

  /** As a power cut would: nothing is finished. */
  async kill() {
    await this.#end('SIGKILL');
  }

  async restart() {
    await this.kill();
    await this.start();
  }

  /** Ends it in order, and removes what it wrote. */
  async stop() {
    await this.#end('SIGTERM');
    if (this.#data) await rm(this.#data, { recursive: true, force: true });
  }

  /** @param {string} path @returns {string} */
  at(path) {
    return `http://${this.#address}${path}`;
  }

  /** The folder of its databases. */
  get data() {
    return this.#data;
  }

  /** The e-mails and letters that the demonstration has sent, newest first. @param {import('@playwright/test').Page} page */
  async outbox(page) {
    const tab = await page.context().newPage();
    await tab.goto(this.at('/demo/outbox'));
    const mails = await tab.locator('article.mail').evaluateAll((articles) =>
      articles.map((article) => ({
        kind: article.classList.contains('letter') ? 'letter' : 'email',
        subject: article.querySelector('h2')?.textContent?.trim() ?? '',
        to: article.querySelector('dd')?.textContent?.trim() ?? '',
        text: article.querySelector('.body')?.textContent?.trim() ?? '',
      })),
    );
    await tab.close();
    return mails;
  }

  /** What the store holds of the conversation of a page's chat. @param {import('@playwright/test').Page} page @returns {Promise<{ seq: number, from: { kind: string }, body: any }[]>} */
  async transcript(page) {
    const { conversation, token } = await page.evaluate(() => {
      const key = Object.keys(sessionStorage).find((key) => key.startsWith('frontdesk.'));
      return JSON.parse(sessionStorage.getItem(key ?? '') ?? '{}');
    });
    const headers = { authorization: `Bearer ${token}` };
    const response = await page.request.get(this.at(`/api/conversations/${conversation}`), { headers });
    return (await response.json()).events;
  }

  /** Whether one of the last lines that it wrote holds `text`. @param {string} text */
  wrote(text) {
    return this.#written.some((line) => line.includes(text));
  }

  /** @param {NodeJS.Signals} signal */
  async #end(signal) {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.removeAllListeners('exit');
    const gone = new Promise((resolve) => child.on('exit', resolve));
    child.kill(signal);
    await gone;
  }

  /** @param {string} line */
  #keep(line) {
    this.#written = [...this.#written.slice(-30), line];
  }

  /** @param {string} what @returns {string} */
  #story(what) {
    return `${PROGRAM} ${what}:\n${this.#written.join('\n')}`;
  }
}

/** @returns {Desk} one program for all tests of the file that calls it */
export function useDesk() {
  const desk = new Desk();
  test.beforeAll(() => desk.start());
  test.afterAll(() => desk.stop());
  return desk;
}

/** A program with a copy of the content that a test may change, in `desk.content`. @returns {Desk} */
export function useDeskWithOwnContent() {
  const desk = new Desk();
  test.beforeAll(async () => {
    desk.content = await mkdtemp(join(tmpdir(), 'frontdesk-content-'));
    for (const folder of CONTENT) await cp(join(ROOT, folder), join(desk.content, folder), { recursive: true });
    await desk.start();
  });
  test.afterAll(async () => {
    await desk.stop();
    await rm(desk.content, { recursive: true, force: true });
  });
  return desk;
}

/** Signs in with the form of the page. @param {import('@playwright/test').Page} page @param {string} userName @param {string} password */
export async function signIn(page, userName, password) {
  await page.locator('input[name=user_name]').fill(userName);
  await page.locator('input[name=password]').fill(password);
  await page.locator('input[name=password]').press('Enter');
  await page.waitForLoadState();
}
