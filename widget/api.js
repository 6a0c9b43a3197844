// The plain HTTP requests of the widget. None sends a cookie, none has a token or a secret in its address.

/** @import { Choice } from './types.js' */

/**
 * @param {string} base the server's origin
 * @param {string} path
 * @param {RequestInit} [init]
 */
function request(base, path, init = {}) {
  return fetch(new URL(path, base), { credentials: 'omit', referrerPolicy: 'no-referrer', ...init });
}

/** @param {string} base @param {string} path @returns {Promise<any>} its JSON; throws if there is none */
async function getJson(base, path) {
  const response = await request(base, path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** @param {string} base @param {string} locale @returns {Promise<Record<string, string>>} */
export function fetchWords(base, locale) {
  return getJson(base, `/widget/words.json?${new URLSearchParams({ locale })}`);
}

/** @param {string} base @param {string} audience @param {string} locale @returns {Promise<Choice[]>} the errands */
export async function fetchErrands(base, audience, locale) {
  const { errands } = await getJson(base, `/api/errands?${new URLSearchParams({ audience, locale })}`);
  return errands;
}

/** @param {string} base @param {string} audience @param {string} q @returns {Promise<string[]>} up to five questions */
export async function fetchSuggestions(base, audience, q) {
  const { suggestions } = await getJson(base, `/api/suggest?${new URLSearchParams({ q, audience })}`);
  return suggestions.map((/** @type {{ question: string }} */ each) => each.question);
}

/** @param {string} base @param {string} conversation @param {string} token @returns {Promise<boolean>} */
export async function deleteConversation(base, conversation, token) {
  try {
    const response = await request(base, `/api/conversations/${encodeURIComponent(conversation)}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    return response.ok || response.status === 404;
  } catch {
    return false;
  }
}

/**
 * Hands a secret to the account service, past the conversation.
 *
 * @param {string} base
 * @param {{ conversation: string, token: string, prompt: string, slot: string, secret: string }} deposit
 * @returns {Promise<{ handle: string } | { problem: string | null }>} `problem`: what is wrong with the secret's shape,
 *   `null` if it could not be sent
 */
export async function depositSecret(base, deposit) {
  try {
    const response = await request(base, '/api/sealed', {
      method: 'POST',
      cache: 'no-store',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(deposit),
    });
    const answer = await response.json();
    if (response.ok) return { handle: answer.handle };
    return { problem: response.status === 422 ? answer.detail : null };
  } catch {
    return { problem: null };
  }
}
