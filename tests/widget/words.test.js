import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';

import { englishWords } from '../browser/fake-desk.js';

const FOLDER = new URL('../../widget/', import.meta.url);
const names = (await readdir(FOLDER, { recursive: true })).filter((name) => name.endsWith('.js'));
const code = (await Promise.all(names.map((name) => readFile(new URL(name, FOLDER), 'utf8')))).join('\n');
const table = await englishWords();

test('every word that the chat asks for is in the file that editors own', () => {
  const asked = [...code.matchAll(/(?:words|notice|beginAnew)\('(\w+)'/g)].map(([, key]) => key);
  assert.ok(asked.length > 40);
  assert.deepEqual(asked.filter((key) => !(key in table) && key !== 'locales'), []);
});

test('and the file holds no word that nobody asks for', () => {
  const made = /^(offline|greeting_(member|provider)|way_(back|why|cancel|agent)|closed_(ended|signed_out)|size_(normal|large|largest)|(start_over|end_and_delete)(_sure|_yes))$/;
  const unused = Object.keys(table).filter((key) => !made.test(key) && !code.includes(`'${key}'`));
  assert.deepEqual(unused, []);
});
