-- The account service's own database. Ids are TEXT, times INTEGER milliseconds since the epoch, days TEXT (2026-11-27),
-- lists JSON as TEXT, so that the same queries can serve PostgreSQL. Tokens are kept only as keyed hashes; what must be
-- read again (handles, outbox, outcomes, Tax IDs) is encrypted; passwords, answers, codes and PINs are argon2id hashes.

-- One row: which keys this database was made with.
CREATE TABLE service (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    key_check TEXT NOT NULL
);

-- Insured persons. Those who have registered online have a user name and a password.
CREATE TABLE members (
    id TEXT PRIMARY KEY,
    enrollee_id TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    birth_date TEXT NOT NULL,
    email TEXT,
    address TEXT NOT NULL,
    abroad INTEGER NOT NULL DEFAULT 0,
    user_name TEXT,
    user_name_key TEXT UNIQUE,
    password_hash TEXT,
    password_changed_at INTEGER,
    last_used_at INTEGER
);
CREATE INDEX members_enrollee_id ON members (enrollee_id);

CREATE TABLE member_answers (
    member TEXT NOT NULL REFERENCES members (id),
    question TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (member, question)
);

-- A PIN is alive until it has expired or ended; at most one of a member is alive.
CREATE TABLE pins (
    id TEXT PRIMARY KEY,
    member TEXT NOT NULL REFERENCES members (id),
    hash TEXT NOT NULL,
    queued_at INTEGER NOT NULL,
    mailed_on TEXT NOT NULL,
    arrives_by TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
);
CREATE INDEX pins_member ON pins (member, queued_at);

CREATE TABLE organizations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL
);

-- A Tax ID or SSN (both `tin`) or a provider PIN: found by keyed hash, readable only with the key.
CREATE TABLE organization_ids (
    lookup TEXT PRIMARY KEY,
    organization TEXT NOT NULL REFERENCES organizations (id),
    kind TEXT NOT NULL,
    value BLOB NOT NULL
);

CREATE TABLE provider_users (
    id TEXT PRIMARY KEY,
    organization TEXT NOT NULL REFERENCES organizations (id),
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    user_name TEXT NOT NULL,
    user_name_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    password_changed_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL
);
CREATE INDEX provider_users_organization ON provider_users (organization);

CREATE TABLE claims (
    reference TEXT PRIMARY KEY,
    organization TEXT NOT NULL REFERENCES organizations (id),
    patient TEXT NOT NULL REFERENCES members (id),
    service_date TEXT NOT NULL,
    billed_cents INTEGER NOT NULL,
    submitted_on TEXT NOT NULL
);
CREATE INDEX claims_organization ON claims (organization, service_date);

CREATE TABLE sealed (
    handle TEXT PRIMARY KEY,
    bind TEXT NOT NULL,
    holds TEXT NOT NULL,
    secret BLOB,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
);
CREATE INDEX sealed_bind ON sealed (bind);
CREATE INDEX sealed_expires_at ON sealed (expires_at);

-- `member` is empty for a user name that nobody has: such a recovery runs like any other and never succeeds.
CREATE TABLE recoveries (
    token TEXT PRIMARY KEY,
    conversation TEXT NOT NULL,
    subject TEXT NOT NULL,
    member TEXT REFERENCES members (id),
    code_hash TEXT,
    code_expires_at INTEGER NOT NULL,
    code_tries INTEGER NOT NULL DEFAULT 0,
    code_used_at INTEGER,
    questions TEXT NOT NULL,
    answer_tries INTEGER NOT NULL DEFAULT 0,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
);
CREATE INDEX recoveries_expires_at ON recoveries (expires_at);

CREATE TABLE pending_sign_ins (
    token TEXT PRIMARY KEY,
    conversation TEXT NOT NULL,
    subject TEXT NOT NULL,
    provider_user TEXT NOT NULL REFERENCES provider_users (id),
    code_hash TEXT NOT NULL,
    code_tries INTEGER NOT NULL DEFAULT 0,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
);
CREATE INDEX pending_sign_ins_expires_at ON pending_sign_ins (expires_at);

CREATE TABLE grants (
    token TEXT PRIMARY KEY,
    conversation TEXT NOT NULL,
    purpose TEXT NOT NULL,
    holder TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
);
CREATE INDEX grants_expires_at ON grants (expires_at);

CREATE TABLE sessions (
    token TEXT PRIMARY KEY,
    audience TEXT NOT NULL,
    account TEXT NOT NULL,
    how TEXT NOT NULL,
    since INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
);
CREATE INDEX sessions_account ON sessions (account);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- Attempts of one kind at one account or Tax ID (a keyed hash, so that names nobody has are counted alike), per network;
-- the network `*` holds the sum.
CREATE TABLE attempts (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    network TEXT NOT NULL,
    failures INTEGER NOT NULL,
    since INTEGER NOT NULL,
    resting_until INTEGER NOT NULL,
    spent INTEGER NOT NULL,
    PRIMARY KEY (subject, kind, network)
);
CREATE INDEX attempts_since ON attempts (since);

CREATE TABLE idempotency (
    key TEXT PRIMARY KEY,
    operation TEXT NOT NULL,
    arguments_hash TEXT NOT NULL,
    outcome BLOB NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX idempotency_at ON idempotency (at);

-- `recipient` is empty for mail to nobody: written so that a name nobody has costs the same work.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    recipient BLOB,
    subject TEXT NOT NULL,
    body BLOB NOT NULL,
    queued_at INTEGER NOT NULL,
    sent_at INTEGER
);

-- Each row holds the hash of the one before.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    operation TEXT NOT NULL,
    outcome TEXT NOT NULL,
    who TEXT NOT NULL,
    conversation TEXT NOT NULL,
    network TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
