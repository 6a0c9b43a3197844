import assert from 'node:assert/strict';
import { test } from 'node:test';

import { safeHref } from '../../widget/sanitize.js';

const BASE = 'https://plan.example/member';

test('links lead to pages, telephones and mail, and nowhere else', () => {
  assert.equal(safeHref('https://example.org/a?b=1', BASE), 'https://example.org/a?b=1');
  assert.equal(safeHref('/provider', BASE), 'https://plan.example/provider');
  assert.equal(safeHref('tel:18005550100', BASE), 'tel:18005550100');
  assert.equal(safeHref('mailto:help@plan.example', BASE), 'mailto:help@plan.example');
  const bad = ['javascript:alert(1)', ' JaVaScRiPt:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x', 'file:///etc', 'http://'];
  for (const href of bad) assert.equal(safeHref(href, BASE), null, href);
});
