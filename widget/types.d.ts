// The shapes of the wire (`src/web/protocol.rs` is the source) and of the widget's own state.
// Types only: nothing here is ever loaded by a browser.

export type Choice = { id: string; label: string };

export type Field = {
  slot: string;
  label: string;
  /** The slot's type: `text`, `date`, `money`, `tax_id`, `email`, `choice`, `yes_no`, `sealed`, ... */
  input: string;
  autocomplete?: string;
  hint?: string;
  example?: string;
  required: boolean;
  /** What a sealed field holds, for instance `password`. */
  holds?: string;
  /** What it holds already, as the visitor said it; never a sealed value. */
  value?: string;
  /** What was wrong with the last value, and what to do. */
  error?: string;
  /** The options of a choice. */
  options?: Choice[];
};

export type PromptBody = {
  kind: 'prompt';
  /** Stable while the prompt is open, also when it is shown again under a new seq. */
  prompt: string;
  flow?: string;
  title?: string;
  text: string;
  html?: string;
  fields?: Field[];
  choices?: Choice[];
  /** The ways round it that are open now: some of `back`, `cancel`, `why`, `agent`. */
  actions?: string[];
  why?: string;
  step?: { n: number; of: number };
};

export type AnswerBody = {
  kind: 'answer';
  entry: string;
  revision: string;
  question: string;
  text: string;
  html: string;
  probability: number;
  flow?: Choice;
  related?: { entry: string; question: string }[];
};

export type ReceiptBody = {
  kind: 'receipt';
  reference: string;
  title: string;
  lines: { label: string; value: string }[];
  next?: string;
  download?: { label: string; url: string };
  not_you: string;
};

export type FilledSlot = { slot: string; label: string; value: string };
export type FilledBody = { kind: 'filled'; prompt: string; slots: FilledSlot[] };
export type OfferBody = { kind: 'offer'; text: string; choices: Choice[] };
export type SignInBody = { kind: 'sign_in'; url: string; text: string };

export type Body =
  | { kind: 'text'; text: string; html?: string }
  | { kind: 'chose'; label: string }
  | FilledBody
  | { kind: 'rated'; seq?: number; helpful?: boolean; score?: number; comment?: string }
  | SignInBody
  | { kind: 'signed_in'; name: string; how: string }
  | AnswerBody
  | OfferBody
  | PromptBody
  | ReceiptBody
  | { kind: 'handoff'; state: string; agent?: string; text: string }
  | { kind: 'ended'; reason: string };

export type From = { kind: 'visitor' | 'bot' | 'agent' | 'system'; name?: string };

/** One committed line of the conversation. */
export type Line = { seq: number; at: number; id?: string; from: From; body: Body };

export type ServerFrame =
  | { type: 'welcome'; conversation: string; token: string; seq: number; resumed: boolean; limits: Limits }
  | ({ type: 'event' } & Line)
  | { type: 'ack'; id: string; seq: number; duplicate?: boolean }
  | { type: 'typing'; from?: From }
  | { type: 'seen'; seq: number; from?: From }
  | { type: 'queue'; position: number; wait_s?: number | null }
  | { type: 'error'; code: string; message: string; id?: string | null; retry_after_s?: number | null }
  | { type: 'bye'; reason: string; retry_after_s?: number };

export type Limits = { frame_bytes: number; text_chars: number; messages: number; per_seconds: number };

export type HelloFrame = {
  type: 'hello';
  audience: string;
  locale?: string;
  conversation?: string;
  token?: string;
  after?: number;
  identity?: string;
};

/** Frames that carry a client-made id and are kept until they are acknowledged. */
export type KeptFrame =
  | { type: 'say'; id: string; text: string }
  | { type: 'choose'; id: string; seq: number; choice: string }
  | { type: 'fill'; id: string; prompt: string; values: Record<string, string> }
  | { type: 'rate'; id: string; seq: number; helpful: boolean; comment?: string };

export type ClientFrame =
  | HelloFrame
  | KeptFrame
  | { type: 'identify'; identity: string }
  | { type: 'leave'; id: string; what: 'queue' | 'conversation' };

/** A message of the visitor that has no event yet. */
export type Unsent = {
  frame: KeptFrame;
  /** What the transcript shows for it; empty: nothing. */
  label: string;
  /** `false`: it may hold a secret or a handle, so it lives in memory only. */
  store: boolean;
  /** The seq under which it was committed; its event is still to come. */
  acked?: number;
  /** It was put off by the server or by a cut. */
  delayed?: boolean;
};

export type Status = 'connecting' | 'online' | 'reconnecting';

export type State = {
  status: Status;
  lines: Line[];
  lastSeq: number;
  /** Characters of one text. */
  longest: number;
  unsent: Unsent[];
  /** The newest prompt; see `openPrompt` for whether it still waits. */
  open: { seq: number; body: PromptBody } | null;
  /** Since the open prompt was shown: nothing, the visitor has written, and the bot has said something else. */
  since: 'nothing' | 'visitor' | 'bot';
  /** The first seq of the run that is open now; what was answered before it cannot be changed. */
  runFrom: number;
  /** The flow of the prompt that each `filled` line answered. */
  filledFlow: Record<number, string>;
  /** Which answers helped, and which did not. */
  rated: Record<number, boolean>;
  /** To which of them the visitor has added a word. */
  commented: Record<number, boolean>;
  signedInAt: number;
  typing: boolean;
  agent: string | null;
  /** Why nothing can be said any more. */
  closed: 'ended' | 'signed_out' | null;
  /** A line of the widget's own: the key of its words. */
  notice: string | null;
};

/** What draws a `Chat`. */
export type View = {
  draw(state: State): void;
  /** The visitor has sent something: the focus may follow. */
  acted(): void;
  /** A text that could not be sent goes back to where it was typed. */
  putBack(text: string): void;
  /** What stands in the composer. */
  typed(): string;
};

/** What a `Chat` needs to know of the page that it is on. */
export type Host = {
  /** The server's origin. */
  base: string;
  audience: string;
  locale: string;
  /** `true` if the page takes care of signing in. */
  signIn(url: string): boolean;
  unread(count: number): void;
  /** A line has come that the visitor has not seen in this page; none of its words. */
  message(detail: { seq: number; from: From['kind']; kind: string }): void;
  /** Something was refused: a code of the wire. */
  error(code: string): void;
  /** Another tab has signed the visitor out. */
  shutdown(): void;
};

/** To the other tabs of this origin; what is posted reaches them, not us. */
export type Channel = { post(message: object): void; listen(heard: (message: any) => void): void; close(): void };

/** At most one tab holds it. `want` waits for it; once it is lost, it must be wanted again. */
export type Lease = {
  want(granted: () => void, lost: () => void): void;
  /** Takes it from a holder that does not answer. */
  steal(): void;
  /** Another tab seems to hold it, too. */
  contest(): void;
  /** Gives it back, or wants it no longer. */
  release(): void;
};

export type Clockwork = {
  /** Milliseconds of the wall clock: it goes on while the machine sleeps. */
  now(): number;
  setTimer(run: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
  /** From 0 to 1. */
  random(): number;
};

/** What the chat needs of the browser; see `ports.js`. */
export type Ports = Clockwork & {
  Socket: typeof WebSocket;
  hidden(): boolean;
  openChannel(): Channel | null;
  lease: Lease;
  /** `wake`: the page is back, `certain`: from where connections do not outlive; `leave`: it goes, perhaps for good. Gives what ends that. */
  watch(page: { wake(certain: boolean): void; hide(): void; leave(): void }): () => void;
};
