// The playground: the chat as a page embeds it, by the calls that a page has. The settings are those of the form, which
// keeps them in the address when the page has to be loaded again.

const form = /** @type {HTMLFormElement} */ (document.getElementById('settings'));
const events = /** @type {HTMLElement} */ (document.getElementById('events'));
const snippet = /** @type {HTMLElement} */ (document.getElementById('snippet'));
const page = /** @type {any} */ (window);
const EVENTS = ['ready', 'opened', 'closed', 'unread', 'message', 'sign-in', 'error'];
const ACCENT = '#14566b';
const MOST_EVENTS = 100;

page.frontdesk = function () {
  (page.frontdesk.q ??= []).push(arguments);
};

/** @returns {(HTMLInputElement | HTMLSelectElement)[]} */
function fields() {
  return [...form.querySelectorAll('input, select')].map((field) => /** @type {HTMLInputElement} */ (field));
}

/** @param {string} name */
function setting(name) {
  return fields().find((field) => field.name === name)?.value.trim() ?? '';
}

/** What the address names, from before it was loaded again. */
function restore() {
  const given = new URLSearchParams(location.search);
  for (const field of fields()) if (given.has(field.name)) field.value = given.get(field.name) ?? '';
}

/** @returns {[string, string][]} the custom properties that are not as they would be anyway */
function looks() {
  return fields()
    .map((field) => /** @type {[string, string]} */ ([field.dataset.look ?? '', field.value.trim()]))
    .filter(([name, value]) => name && value && value !== ACCENT && CSS.supports(name, value));
}

/** @returns {[string, string][]} the options that are given */
function options() {
  const named = ['audience', 'locale', 'label', 'theme'].map((name) => /** @type {[string, string]} */ ([name, setting(name)]));
  return named.filter(([, value]) => value);
}

function show() {
  document.documentElement.dir = setting('dir');
  for (const field of fields()) if (field.dataset.look) document.body.style.removeProperty(field.dataset.look);
  for (const [name, value] of looks()) document.body.style.setProperty(name, value);
  page.frontdesk('boot', { theme: setting('theme') || false });
  snippet.textContent = lines();
}

/** @param {string} text */
const quoted = (text) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

/** @returns {string} what makes another page show the same chat */
function lines() {
  const data = options().map(([name, value]) => ` data-${name}="${quoted(value)}"`);
  const script = `<script type="module" async src="${location.origin}/widget.js"${data.join('')}></script>`;
  const rules = looks().map(([name, value]) => `  ${name}: ${value};`);
  return rules.length > 0 ? `${script}\n<style>\nfrontdesk-chat {\n${rules.join('\n')}\n}\n</style>` : script;
}

/** @param {string} text */
function note(text) {
  const line = document.createElement('p');
  line.textContent = text;
  events.append(line);
  if (events.children.length > MOST_EVENTS) events.firstElementChild?.remove();
  events.scrollTop = events.scrollHeight;
}

/** @returns {Promise<string>} a fresh identity token for whoever is signed in on this site */
async function identity() {
  const response = await fetch('/api/identity', { method: 'POST' });
  if (!response.ok) throw new Error(`identity: ${response.status}`);
  return (await response.json()).identity;
}

/** @param {string} name @param {string} [given] */
async function call(name, given) {
  note(given === undefined ? name : `${name} ${JSON.stringify(given)}`);
  if (name !== 'identify') return page.frontdesk(...[name, given].filter((part) => part !== undefined));
  try {
    page.frontdesk('identify', await identity(), identity);
  } catch {
    note('identify: nobody is signed in. Sign in on the page for members or for providers first.');
  }
}

restore();
page.frontdesk('boot', Object.fromEntries(options()));
for (const name of EVENTS) {
  document.addEventListener(`frontdesk:${name}`, (event) => {
    note(`frontdesk:${name} ${JSON.stringify(/** @type {CustomEvent} */ (event).detail ?? {})}`);
  });
}
form.addEventListener('input', show);
form.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLSelectElement && target.hasAttribute('data-anew')) form.requestSubmit();
});
for (const button of document.querySelectorAll('button[data-call]')) {
  button.addEventListener('click', () => call(button.getAttribute('data-call') ?? ''));
}
for (const asking of document.querySelectorAll('form[data-call]')) {
  asking.addEventListener('submit', (event) => {
    event.preventDefault();
    call(asking.getAttribute('data-call') ?? '', asking.querySelector('input')?.value);
  });
}
document.getElementById('copy')?.addEventListener('click', async () => {
  const written = navigator.clipboard?.writeText(snippet.textContent ?? '') ?? Promise.reject();
  const copied = /** @type {HTMLElement} */ (document.getElementById('copied'));
  copied.textContent = await written.then(() => 'Copied.', () => 'Please mark the lines and copy them.');
});
show();
