// What holds for every module of the widget. (What a page has to load is measured where it is sent: tests/it/web/pages.rs.)

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';

const FOLDER = new URL('../../widget/', import.meta.url);
const MOST_LINES = 300;

test('a module is small enough to be read in one go', async () => {
  const names = (await readdir(FOLDER, { recursive: true })).filter((name) => name.endsWith('.js'));
  for (const name of names) {
    const lines = (await readFile(new URL(name, FOLDER), 'utf8')).split('\n').length - 1;
    assert.ok(lines <= MOST_LINES, `${name}: ${lines} lines`);
  }
});
