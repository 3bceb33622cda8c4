-- The pretend company's books. `charges` is the money it has taken; nothing else is.
CREATE TABLE IF NOT EXISTS payments (
    reference TEXT PRIMARY KEY,
    gateway_reference TEXT NOT NULL UNIQUE,
    page TEXT NOT NULL UNIQUE,
    request_hash TEXT NOT NULL,
    merchant TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    description TEXT NOT NULL,
    return_url TEXT NOT NULL,
    webhook_url TEXT NOT NULL,
    language TEXT NOT NULL,
    save_card INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (
        state IN ('open', 'needs_confirmation', 'processing', 'succeeded', 'failed', 'cancelled')
    ),
    failure_reason TEXT NOT NULL DEFAULT '',
    behaviour TEXT,
    last4 TEXT NOT NULL DEFAULT '',
    exp_month INTEGER,
    exp_year INTEGER,
    token TEXT NOT NULL DEFAULT '',
    due_at REAL,
    created_at REAL NOT NULL
);

-- No uniqueness on reference: a second charge must be possible, or a test could never find one.
CREATE TABLE IF NOT EXISTS charges (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    at REAL NOT NULL
);

CREATE TABLE IF NOT EXISTS saved_cards (
    token TEXT PRIMARY KEY,
    behaviour TEXT NOT NULL,
    last4 TEXT NOT NULL,
    exp_month INTEGER NOT NULL,
    exp_year INTEGER NOT NULL
);

-- One row each time an event is to be told; the same event may be told several times.
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY,
    event_id TEXT NOT NULL,
    reference TEXT NOT NULL,
    url TEXT NOT NULL,
    body TEXT NOT NULL,
    due_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    delivered_at REAL
);

CREATE INDEX IF NOT EXISTS deliveries_waiting ON deliveries (due_at) WHERE delivered_at IS NULL;
