// From state to lines: which lines there are, in what order, and what each looks like now.

/** @import { Chat } from '../chat.js' */
/** @import { FilledSlot, Line, PromptBody, SignInBody, State } from '../types.js' */
/** @import { Card } from './card.js' */
/** @import { Item } from './transcript.js' */

import { button, h, icon } from '../dom.js';
import { readable } from '../sanitize.js';
import { changeable, openPrompt, promptLocked, sealedPrompt } from '../state.js';
import { words } from '../words.js';
import { createCard } from './card.js';
import { receipt } from './receipt.js';
import { timeMark } from './times.js';
import { answer, bubble, filled, offer, prose, remark, say, start, unsentLine } from './said.js';

/** So many lines are on show; those before them when they are asked for. */
const MOST_SHOWN = 200;

/**
 * @param {Chat} chat
 * @param {() => void} redraw more of the same state is to be shown
 * @param {(text: string) => void} announce
 */
export function linesOf(chat, redraw, announce) {
  const first = start(chat);
  /** @type {Card | null} */
  let card = null;
  let most = MOST_SHOWN;
  let divided = 0;

  /** @param {State} state keeps the card of the open prompt, or makes it */
  function openCard(state) {
    const open = openPrompt(state);
    if (!open || sealedPrompt(state)) card = null;
    else if (card?.prompt !== open.body.prompt) card = createCard(chat, open.body, open.seq, null, announce);
    else card.update(open.body, open.seq);
    card?.lock(promptLocked(state));
  }

  /** @param {State} state @returns {Item[]} */
  function items(state) {
    openCard(state);
    const newest = newestOfPrompts(state.lines);
    const all = state.lines.filter(({ body }) => body.kind !== 'rated' && body.kind !== 'ended');
    const from = Math.max(0, all.length - most);
    const said = all.slice(from).flatMap((line, index) => [
      ...timeMark(line, all[from + index - 1], chat.host.locale),
      ...(line.seq === firstNew(state, divided) ? [divider()] : []),
      { key: `seq-${line.seq}`, at: line.at, ...lookOf(chat, state, line, newest, card) },
    ]);
    if (from > 0) said.unshift(earlier());
    const unsent = state.unsent
      .filter(({ label }) => label)
      .map((item) => {
        const waits = Boolean(item.delayed) || state.status === 'reconnecting';
        return { key: item.frame.id, look: String(waits), make: () => unsentLine(item, waits) };
      });
    first.offerErrands(said.length + unsent.length === 0);
    const greeting = { key: 'start', look: '', make: () => first.node };
    return [greeting, ...said, ...unsent];
  }

  /** @returns {Item} */
  function earlier() {
    const more = () => {
      most += MOST_SHOWN;
      redraw();
    };
    return { key: 'earlier', look: '', aside: true, make: () => button('quiet', more, words('earlier')) };
  }

  return {
    items,
    card: () => card,
    /** @param {number} seq the newest line that was on show before */
    divideAfter(seq) {
      divided = seq;
    },
  };
}

/**
 * @param {State} state
 * @param {number} seen
 * @returns {number | undefined} the first line that came while nobody looked
 */
function firstNew({ lines }, seen) {
  if (!seen || lines.some((line) => line.seq > seen && line.from.kind === 'visitor')) return undefined;
  return lines.find((line) => line.seq > seen)?.seq;
}

/** @returns {Item} */
function divider() {
  const make = () => h('p', { class: 'mark new' }, h('span', {}, words('new_lines')));
  return { key: 'new', look: '', aside: true, make };
}

/** @param {Line[]} lines @returns {Map<string, number>} each prompt's newest seq */
function newestOfPrompts(lines) {
  const newest = new Map();
  for (const { seq, body } of lines) if (body.kind === 'prompt') newest.set(body.prompt, seq);
  return newest;
}

