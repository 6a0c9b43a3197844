// An open prompt as a form. One card per prompt: when a question in between has the prompt asked again, the same card
// moves to its newest place with everything that was typed.

/** @import { Chat } from '../chat.js' */
/** @import { Choice, PromptBody } from '../types.js' */
/** @import { Field, SealedField } from './field.js' */

import { depositSecret } from '../api.js';
import { button, h, uniqueId } from '../dom.js';
import { words } from '../words.js';
import { createField, createSealedField } from './field.js';
import { choiceButtons } from './said.js';

const WAYS = ['back', 'why', 'cancel', 'agent'];

/**
 * @typedef {object} Card
 * @property {string} prompt
 * @property {HTMLElement} node
 * @property {(body: PromptBody, seq: number) => void} update the prompt was asked again
 * @property {(on: boolean) => void} lock
 * @property {() => void} focus
 */

/**
 * @param {Chat} chat
 * @param {PromptBody} body
 * @param {number} seq
 * @param {(() => void) | null} askElse what "ask something else" does; only where the card is in the composer's place
 * @param {(text: string) => void} announce
 * @returns {Card}
 */
export function createCard(chat, body, seq, askElse, announce) {
  const { prompt } = body;
  let newest = seq;
  /** Secrets are on their way to the account service; the answer is on its way to the desk. */
  let depositing = false;
  let answered = false;
  const note = h('p', { class: 'hint', id: uniqueId('note') }, words('sealed_note'));
  const fields = asChoices(body) ? [] : fieldsOf(chat, body, note.id);
  const choices = choicesOf(body);
  const node = h(
    'form',
    { class: 'card', method: 'post', novalidate: true, tabindex: '-1', onsubmit: submit },
    heading(body),
    ...fields.map((field) => field.node),
    fields.some(isSealed) && note,
    choices.length > 0 && choiceButtons(choices, choose),
    fields.length > 0 && h('button', { type: 'submit', class: 'primary' }, words('continue')),
    waysRound(body, choose, askElse, announce),
  );

  // The question stands above it and has been read: once is enough.
  node.ariaLabel = body.title ?? words('card');

  /** @param {Choice} choice */
  function choose({ id, label }) {
    if (!depositing && !answered) chat.choose(newest, id, label);
  }

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    if (depositing || answered) return;
    const missing = missingOf(fields);
    if (missing) return leadTo(missing);
    const sealed = fields.filter(isSealed);
    depositing = true;
    show();
    const failed = await depositAll(chat, prompt, sealed);
    depositing = false;
    show();
    if (failed) return leadTo(failed);
    const label = summary(fields);
    /** @type {Record<string, string>} */
    const values = {};
    for (const field of fields) {
      // A sealed field that was left empty keeps what the desk has already.
      const value = isSealed(field) ? field.handle : field.value();
      if (value !== null) values[field.spec.slot] = value;
    }
    for (const field of sealed) field.handle = null;
    chat.fill(prompt, values, label, sealed.length === 0);
  }

  /** To a field with an error, which is read with it; whoever is in it already hears it by itself. @param {Field} field */
  function leadTo(field) {
    const root = /** @type {ShadowRoot | Document} */ (node.getRootNode());
    const before = root.activeElement;
    field.focus();
    if (root.activeElement === before) announce(sayError(field));
  }

  function show() {
    const locked = depositing || answered;
    node.ariaBusy = locked ? 'true' : null;
    for (const each of node.querySelectorAll('button')) each.ariaDisabled = locked ? 'true' : null;
    for (const field of fields) field.lock(locked);
  }

  return {
    prompt,
    node,
    lock(on) {
      if (on === answered) return;
      answered = on;
      show();
      // A handle that was sent is used up; if the answer was not taken, the secret is asked for again.
      if (!on) for (const field of fields.filter(isSealed)) field.setHandle(field.handle);
    },
    update(next, nextSeq) {
      newest = nextSeq;
      for (const spec of next.fields ?? []) fields.find((field) => field.spec.slot === spec.slot)?.update(spec);
    },
    focus() {
      const wrong = fields.find((field) => field.error());
      const first = wrong ?? fields.find((field) => !field.value()) ?? fields[0];
      if (wrong) leadTo(wrong);
      else if (first) first.focus();
      else node.focus();
    },
  };
}

/** @param {Field} field @returns {string} its error, which may name it already */
function sayError({ spec, error }) {
  return error().includes(spec.label) ? error() : `${spec.label}: ${error()}`;
}

