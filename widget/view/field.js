// The fields of a card: label above, hint and example, an error beside it that says what to do. A sealed field's value
// goes straight to the account service; the card gets a handle, and the input is emptied the moment it is taken.

/** @import { Field as Spec } from '../types.js' */

import { button, h, icon, uniqueId } from '../dom.js';
import { words } from '../words.js';

/**
 * @typedef {object} Field
 * @property {HTMLElement} node
 * @property {Spec} spec
 * @property {() => string} value
 * @property {(spec: Spec) => void} update the prompt was asked again
 * @property {(text: string) => void} setError empty: none
 * @property {(on: boolean) => void} lock
 * @property {() => void} focus
 * @property {() => string} error that is shown; empty: none
 */

/**
 * @typedef {object} Sealed
 * @property {string | null} handle
 * @property {(handle: string | null) => void} setHandle
 * @property {() => string} take the secret, which is gone from the page then
 */

/** @typedef {Field & Sealed} SealedField */

/** How each type is typed: attributes of its input. @type {Record<string, Record<string, string>>} */
const TYPING = {
  person_name: { autocapitalize: 'words' },
  user_name: { autocapitalize: 'none', autocorrect: 'off' },
  date: { autocapitalize: 'none' },
  money: { inputmode: 'decimal' },
  tax_id: { inputmode: 'numeric' },
  enrollee_id: { autocapitalize: 'characters' },
  claim_id: { autocapitalize: 'characters' },
  member_id: { autocapitalize: 'characters' },
  email: { type: 'email', autocapitalize: 'none' },
};
const SPELLED = ['text'];
const DIGITS = ['code', 'pin', 'ssn', 'tax_id'];

/** @param {Spec} spec @param {string} id of its input */
function partsOf({ label, hint, example, required }, id) {
  const errorId = uniqueId('error');
  const hintId = uniqueId('hint');
  const hints = [hint, example && words('example', { example })].filter(Boolean).join(' ');
  return {
    label: h('label', { for: id, id: uniqueId('label') }, label, !required && h('span', {}, ` ${words('optional')}`)),
    hint: hints ? h('p', { class: 'hint', id: hintId }, hints) : null,
    error: h('p', { class: 'error', id: errorId, hidden: true }),
    attributes: {
      id,
      'aria-describedby': hints ? `${errorId} ${hintId}` : errorId,
      'aria-required': required ? 'true' : null,
    },
  };
}

/** @param {HTMLElement} error @param {HTMLElement} input @param {string} [text] */
function showError(error, input, text) {
  error.hidden = !text;
  error.replaceChildren(...(text ? [icon('alert'), h('span', {}, text)] : []));
  if (text) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
}

/**
 * @param {Spec} spec
 * @param {string | undefined} draft what was typed before
 * @param {(value: string) => void} changed
 * @returns {Field}
 */
export function createField(spec, draft, changed) {
  const { label, hint, error, attributes } = partsOf(spec, uniqueId('field'));
  const input = spec.options?.length ? selectOf(spec, attributes) : inputOf(spec, attributes);
  let touched = draft !== undefined;
  let told = spec.value;
  setValue(input, draft ?? told);
  input.addEventListener('input', () => {
    touched = true;
    showError(error, input);
    changed(input.value);
  });
  showError(error, input, spec.error);
  return {
    node: h('div', { class: 'field' }, label, hint, input, error),
    spec,
    value: () => input.value.trim(),
    update(next) {
      // What was said in words since then is newer than what stands here.
      if (next.value !== told || !touched) setValue(input, next.value);
      told = next.value;
      if (!touched) showError(error, input, next.error);
    },
    setError: (text) => showError(error, input, text),
    lock(on) {
      if (on) touched = false;
      if (input instanceof HTMLInputElement) input.readOnly = on;
    },
    focus: () => input.focus(),
    error: () => error.textContent ?? '',
  };
}

/** @param {HTMLInputElement | HTMLSelectElement} input @param {string | undefined} value as shown; none: it stays */
function setValue(input, value) {
  if (value === undefined) return;
  input.value = value;
  if (input instanceof HTMLInputElement || input.value === value) return;
  input.value = [...input.options].find(({ text }) => text === value)?.value ?? '';
}

/** @param {Spec} spec @param {Record<string, string | null>} attributes */
function inputOf({ slot, input, autocomplete }, attributes) {
  return h('input', {
    type: 'text',
    name: slot,
    autocomplete: autocomplete || 'off',
    spellcheck: SPELLED.includes(input) ? null : 'false',
    ...attributes,
    ...TYPING[input],
  });
}

/** @param {Spec} spec @param {Record<string, string | null>} attributes */
function selectOf({ slot, options = [] }, attributes) {
  const choices = options.map(({ id, label }) => h('option', { value: id }, label));
  return h('select', { name: slot, ...attributes }, h('option', { value: '' }, words('please_choose')), ...choices);
}

/** @param {Spec} spec @param {string} noteId of the note that says where secrets go, for the first one @returns {SealedField} */
export function createSealedField(spec, noteId) {
  const { label, hint, error, attributes } = partsOf(spec, uniqueId('sealed'));
  const input = h('input', {
    type: 'password',
    autocomplete: spec.autocomplete || 'off',
    inputmode: DIGITS.includes(spec.holds ?? '') ? 'numeric' : null,
    autocapitalize: 'none',
    autocorrect: 'off',
    spellcheck: 'false',
    maxlength: '256',
    ...attributes,
    'aria-describedby': `${attributes['aria-describedby']} ${noteId}`.trim(),
  });
  const show = button('quiet show', () => reveal(input.type === 'password'), words('show'));
  const again = button('link', retype, words('type_again'));
  const entry = h('div', { class: 'secret' }, icon('lock'), input, show);
  const kept = h('p', { class: 'secret kept', hidden: true }, icon('check'), h('span', {}, words('entered')), again);
  let touched = false;

  /** @param {boolean} on */
  function reveal(on) {
    input.type = on ? 'text' : 'password';
    show.textContent = words(on ? 'hide' : 'show');
  }
  function retype() {
    field.setHandle(null);
    input.focus();
  }
  input.addEventListener('input', () => {
    touched = true;
    showError(error, input);
  });
  show.setAttribute('aria-describedby', label.id);
  reveal(false);
  showError(error, input, spec.error);

  /** @type {SealedField} */
  const field = {
    node: h('div', { class: 'field' }, label, hint, entry, kept, error),
    spec,
    handle: null,
    value: () => input.value,
    take() {
      const secret = input.value;
      input.value = '';
      reveal(false);
      return secret;
    },
    setHandle(handle) {
      field.handle = handle;
      kept.hidden = handle === null;
      entry.hidden = handle !== null;
    },
    update(next) {
      if (!touched) showError(error, input, next.error);
    },
    setError: (text) => showError(error, input, text),
    lock(on) {
      if (on) touched = false;
      input.readOnly = on;
    },
    focus: () => (field.handle === null ? input : again).focus(),
    error: () => error.textContent ?? '',
  };
  return field;
}