/**
 * @param {Chat} chat
 * @param {State} state
 * @param {Line} line
 * @param {Map<string, number>} newest
 * @param {Card | null} card
 * @returns {Omit<Item, 'key'>}
 */
function lookOf(chat, state, line, newest, card) {
  const { seq, body } = line;
  switch (body.kind) {
    case 'prompt':
      return promptLook(state, line, body, newest.get(body.prompt) === seq, card);
    case 'answer': {
      const { rated, commented } = state;
      const look = `${rated[seq]} ${commented[seq]}`;
      return { look, make: () => answer(chat, line, body, rated[seq], Boolean(commented[seq])) };
    }
    case 'offer': {
      const live = isLast(state, seq);
      return { look: String(live), make: () => offer(chat, line, body, live) };
    }
    case 'filled': {
      const open = changeable(state, line);
      const edit = (/** @type {FilledSlot} */ { slot, label }) =>
        chat.choose(seq, `edit:${slot}`, words('change_label', { label }));
      const card = { ...cardOf(state, body.prompt), change: open ? edit : null };
      return { look: String(open), make: () => filled(line, body, card) };
    }
    case 'sign_in': {
      // As long as it waits for that, the desk asks for it again after whatever else is said.
      const done = state.signedInAt > seq || !isLast(state, seq);
      return { look: String(done), make: () => signIn(chat, line, body, done) };
    }
    default:
      return { look: '', make: () => plain(chat, line) };
  }
}

/** @param {State} state @param {number} seq whether the visitor has said nothing since */
function isLast({ lines }, seq) {
  return !lines.some((later) => later.seq > seq && later.from.kind === 'visitor' && later.body.kind !== 'rated');
}

/**
 * @param {State} state
 * @param {Line} line
 * @param {PromptBody} body
 * @param {boolean} isNewest of the lines with this prompt
 * @param {Card | null} card
 * @returns {Omit<Item, 'key'>}
 */
function promptLook(state, { seq, from }, body, isNewest, card) {
  if (!isNewest) return { look: 'folded', make: () => remark(body.text) };
  const question = () => bubble(from, prose(body));
  if (openPrompt(state)?.seq !== seq) return { look: 'done', make: question };
  if (sealedPrompt(state)) {
    const below = () => remark(words('answer_below'), icon('lock'));
    return { look: 'sealed', make: () => h('div', { class: 'stack' }, question(), below()) };
  }
  return { look: 'open', make: () => h('div', { class: 'stack' }, question(), card?.node) };
}

/** @param {State} state @param {string} prompt @returns {{ title: string, sealed: Set<string> }} */
function cardOf(state, prompt) {
  const body = state.lines.findLast(({ body }) => body.kind === 'prompt' && body.prompt === prompt)?.body;
  if (body?.kind !== 'prompt') return { title: '', sealed: new Set() };
  const sealed = (body.fields ?? []).filter((field) => field.input === 'sealed').map((field) => field.slot);
  return { title: body.title ?? '', sealed: new Set(sealed) };
}

/** @param {Chat} chat @param {Line} line @returns {HTMLElement} */
function plain(chat, { at, from, body }) {
  switch (body.kind) {
    case 'text':
      return from.kind === 'visitor' ? say(from, body.text) : bubble(from, prose(body));
    case 'chose':
      return say(from, body.label);
    case 'receipt':
      return receipt(body, chat.host, at);
    case 'signed_in':
      return remark(words('signed_in'), icon('check'));
    case 'handoff':
      return h('div', { class: 'handoff' }, icon('person'), h('p', {}, readable(body.text)));
    default:
      // A kind that a newer server knows: its text is complete on its own.
      return say(from, /** @type {any} */ (body).text ?? '');
  }
}

/** @param {Chat} chat @param {Line} line @param {SignInBody} body @param {boolean} done */
function signIn(chat, { from }, { url, text }, done) {
  const go = !done && button('primary errand', () => chat.signIn(url), words('sign_in'));
  return h('div', { class: 'stack' }, say(from, text), go);
}
