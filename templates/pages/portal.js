// Joins the portal's page and the chat: who is signed in, signing in from the chat, and buttons that ask something.

const chat = /** @type {any} */ (document.querySelector('frontdesk-chat'));

/** @returns {Promise<string>} a fresh identity token for whoever is signed in */
async function identity() {
  const response = await fetch('/api/identity', { method: 'POST' });
  if (!response.ok) throw new Error(`identity: ${response.status}`);
  return (await response.json()).identity;
}

async function introduce() {
  if (!chat.hasAttribute('data-signed-in')) return;
  try {
    chat.identify(await identity(), identity);
  } catch {
    // The session has ended meanwhile: the chat goes on without it.
  }
}

/** The chat needs the visitor to sign in: the form is on this page. @param {Event} event */
function signIn(event) {
  const form = document.getElementById('sign-in') ?? document.querySelector('.account form');
  const field = form?.querySelector('input:not([type=hidden])');
  if (!(field instanceof HTMLElement)) return;
  event.preventDefault();
  form?.closest('.account')?.classList.add('wanted');
  field.scrollIntoView({ block: 'center' });
  field.focus();
}

if (chat) {
  await customElements.whenDefined('frontdesk-chat');
  await introduce();
  chat.addEventListener('frontdesk:sign-in', signIn);
  for (const button of document.querySelectorAll('button[data-ask]')) {
    button.toggleAttribute('hidden', false);
    button.addEventListener('click', () => chat.ask(button.getAttribute('data-ask')));
  }
  // What was said as somebody who was signed in does not stay for whoever comes next.
  document.querySelector('form[data-sign-out]')?.addEventListener('submit', () => chat.shutdown());
}
