// Most lines of the transcript: bubbles and remarks, answers, offers, what was filled in, and the first screen.

/** @import { Chat } from '../chat.js' */
/** @import { AnswerBody, Choice, FilledBody, FilledSlot, From, Line, OfferBody, Unsent } from '../types.js' */

import { fetchErrands } from '../api.js';
import { button, h, icon, uniqueId } from '../dom.js';
import { clean, readable } from '../sanitize.js';
import { words } from '../words.js';

/** A text with more letters than this shows its first paragraph, and the rest on demand. */
const LONG_TEXT = 700;
/** A card with more slots than this is folded to one line once it is done. */
const MOST_UNFOLDED = 2;
const LONGEST_COMMENT = 300;

/** @param {From} from @returns {HTMLElement} who speaks, for screen readers: the eye sees it by side and colour */
function speaker(from) {
  if (from.kind === 'agent') return h('span', { class: 'speaker' }, from.name ?? '');
  return h('span', { class: 'sr' }, words(from.kind === 'visitor' ? 'you_said' : 'bot_said'));
}

/** @param {From} from @param {...(Node | false | null)} children */
export function bubble(from, ...children) {
  return h('div', { class: `bubble ${from.kind === 'visitor' ? 'own' : 'theirs'}` }, speaker(from), ...children);
}

/** @param {From} from @param {string} text @returns {HTMLElement} */
export function say(from, text) {
  return bubble(from, h('p', { class: 'plain' }, from.kind === 'visitor' ? text : readable(text)));
}

/** @param {string} text @param {Node} [sign] @returns {HTMLElement} a quiet line across the transcript */
export function remark(text, sign) {
  return h('p', { class: 'remark' }, sign, h('span', {}, text));
}

/** @param {{ text: string, html?: string }} body @returns {HTMLElement} with its markup, where it has any */
export function prose({ text, html }) {
  const box = h('div', { class: 'prose' });
  box.append(html ? clean(html) : h('p', { class: 'plain' }, readable(text)));
  if (text.length > LONG_TEXT && box.children.length > 2) fold(box);
  return box;
}

/** @param {HTMLElement} box */
function fold(box) {
  const rest = h('div', { hidden: true }, ...[...box.children].slice(1));
  const more = button('quiet more', () => {
    rest.hidden = !rest.hidden;
    more.textContent = words(rest.hidden ? 'more' : 'less');
    more.setAttribute('aria-expanded', String(!rest.hidden));
  }, words('more'));
  more.setAttribute('aria-expanded', 'false');
  box.append(rest, more);
}

/** @param {Unsent} item @param {boolean} waiting @returns {HTMLElement} */
export function unsentLine(item, waiting) {
  const state = waiting && h('p', { class: 'state' }, words('not_sent_yet'));
  return h('div', { class: 'stack' }, say({ kind: 'visitor' }, item.label), state);
}

/**
 * @param {Chat} chat
 * @param {Line} line
 * @param {AnswerBody} body
 * @param {boolean | undefined} rated what the visitor thought of it
 * @param {boolean} commented whether they have said why
 */
export function answer(chat, { seq, from }, body, rated, commented) {
  const { flow, related = [] } = body;
  return h(
    'div',
    { class: 'stack' },
    bubble(from, prose(body)),
    flow && button('primary errand', () => chat.choose(seq, `flow:${flow.id}`, flow.label), flow.label),
    related.length > 0 && nearBy(chat, seq, related),
    rated === undefined ? thumbs(chat, seq) : thanks(chat, seq, rated, commented),
  );
}

/** @param {Chat} chat @param {number} seq @param {{ entry: string, question: string }[]} related */
function nearBy(chat, seq, related) {
  const questions = related.map(({ entry, question }) =>
    h('li', {}, button('link', () => chat.choose(seq, `entry:${entry}`, question), question)),
  );
  return h('div', { class: 'related' }, h('p', {}, words('related')), h('ul', {}, ...questions));
}

/** @param {Chat} chat @param {number} seq */
function thumbs(chat, seq) {
  const thumb = (/** @type {boolean} */ helpful) => {
    const made = button('thumb', () => chat.rate(seq, helpful), icon(helpful ? 'up' : 'down'));
    made.title = words(helpful ? 'helpful' : 'not_helpful');
    return made;
  };
  return h('div', { class: 'thumbs' }, thumb(true), thumb(false));
}

/**
 * And a word about it, for those who want to.
 *
 * @param {Chat} chat
 * @param {number} seq
 * @param {boolean} rated
 * @param {boolean} commented
 */
