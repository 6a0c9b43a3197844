// Every example of docs/widget.md does what it is there for, in a page of another origin under the policy that it names.

import { readFile } from 'node:fs/promises';

import { expect, test } from '@playwright/test';

import { FakeDesk } from './fake-desk.js';
import { watchTraffic } from './traffic.js';

/** @import { Page } from '@playwright/test' */

const HOST = 'https://plan.test/';
const DOCS = new URL('../../docs/widget.md', import.meta.url);
const TOKENS = new URL('../../widget/tokens.css', import.meta.url);
const LOADER = '<script type="module" async src="https://desk.test/widget.js"></script>';
const QUEUE = '<script>window.frontdesk = function () { (frontdesk.q = frontdesk.q || []).push(arguments) }</script>';

/** @param {string} language @returns {Promise<string[]>} the examples in it, with the tests' desk in the place of yours */
async function examples(language) {
  const text = await readFile(DOCS, 'utf8');
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, of]) => of === language);
  return blocks.map(([, , code]) => code.replaceAll('desk.example.org', 'desk.test'));
}

/** @param {Page} page @param {string} body */
async function openHost(page, body) {
  const traffic = watchTraffic(page);
  const desk = new FakeDesk();
  await desk.attach(page);
  const [policy] = await examples('http');
  const [name, ...rules] = policy.trim().split(': ');
  const html = `<!doctype html><html lang="en"><head><title>A plan</title></head><body><h1>A plan</h1>${body}</body></html>`;
  await page.route(`${HOST}**`, (route) => {
    if (new URL(route.request().url()).pathname === '/api/identity') return route.fulfill({ json: { identity: 'token-1' } });
    return route.fulfill({
      contentType: 'text/html',
      // The identity is fetched from the page's own origin.
      headers: { [name]: rules.join(': ').replace('connect-src', "connect-src 'self'") },
      body: html.replace(/<(script|style)(?![^>]*src)/g, '<$1 nonce="n1"'),
    });
  });
  await page.goto(HOST);
  await expect(page.locator('frontdesk-chat .launcher')).toBeVisible();
  return traffic;
}

test('the lines for a page show one launcher, without a complaint', async ({ page }) => {
  const all = await examples('html');
  expect(all.length).toBe(3);
  for (const example of all) {
    const traffic = await openHost(page, example);
    await expect(page.locator('frontdesk-chat')).toHaveCount(1);
    expect(traffic.complaints, example).toEqual([]);
    await page.unrouteAll();
  }
});

test('the calls are understood', async ({ page }) => {
  const all = await examples('js');
  expect(all.length).toBe(4);
  for (const example of all) {
    const traffic = await openHost(page, `<form class="sign-out"></form>${QUEUE}${LOADER}<script>${example}</script>`);
    await page.evaluate(() => document.querySelector('form')?.dispatchEvent(new Event('submit')));
    await page.waitForLoadState('networkidle');
    expect(traffic.complaints, example).toEqual([]);
    await page.unrouteAll();
  }
});

test('the looks reach the chat, and the table names all that there are', async ({ page }) => {
  const [example] = await examples('css');
  await openHost(page, `<style>${example}</style>${LOADER.replace('.js"', '.js" data-audience="member"')}`);
  const look = await page.locator('frontdesk-chat .launcher').evaluate((node) => getComputedStyle(node).bottom);
  expect(look).toBe('24px');
  const text = await readFile(DOCS, 'utf8');
  const properties = new Set((await readFile(TOKENS, 'utf8')).match(/--frontdesk-[a-z-]+/g));
  for (const property of properties) expect(text).toContain(`\`${property}\``);
});
