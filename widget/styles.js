// How the looks come into the shadow root: as constructed sheets, which a page's `style-src` does not concern.

/** @type {Map<string, CSSStyleSheet>} by address */
const sheets = new Map();

/**
 * @param {ShadowRoot} shadow
 * @param {string} base the server's origin
 * @param {string[]} names of files, in the order in which they count
 * @returns {Promise<void>} when they are there, or have failed: words without looks help too
 */
export async function addStyles(shadow, base, names) {
  const loads = await Promise.allSettled(names.map((name) => load(`${base}/widget/${name}.css`)));
  const loaded = loads.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  shadow.adoptedStyleSheets = [...new Set([...shadow.adoptedStyleSheets, ...loaded])];
}

/** @param {string} href @returns {Promise<CSSStyleSheet>} */
async function load(href) {
  const known = sheets.get(href);
  if (known) return known;
  const response = await fetch(href, { credentials: 'omit', referrerPolicy: 'no-referrer' });
  if (!response.ok) throw new Error(`${href}: ${response.status}`);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await response.text());
  sheets.set(href, sheet);
  return sheet;
}
