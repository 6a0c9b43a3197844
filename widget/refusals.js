// What to do about each code of the wire's table, so that nothing typed is lost and the conversation goes on.

/** @import { Chat } from './chat.js' */
/** @import { ServerFrame } from './types.js' */

const AGAIN_AFTER_S = 3;

/** @param {Chat} chat @param {Extract<ServerFrame, { type: 'error' }>} error */
export function handleError(chat, error) {
  // Another tab's message, or one of a page that is gone; and a frame that was none of our messages.
  if (error.id ? !chat.outbox.has(error.id) : error.code === 'bad_frame') return;
  const id = error.id ?? chat.outbox.inFlight ?? undefined;
  chat.host.error(error.code);
  switch (error.code) {
    case 'too_fast':
    case 'unavailable':
      if (!chat.connection.ready) return chat.connection.restart();
      return chat.outbox.putOff(id, error.retry_after_s ?? AGAIN_AFTER_S);
    case 'bad_token':
    case 'unknown_conversation':
      return chat.beginAnew('fresh_start');
    case 'bad_identity':
      return refusedIdentity(chat);
    case 'no_hello':
      return chat.connection.restart();
    case 'bad_origin':
      chat.notice('bad_origin');
      return chat.connection.stop();
    case 'conversation_ended':
      chat.takeBack(id);
      return chat.close('ended');
    case 'stale_prompt':
      chat.takeBack(id);
      return chat.notice('stale_prompt');
    case 'too_long':
      chat.takeBack(id);
      return chat.notice('too_long');
    default:
      chat.takeBack(id);
      return chat.notice('not_taken');
  }
}

/** One new identity is tried; without one, only a conversation that is nobody's can go on. @param {Chat} chat */
async function refusedIdentity(chat) {
  const whileOpen = chat.connection.ready;
  const known = chat.identity.known;
  const identity = await chat.identity.afterRefusal();
  if (whileOpen) return identity ? chat.identify(identity) : chat.notice('bad_identity');
  if (known || !chat.session.kept.conversation) return chat.connection.restart();
  chat.connection.stop();
  chat.close('signed_out');
}
