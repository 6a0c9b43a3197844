// What a page sends and hears, and what it complains of, for tests that ask where something went.

/** @import { Page } from '@playwright/test' */

/**
 * Everything from now on, of this page and of others in its browser.
 *
 * @param {Page} page
 */
export function watchTraffic(page) {
  const traffic = {
    /** @type {string[]} frames of WebSockets, both ways */ frames: [],
    /** @type {{ method: string, url: string, body: string }[]} */ requests: [],
    /** @type {string[]} errors and warnings that the browser has written, and what scripts threw */ complaints: [],
  };
  page.on('websocket', (socket) => {
    traffic.requests.push({ method: 'GET', url: socket.url(), body: '' });
    socket.on('framesent', ({ payload }) => traffic.frames.push(String(payload)));
    socket.on('framereceived', ({ payload }) => traffic.frames.push(String(payload)));
  });
  page.context().on('request', (request) => {
    traffic.requests.push({ method: request.method(), url: request.url(), body: request.postData() ?? '' });
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) traffic.complaints.push(message.text());
  });
  page.on('pageerror', (error) => traffic.complaints.push(String(error)));
  return traffic;
}

/** The events among the frames that came, in order. @param {{ frames: string[] }} traffic @returns {{ seq: number, id?: string, body: any }[]} */
export function eventsOf({ frames }) {
  return frames.map((frame) => JSON.parse(frame)).filter(({ type }) => type === 'event');
}

/** Whatever a script of the page could find: the document with the chat in it, all storage, cookies. @param {Page} page */
export function everythingKept(page) {
  return page.evaluate(async () => {
    const whole = document.documentElement.cloneNode(true);
    // There it stands openly what the demonstration's people know.
    if (whole instanceof Element) whole.querySelector('section.demo')?.remove();
    const shadow = document.querySelector('frontdesk-chat')?.shadowRoot;
    const typed = [...(shadow?.querySelectorAll('input, textarea') ?? [])].map((input) => /** @type {any} */ (input).value);
    const databases = await indexedDB.databases();
    const caches = await window.caches.keys();
    return JSON.stringify([
      /** @type {Element} */ (whole).outerHTML,
      shadow?.innerHTML,
      typed,
      { ...sessionStorage },
      { ...localStorage },
      document.cookie,
      databases,
      caches,
    ]);
  });
}
