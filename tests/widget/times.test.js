import assert from 'node:assert/strict';
import { test } from 'node:test';

import { exactTime, timeMark } from '../../widget/view/times.js';
import { lineAt } from './lines.js';

const NOON = new Date(2026, 8, 21, 12).getTime();
const MINUTE = 60_000;

/** @param {number} seq @param {number} at */
const line = (seq, at) => ({ ...lineAt(seq), at });
/** @param {number} at @param {number} [before] @returns {string | undefined} */
const mark = (at, before) => timeMark(line(2, at), before === undefined ? before : line(1, before), 'en')[0]?.look;

test('the first line, a pause and a new day are marked', () => {
  assert.match(mark(NOON) ?? '', /Monday, September 21 at 12:00/);
  assert.equal(mark(NOON + 14 * MINUTE, NOON), undefined);
  assert.match(mark(NOON + 15 * MINUTE, NOON) ?? '', /^12:15/);
  assert.match(mark(NOON + 24 * 60 * MINUTE, NOON) ?? '', /Tuesday, September 22 at 12:00/);
  assert.match(mark(Date.now()) ?? '', /^\d?\d:\d\d/);
});

test('a page may name a language that is none', () => {
  assert.match(exactTime(NOON, 'not a language'), /2026/);
});
