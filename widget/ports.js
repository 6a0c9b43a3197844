// What the chat needs of the browser besides the page: time, chance, sockets, the other tabs. Handed in, so that tests
// can run the same modules under a clock of their own.

/** @import { Channel, Ports } from './types.js' */

import { makeLease } from './lease.js';

/** @param {string} name of what the tabs share @returns {Ports} */
export function browserPorts(name) {
  const clock = {
    now: () => Date.now(),
    setTimer: (/** @type {() => void} */ run, /** @type {number} */ ms) => setTimeout(run, ms),
    clearTimer: (/** @type {any} */ timer) => clearTimeout(timer),
    random: Math.random,
  };
  const { locks } = navigator;
  return {
    ...clock,
    Socket: WebSocket,
    hidden: () => document.hidden,
    openChannel: () => openChannel(name),
    lease: makeLease(name, locks, locks ? null : openChannel(`${name}.lease`), clock),
    watch,
  };
}

/** @param {string} name @returns {Channel | null} to the other tabs of this origin, where the browser has such */
function openChannel(name) {
  if (!globalThis.BroadcastChannel) return null;
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    listen: (heard) => (channel.onmessage = ({ data }) => heard(data)),
    close: () => channel.close(),
  };
}

/** @type {Ports['watch']} */
function watch({ wake, hide, leave }) {
  const over = new AbortController();
  const { signal } = over;
  addEventListener('online', () => wake(true), { signal });
  addEventListener('pageshow', ({ persisted }) => persisted && wake(true), { signal });
  addEventListener('pagehide', () => (hide(), leave()), { signal });
  document.addEventListener('visibilitychange', () => (document.hidden ? hide() : wake(false)), { signal });
  return () => over.abort();
}
