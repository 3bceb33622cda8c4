-- The pretend TV system's books: what each subscriber may see, and every time that changed.
CREATE TABLE IF NOT EXISTS entitlements (
    subscriber TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    channels TEXT NOT NULL
);

-- No uniqueness: the same change written twice must be possible, or a test could never find it.
CREATE TABLE IF NOT EXISTS changes (
    id INTEGER PRIMARY KEY,
    subscriber TEXT NOT NULL,
    revision INTEGER NOT NULL,
    channels TEXT NOT NULL,
    at REAL NOT NULL
);

CREATE TABLE IF NOT EXISTS answers (
    idempotency_key TEXT PRIMARY KEY,
    request_hash TEXT NOT NULL
);

-- How the system behaves towards everybody, whatever their name says; at most one row.
CREATE TABLE IF NOT EXISTS mood (behaviour TEXT NOT NULL);
