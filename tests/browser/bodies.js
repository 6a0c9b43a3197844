// What a desk may say, for the tests that look at the chat alone.

/** @import { Body } from '../../widget/types.js' */

/** @type {Extract<Body, { kind: 'answer' }>} */
export const answer = {
  kind: 'answer',
  entry: 'member/pin/lost-pin',
  revision: '0123456789ab',
  question: 'I lost my PIN. How do I request another one?',
  text: 'A new PIN is mailed to the address we have on record.',
  html: '<p>A new PIN is mailed to the <strong>address we have on record</strong>.</p><ul><li>Sign in.</li></ul>',
  probability: 0.9,
  flow: { id: 'reissue-pin', label: 'Get a new PIN by mail' },
  related: [{ entry: 'member/pin/when-does-it-arrive', question: 'When does my PIN arrive?' }],
};

/** @param {number} n @param {Partial<Extract<Body, { kind: 'prompt' }>>} [more] @returns {Body} */
export function claim(n, more = {}) {
  return {
    kind: 'prompt',
    prompt: `run.claim-${n}`,
    flow: 'verify-ownership',
    title: `Claim ${n} of 2`,
    text: 'Please tell me about a claim of the last 90 days.',
    fields: [
      { slot: 'claim_id', label: 'Claim number', input: 'claim_id', example: '24C0018823', required: true },
      { slot: 'first_name', label: 'First name of the patient', input: 'person_name', required: true },
      { slot: 'amount', label: 'Total billed amount', input: 'money', hint: 'In dollars.', required: true },
    ],
    actions: ['back', 'cancel', 'why', 'agent'],
    why: 'Two claims show that you bill under this Tax ID.',
    step: { n, of: 2 },
    ...more,
  };
}

/** @type {Body} */
export const confirm = {
  kind: 'prompt',
  prompt: 'run.confirm',
  flow: 'reissue-pin',
  text: 'Mail a new PIN now? The old one stops working.',
  choices: [
    { id: 'yes', label: 'Yes' },
    { id: 'no', label: 'No' },
  ],
  actions: ['cancel'],
};

/** @type {Body} */
export const newPassword = {
  kind: 'prompt',
  prompt: 'run.password',
  flow: 'reset-password',
  text: 'Choose a new password.',
  fields: [
    {
      slot: 'password',
      label: 'New password',
      input: 'sealed',
      holds: 'password',
      autocomplete: 'new-password',
      hint: 'At least 6 characters.',
      required: true,
    },
  ],
  actions: ['back', 'cancel', 'agent'],
};

/** @type {Body} */
export const receipt = {
  kind: 'receipt',
  reference: 'FD-7K2M-93QX',
  title: 'New PIN on its way',
  lines: [{ label: 'Arrives', value: 'November 27 to December 1' }],
  next: 'Enter the PIN when the letter arrives.',
  not_you: 'Call 1-800-555-0100.',
};
