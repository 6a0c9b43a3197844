// When things were said: a quiet mark where some time has passed or a new day begins, and the exact time of each line
// when one points at it.

/** @import { Line } from '../types.js' */
/** @import { Item } from './transcript.js' */

import { h } from '../dom.js';

const PAUSE_MS = 15 * 60_000;

/** @param {number} at @param {string} locale @param {Intl.DateTimeFormatOptions} how */
function format(at, locale, how) {
  try {
    return new Intl.DateTimeFormat(locale, how).format(at);
  } catch {
    // The page names a language that is none.
    return new Intl.DateTimeFormat('en', how).format(at);
  }
}

/** @param {number} at ms @param {string} locale @returns {string} `3:42 PM` */
const clockTime = (at, locale) => format(at, locale, { timeStyle: 'short' });
/** @param {number} at ms @param {string} locale @returns {string} `Nov 25, 2026, 3:42:07 PM` */
export const exactTime = (at, locale) => format(at, locale, { dateStyle: 'medium', timeStyle: 'medium' });
/** @param {number} at ms @param {string} locale @returns {string} `November 25, 2026 at 3:42 PM` */
export const fullDate = (at, locale) => format(at, locale, { dateStyle: 'long', timeStyle: 'short' });

/** @param {number} at ms @param {string} text @param {string} look */
function time(at, text, look) {
  return h('time', { class: look, datetime: new Date(at).toISOString() }, text);
}

/** @param {number} one ms @param {number} other ms */
const sameDay = (one, other) => new Date(one).toDateString() === new Date(other).toDateString();

/**
 * @param {Line} line
 * @param {Line | undefined} before
 * @param {string} locale
 * @returns {Item[]} the mark above `line`, where there is one
 */
export function timeMark({ seq, at }, before, locale) {
  const newDay = !before || !sameDay(before.at, at);
  if (!newDay && at - before.at < PAUSE_MS) return [];
  const today = sameDay(at, Date.now());
  const day = /** @type {Intl.DateTimeFormatOptions} */ ({ weekday: 'long', month: 'long', day: 'numeric' });
  const text =
    newDay && (before || !today)
      ? format(at, locale, { ...day, hour: 'numeric', minute: '2-digit' }) 
      : clockTime(at, locale);
  return [{ key: `at-${seq}`, look: text, aside: true, make: () => h('p', { class: 'mark' }, time(at, text, '')) }];
}

/** @param {number} at ms @param {string} locale seen when the pointer is on the line; not read with every line */
export function pointedTime(at, locale) {
  const made = time(at, exactTime(at, locale), 'at');
  made.ariaHidden = 'true';
  return made;
}