/** @param {Chat} chat @param {PromptBody} body @param {string} noteId @returns {(Field | SealedField)[]} */
function fieldsOf({ session }, { prompt, fields = [] }, noteId) {
  const draft = session.draft(prompt);
  const firstSealed = fields.find(({ input }) => input === 'sealed');
  return fields.map((spec) => {
    if (spec.input === 'sealed') return createSealedField(spec, spec === firstSealed ? noteId : '');
    return createField(spec, draft[spec.slot], (value) => session.keepDraft(prompt, spec.slot, value));
  });
}

/** @param {PromptBody} body whether it is one choice, which buttons answer better than a form */
function asChoices({ fields = [], choices = [] }) {
  if (fields.length !== 1) return fields.length === 0;
  const [{ input, options = [] }] = fields;
  return (input === 'choice' || input === 'yes_no') && choices.length + options.length > 0;
}

/** @param {PromptBody} body @returns {Choice[]} */
function choicesOf(body) {
  if (body.choices?.length) return body.choices;
  return asChoices(body) ? (body.fields?.[0]?.options ?? []) : [];
}

/** @param {PromptBody} body */
function heading({ title, step }) {
  if (!title && !step) return null;
  const place = step && h('span', { class: 'step' }, words('step', { n: step.n, of: step.of }));
  return h('div', { class: 'card-head' }, title && h('h3', {}, title), place);
}

/** @param {Field | SealedField} field @returns {field is SealedField} */
function isSealed(field) {
  return 'handle' in field;
}

/** @param {(Field | SealedField)[]} fields marks what is missing @returns {Field | undefined} the first of them */
function missingOf(fields) {
  const missing = fields.filter(
    (field) => field.spec.required && !field.value() && !(isSealed(field) && field.handle !== null),
  );
  for (const field of missing) field.setError(words('required', { label: field.spec.label }));
  return missing[0];
}

/**
 * @param {Chat} chat
 * @param {string} prompt
 * @param {SealedField[]} fields emptied before anything is sent
 * @returns {Promise<SealedField | null>} the first field whose secret was not taken
 */
async function depositAll({ host, session }, prompt, fields) {
  const { conversation = '', token = '' } = session.kept;
  const taken = fields.filter((field) => field.handle === null).map((field) => ({ field, secret: field.take() }));
  let failed = null;
  for (const { field, secret } of taken) {
    if (!secret) continue;
    const { slot } = field.spec;
    const answer = await depositSecret(host.base, { conversation, token, prompt, slot, secret });
    if ('handle' in answer) {
      field.setHandle(answer.handle);
    } else {
      field.setError(answer.problem ?? words('secret_not_sent'));
      failed ??= field;
    }
  }
  return failed;
}

/** @param {(Field | SealedField)[]} fields what the transcript shows until the server has confirmed it */
function summary(fields) {
  const shown = fields.map((field) =>
    isSealed(field) ? words('sealed_entered', { label: field.spec.label }) : field.value(),
  );
  return shown.filter(Boolean).join(', ');
}

/**
 * Back, why, cancel, a person, and, where the card stands in the composer's place, another question.
 *
 * @param {PromptBody} body
 * @param {(choice: Choice) => void} choose
 * @param {(() => void) | null} askElse
 * @param {(text: string) => void} announce
 */
function waysRound({ why, actions = [] }, choose, askElse, announce) {
  const reason = h('p', { class: 'reason', id: uniqueId('why'), hidden: true }, why);
  const buttons = WAYS.filter((id) => actions.includes(id) || (id === 'why' && why)).map((id) => {
    const label = words(`way_${id}`);
    return id === 'why' && why ? whyButton(label, reason, announce) : button('quiet', () => choose({ id, label }), label);
  });
  if (askElse) buttons.push(button('quiet', askElse, words('way_ask_else')));
  return buttons.length > 0 && h('div', { class: 'ways' }, reason, h('div', { class: 'ways-row' }, ...buttons));
}

/**
 * The reason is at hand, so it is shown here: no need to ask.
 *
 * @param {string} label
 * @param {HTMLElement} reason stands above the button: who cannot see it has passed it already
 * @param {(text: string) => void} announce
 */
function whyButton(label, reason, announce) {
  const made = button('quiet', () => {
    reason.hidden = !reason.hidden;
    made.ariaExpanded = String(!reason.hidden);
    if (!reason.hidden) announce(reason.textContent ?? '');
  }, label);
  made.ariaExpanded = 'false';
  made.setAttribute('aria-controls', reason.id);
  return made;
}
