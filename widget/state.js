// What the visitor sees, as a pure function of what the server has sent: `reduce(state, action)` never waits, draws or
// asks. Everything the view shows is derived from the state here.

/** @import { Line, State, Status, Unsent } from './types.js' */

/**
 * @typedef {{ type: 'event', line: Line }
 *   | { type: 'unsent', unsent: Unsent[] }
 *   | { type: 'status', status: Status }
 *   | { type: 'notice', notice: string | null }
 *   | { type: 'limit', longest: number }
 *   | { type: 'typing' }
 *   | { type: 'closed', closed: State['closed'] }
 *   | { type: 'fresh', notice: string | null }} Action
 */

/** @returns {State} a conversation in which nothing was said yet */
export function emptyState() {
  return {
    status: 'connecting',
    lines: [],
    lastSeq: 0,
    longest: 2000,
    unsent: [],
    open: null,
    since: 'nothing',
    runFrom: 1,
    filledFlow: {},
    rated: {},
    commented: {},
    signedInAt: 0,
    typing: false,
    agent: null,
    closed: null,
    notice: null,
  };
}

/** @param {State} state @param {Action} action @returns {State} */
export function reduce(state, action) {
  switch (action.type) {
    case 'event':
      // A line that is here already was sent twice.
      return action.line.seq > state.lastSeq ? addLine(state, action.line) : state;
    case 'unsent':
      return { ...state, unsent: action.unsent };
    case 'status':
      return { ...state, status: action.status };
    case 'notice':
      return { ...state, notice: action.notice };
    case 'limit':
      return { ...state, longest: action.longest };
    case 'typing':
      return { ...state, typing: true };
    case 'closed':
      return { ...state, closed: action.closed };
    case 'fresh':
      return { ...emptyState(), status: state.status, unsent: state.unsent, notice: action.notice };
  }
}

/** @param {State} state @param {Line} line @returns {State} */
function addLine(state, line) {
  const { seq, at, id, from, body } = line;
  const next = {
    ...state,
    lines: [...state.lines, { seq, at, id, from, body }],
    lastSeq: seq,
    notice: null,
    typing: from.kind === 'visitor' ? state.typing : false,
  };
  if (body.kind === 'rated') return rate(next, body);
  return from.kind === 'visitor' ? heardVisitor(next, line) : heardOther(next, line);
}

/** @param {State} state @param {Extract<Line['body'], { kind: 'rated' }>} body @returns {State} */
function rate(state, { seq, helpful }) {
  if (seq === undefined || helpful === undefined) return state;
  // A word is only ever added to what was rated before; whether it was kept is the desk's business.
  const commented = { ...state.commented, [seq]: seq in state.rated };
  return { ...state, rated: { ...state.rated, [seq]: helpful }, commented };
}

/** @param {State} state @param {Line} line @returns {State} */
function heardVisitor(state, line) {
  // The turn before ended without asking the open prompt again: that run was over.
  const over = state.since === 'bot';
  const open = over ? null : state.open;
  const next = { ...state, open, since: /** @type {const} */ ('visitor'), runFrom: over ? line.seq : state.runFrom };
  if (line.body.kind !== 'filled') return next;
  const flow = state.open?.body.flow;
  const filledFlow = flow ? { ...state.filledFlow, [line.seq]: flow } : state.filledFlow;
  return { ...next, filledFlow, open: open?.body.prompt === line.body.prompt ? null : open };
}

/** @param {State} state @param {Line} line @returns {State} */
function heardOther(state, line) {
  const { seq, body } = line;
  switch (body.kind) {
    case 'prompt':
      return { ...state, open: { seq, body }, since: 'nothing' };
    case 'receipt':
      return { ...state, open: null, since: 'nothing', runFrom: seq + 1 };
    case 'ended':
      return { ...state, open: null, since: 'nothing', runFrom: seq + 1, closed: 'ended' };
    case 'signed_in':
      return { ...state, signedInAt: seq };
    case 'offer':
      // Which question was meant? The prompt goes on waiting meanwhile.
      return state;
    case 'handoff':
      return spoken({ ...state, agent: withAgent(state.agent, body) });
    default:
      return line.from.kind === 'bot' ? spoken(state) : state;
  }
}

/** @param {string | null} agent @param {{ state: string, agent?: string }} body */
function withAgent(agent, body) {
  if (body.state === 'joined') return body.agent ?? '';
  return body.state === 'left' || body.state === 'returned' ? null : agent;
}

/** The bot has said something that is not the prompt again. @param {State} state @returns {State} */
function spoken(state) {
  return state.since === 'visitor' ? { ...state, since: 'bot' } : state;
}

/**
 * The prompt that waits for its answer now. A question asked in between leaves it open: its answer is followed by the
 * same prompt under a new seq, in the same burst.
 *
 * @param {State} state
 */
export function openPrompt(state) {
  return state.since === 'bot' ? null : state.open;
}

/** @param {State} state whether the open prompt has a sealed field, so that nothing secret may be typed elsewhere */
export function sealedPrompt(state) {
  const open = openPrompt(state);
  return open?.body.fields?.some((field) => field.input === 'sealed') ? open : null;
}

/** @param {State} state whether the open prompt's answer is on its way, so that its card is locked */
export function promptLocked(state) {
  const open = openPrompt(state);
  if (!open) return false;
  // A button was pressed and nothing was answered yet: pressing another one now could only be stale.
  if (state.since === 'visitor' && lastSaid(state)?.body.kind === 'chose') return true;
  return state.unsent.some(
    ({ frame }) =>
      (frame.type === 'fill' && frame.prompt === open.body.prompt) ||
      (frame.type === 'choose' && samePrompt(state, frame.seq, open.body.prompt)),
  );
}

/** @param {State} state @param {number} seq @param {string} prompt */
function samePrompt(state, seq, prompt) {
  const body = state.lines.find((line) => line.seq === seq)?.body;
  return body?.kind === 'prompt' && body.prompt === prompt;
}

/** @param {State} state @param {Line} line whether what this line answered can still be changed */
export function changeable(state, line) {
  const flow = openPrompt(state)?.body.flow;
  return flow !== undefined && line.seq >= state.runFrom && state.filledFlow[line.seq] === flow && !promptLocked(state);
}

/** @param {State} state whether the desk owes an answer */
export function awaiting(state) {
  if (state.status !== 'online' || state.closed || state.agent !== null) return false;
  if (state.unsent.some(({ frame }) => frame.type !== 'rate')) return true;
  return lastSaid(state)?.from.kind === 'visitor';
}

/** @param {State} state @returns {Line | undefined} the newest line that is part of the talk */
function lastSaid(state) {
  return state.lines.findLast((line) => line.body.kind !== 'rated');
}

/** @param {State} state @param {number} seen how many lines of the other side have a seq above `seen` */
export function unreadCount(state, seen) {
  return state.lines.filter((line) => line.seq > seen && line.from.kind !== 'visitor').length;
}

/**
 * Whether there is something to lose: lines, or ones that the desk has not told of again since the page was loaded.
 *
 * @param {State} state
 * @param {boolean} begun whether the tab remembers a conversation
 */
export function mayHold(state, begun) {
  return state.lines.length + state.unsent.length > 0 || (begun && state.status !== 'online');
}
