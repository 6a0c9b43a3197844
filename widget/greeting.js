// How a connection begins: who we are, which conversation it is and from where on.

/** @import { Chat } from './chat.js' */
/** @import { HelloFrame } from './types.js' */

const IDENTITY_WITHIN_MS = 3_000;

/** @param {Chat} chat @returns {Promise<HelloFrame>} */
export async function greeting(chat) {
  const { session, identity } = chat;
  if (session.kept.identified && !identity.known) await introduction(chat);
  const token = await identity.fresh();
  if (token) session.keep({ identified: true });
  identity.late = false;
  const { audience, locale } = chat.host;
  const kept = chat.conversation;
  return {
    type: 'hello',
    audience,
    locale,
    ...(kept ? { ...kept, after: chat.state.lastSeq } : {}),
    ...(token ? { identity: token } : {}),
  };
}

/** The host page has said who the visitor is. @param {Chat} chat */
export async function introduced(chat) {
  if (chat.state.closed === 'signed_out') {
    chat.close(null);
    chat.connection.start();
  } else if (chat.connection.ready) {
    chat.identity.late = false;
    const token = await chat.identity.fresh();
    if (token) chat.identify(token);
  } else chat.identity.late = true;
}

/** The desk has taken the greeting; what the page has said since then is still to be told. @param {Chat} chat */
export function welcomed(chat) {
  chat.identity.accepted();
  if (chat.identity.late) introduced(chat);
}

/** Waits for this page, or another tab's, to say who the visitor is. @param {Chat} chat */
async function introduction({ connection, identity }) {
  const ask = () => connection.askIdentity();
  ask().then((token) => identity.known || identity.set(token, ask));
  await identity.arrival(IDENTITY_WITHIN_MS);
}
