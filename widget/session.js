// What this tab remembers of its conversation across a reload: one JSON text in `sessionStorage`, which ends with the
// tab. Nothing that is or may be a secret ever comes here.

/** @import { FilledBody, Unsent } from './types.js' */

/**
 * @typedef {object} Kept
 * @property {string} [conversation]
 * @property {string} [token]
 * @property {boolean} [identified] the conversation belongs to somebody signed in
 * @property {boolean} [spoken] something was said in it
 * @property {boolean} [open] the panel is open
 * @property {number} [seen] the newest seq that was on show
 * @property {Unsent[]} [unsent]
 * @property {string} [text] what stands in the composer
 * @property {{ size?: string, sound?: boolean, locale?: string }} [look] how the visitor has set the chat
 * @property {Record<string, Record<string, string>>} [drafts] half-filled cards: prompt -> slot -> value
 */

export class Session {
  #storage;
  #key;
  /** @type {Kept} */ #kept;

  /** @param {Storage | null} storage none: nothing outlives the page @param {string} key */
  constructor(storage, key) {
    this.#storage = storage;
    this.#key = key;
    this.#kept = read(storage, key);
  }

  /** @returns {Readonly<Kept>} */
  get kept() {
    return this.#kept;
  }

  /** @param {Partial<Kept>} change */
  keep(change) {
    this.#kept = { ...this.#kept, ...change };
    this.#write();
  }

  /** @param {string} prompt @param {string} slot @param {string} value */
  keepDraft(prompt, slot, value) {
    const drafts = this.#kept.drafts ?? {};
    this.keep({ drafts: { ...drafts, [prompt]: { ...drafts[prompt], [slot]: value } } });
  }

  /** @param {string} prompt @returns {Record<string, string>} */
  draft(prompt) {
    return this.#kept.drafts?.[prompt] ?? {};
  }

  /** @param {FilledBody} filled what the desk has now need not be kept here */
  dropDrafts({ prompt, slots }) {
    const { drafts } = this.#kept;
    if (!drafts?.[prompt]) return;
    const done = new Set(slots.map(({ slot }) => slot));
    const left = Object.entries(drafts[prompt]).filter(([slot]) => !done.has(slot));
    this.keep({ drafts: { ...drafts, [prompt]: Object.fromEntries(left) } });
  }

  /** Forgets the conversation; whether the panel is open stays, how it is set, and what is not sent yet. */
  forget() {
    const { open, unsent, text, look } = this.#kept;
    this.#kept = { open, unsent, text, look };
    this.#write();
  }

  /** Forgets everything, and keeps nothing from now on. */
  clear() {
    this.#kept = {};
    try {
      this.#storage?.removeItem(this.#key);
    } catch {
      // Storage that can't be written holds nothing of ours either.
    }
    this.#storage = null;
  }

  #write() {
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(this.#kept));
    } catch {
      // Full or forbidden storage: the page goes on, a reload begins anew.
    }
  }
}

/** @param {Storage | null} storage @param {string} key @returns {Kept} */
function read(storage, key) {
  try {
    const kept = JSON.parse(storage?.getItem(key) ?? '{}');
    return typeof kept === 'object' && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

const SSN = /(^|\D)\d{3}[- .]?\d{2}[- .]?\d{4}(\D|$)/;
const LONG_NUMBER = /(\d[ -]?){9}/;
const NAME =
  '(pass? ?words?|passwort|passcode|passphrase|passwd|pwd?|pin|ssn|social security( number)?|security (answer|question)|(one[- ]time )?code|cvv)';
/** "my password is ...", "pin: ...", and turned round: "... is my password", which is no question. */
const TOLD = new RegExp(`\\b${NAME}\\b\\W*(is|was|are|=|:)`, 'i');
const TURNED = new RegExp(`^(?!wh|how).*\\b(is|was) (my|our|the|her|his) (\\w+ )?${NAME}\\b`, 'i');
const NAMED = new RegExp(`\\b${NAME}\\b`, 'i');

/**
 * Whether a text may hold a secret, so that it is neither written to storage nor asked as a suggestion. The server
 * masks and refuses on its own; this only decides what the page may keep.
 *
 * @param {string} text
 */
export function maySecret(text) {
  if (NAMED.test(text) && /\d/.test(text)) return true;
  return [SSN, LONG_NUMBER, TOLD, TURNED].some((shape) => shape.test(text));
}