function thanks(chat, seq, rated, commented) {
  const said = h('p', { class: 'rated', tabindex: '-1' }, icon(rated ? 'up' : 'down'), words('rated'));
  if (commented) return said;
  const id = uniqueId('comment');
  const hint = `${id}-hint`;
  const box = h('input', { id, maxlength: LONGEST_COMMENT, autocomplete: 'off', 'aria-describedby': hint });
  const form = h(
    'form',
    { class: 'field', method: 'post', hidden: true, onsubmit },
    h('label', { for: id }, words(rated ? 'comment_helpful' : 'comment_not_helpful')),
    h('p', { class: 'hint', id: hint }, words('comment_hint')),
    h('div', { class: 'comment' }, box, h('button', { type: 'submit', class: 'choice' }, words('send'))),
  );
  const add = button('link', () => {
    add.hidden = true;
    form.hidden = false;
    box.focus();
  }, words('add_comment'));
  /** @param {Event} event */
  function onsubmit(event) {
    event.preventDefault();
    const comment = box.value.trim();
    if (!comment) return box.focus();
    chat.rate(seq, rated, comment);
    form.hidden = true;
    said.focus();
  }
  return h('div', { class: 'thanks' }, said, add, form);
}

/**
 * @param {Chat} chat
 * @param {Line} line
 * @param {OfferBody} body
 * @param {boolean} live nothing else was said since
 */
export function offer(chat, { seq, from }, body, live) {
  const choices = live && choiceButtons(body.choices, ({ id, label }) => chat.choose(seq, id, label));
  return h('div', { class: 'stack' }, say(from, body.text), choices);
}

/** @param {Choice[]} choices @param {(choice: Choice) => void} chosen @returns {HTMLElement} */
export function choiceButtons(choices, chosen) {
  return h(
    'ul',
    { class: 'choices' },
    ...choices.map((choice) => h('li', {}, button('choice', () => chosen(choice), choice.label))),
  );
}

/**
 * What was answered on a card: one line, or one line that unfolds; each part can be changed while its errand is open. A
 * sealed value is never here: only that it was entered.
 *
 * @param {Line} line
 * @param {FilledBody} body
 * @param {{ title: string, sealed: Set<string>, change: ((slot: FilledSlot) => void) | null }} card
 */
export function filled({ from }, { slots }, { title, sealed, change }) {
  const rows = slots.map((slot) => (sealed.has(slot.slot) ? sealedRow(slot) : filledRow(slot, change)));
  const list = h('dl', { class: 'filled' }, ...rows);
  if (slots.length <= MOST_UNFOLDED) return bubble(from, list);
  const values = slots.map(({ value }) => value).join(', ');
  const edit = h('span', { class: 'edit' }, icon('edit'), words('edit'));
  const summary = h('summary', {}, title && `${title}: `, `${values} `, change && edit);
  return bubble(from, h('details', {}, summary, list));
}

/** @param {FilledSlot} slot */
function sealedRow({ label }) {
  const entered = words('sealed_entered', { label });
  return h('div', { class: 'sealed-done' }, h('dt', {}, icon('lock')), h('dd', {}, entered));
}

/** @param {FilledSlot} slot @param {((slot: FilledSlot) => void) | null} change */
function filledRow(slot, change) {
  const row = h('div', {}, h('dt', {}, slot.label), h('dd', {}, slot.value));
  if (!change) return row;
  const edit = button('link', () => change(slot), words('change'));
  edit.ariaLabel = words('change_label', { label: slot.label });
  row.append(h('dd', {}, edit));
  return row;
}

/** The first screen: what the desk can do, in one sentence, and the errands of this audience. @param {Chat} chat */
export function start(chat) {
  const { base, audience, locale } = chat.host;
  const errands = h('div', {});
  const node = h('div', { class: 'stack' }, say({ kind: 'bot' }, words(`greeting_${audience}`)), errands);
  let asked = false;

  async function load() {
    asked = true;
    // Without them the composer does the same job.
    const found = await fetchErrands(base, audience, locale).catch(() => []);
    const list = choiceButtons(found, ({ label }) => chat.say(label));
    list.ariaLabel = words('errands');
    errands.replaceChildren(list);
  }

  return {
    node,
    /** @param {boolean} on as long as nothing was said */
    offerErrands(on) {
      errands.hidden = !on;
      if (on && !asked) load();
    },
  };
}
