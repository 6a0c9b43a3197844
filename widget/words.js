// Every word that the widget shows. They are fetched once, before the first drawing; editors own them
// (`templates/widget.<locale>.yaml`), so none stands in the code.

import { fetchWords } from './api.js';

/** @type {Record<string, string>} */
let table = {};

/** @param {string} base @param {string} locale @returns {Promise<void>} */
export async function loadWords(base, locale) {
  table = await fetchWords(base, locale);
}

/** @param {string} locale of the page @returns {string} the language of these words, which may be another one */
export function languageOf(locale) {
  const locales = words('locales').split(' ');
  return [locale.toLowerCase(), locale.slice(0, 2), 'en'].find((each) => locales.includes(each)) ?? 'en';
}

/**
 * @param {string} key
 * @param {Record<string, string | number>} [params] for `{name}` in the text
 * @returns {string}
 */
export function words(key, params = {}) {
  const text = table[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(params[name] ?? whole));
}
