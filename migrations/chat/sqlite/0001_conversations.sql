-- Conversations, as the chat keeps them. Ids are text, times are milliseconds since the Unix epoch, bodies and states are
-- JSON. No foreign keys: every write is part of a turn whose version was checked against its conversation.

CREATE TABLE conversations (
    id         TEXT    NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL, -- rises by 1 with each turn; a turn that was worked out against another one is refused
    last_seq   INTEGER NOT NULL,
    token_hash TEXT    NOT NULL, -- SHA-256 of the resume token, in hex
    subject    TEXT,             -- whose it is, once the visitor has signed in
    state      TEXT    NOT NULL, -- empty while it is personal: then it lies in `confided_states`
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT;

-- The log. It only grows: a personal body stands here as it may be kept for good, and as it was said in
-- `confided_bodies`.
CREATE TABLE events (
    conversation TEXT    NOT NULL,
    seq          INTEGER NOT NULL,
    message      TEXT,             -- the client message that it came from
    author       TEXT    NOT NULL,
    body         TEXT    NOT NULL,
    at           INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_by_seq ON events (conversation, seq);
CREATE UNIQUE INDEX events_by_message ON events (conversation, message) WHERE message IS NOT NULL;

-- What is personal, and kept only while a run is open. It lies apart, because what is deleted here must be gone:
-- `secure_delete` overwrites what is deleted, but not the copies that stay behind in a page when SQLite moves rows to
-- another one. So these tables, which are small, are written anew as a whole after something was deleted.
CREATE TABLE confided_bodies (
    conversation TEXT    NOT NULL,
    seq          INTEGER NOT NULL,
    run          INTEGER NOT NULL, -- whose end deletes it
    body         TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX confided_bodies_by_seq ON confided_bodies (conversation, seq);

CREATE TABLE confided_states (
    conversation TEXT NOT NULL PRIMARY KEY,
    state        TEXT NOT NULL
) STRICT;

CREATE TABLE timers (
    conversation TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    PRIMARY KEY (conversation, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_by_time ON timers (at);

-- Calls of the account service that have gone out, or are about to, and whose outcome is not committed yet. A row goes
-- with its outcome: arguments are personal, and this table is written anew like
-- those above.
CREATE TABLE calls (
    idempotency_key TEXT    NOT NULL PRIMARY KEY,
    conversation    TEXT    NOT NULL,
    operation       TEXT    NOT NULL,
    arguments       TEXT    NOT NULL,
    context         TEXT    NOT NULL,
    started_at      INTEGER NOT NULL
) STRICT;

-- The sources of flow versions that runs began with, so that a run finishes on its version, also after a restart.
CREATE TABLE content_versions (
    version TEXT    NOT NULL PRIMARY KEY,
    flow    TEXT    NOT NULL,
    sources TEXT    NOT NULL, -- file text by flow id
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
