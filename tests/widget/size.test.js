// What a visitor's page has to load. Comments and indentation are for us: the measure is without them, and the checks
// here are what makes it safe to leave them out line by line when the files are sent.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const FOLDER = new URL('../../widget/', import.meta.url);
const MOST_BYTES = 30_000;
const MOST_LINES = 300;

const names = (await readdir(FOLDER, { recursive: true })).filter((name) => /\.(js|css)$/.test(name));
const files = await Promise.all(names.map(async (name) => ({ name, text: await readFile(new URL(name, FOLDER), 'utf8') })));

/** @param {string} text @returns {string} without indentation, and without the comments that lines begin with */
function stripped(text) {
  let inComment = false;
  const lines = text.split('\n').map((line) => {
    const code = line.trim().replace(/^\/\*.*?\*\/\s*/, '');
    if (code.startsWith('/*')) inComment = true;
    if (!inComment) return code.startsWith('//') ? '' : code;
    if (code.endsWith('*/')) inComment = false;
    return '';
  });
  return lines.filter((line) => line !== '').join('\n');
}

test('the whole chat is less than 30 KB', () => {
  const bytes = files.reduce((sum, { text }) => sum + gzipSync(stripped(text), { level: 9 }).length, 0);
  assert.ok(bytes < MOST_BYTES, `${bytes} bytes`);
});

test('no text goes over several lines, so that lines can be left out', () => {
  for (const { name, text } of files) {
    for (const [index, line] of text.split('\n').entries()) {
      assert.equal((line.match(/`/g) ?? []).length % 2, 0, `${name}:${index + 1}`);
    }
  }
});

test('what is left is still code', () => {
  for (const { name, text } of files.filter((file) => file.name.endsWith('.js'))) {
    const { status, stderr } = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], { input: stripped(text) });
    assert.equal(status, 0, `${name}: ${stderr}`);
  }
});

test('a module is small enough to be read in one go', () => {
  for (const { name, text } of files.filter((file) => file.name.endsWith('.js'))) {
    const lines = text.split('\n').length - 1;
    assert.ok(lines <= MOST_LINES, `${name}: ${lines} lines`);
  }
});
