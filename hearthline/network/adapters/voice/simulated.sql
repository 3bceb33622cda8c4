-- The pretend telephone system's books.
CREATE TABLE IF NOT EXISTS lines (
    number TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    settings TEXT NOT NULL
);

-- Who has registered which number, from where, and with what.
CREATE TABLE IF NOT EXISTS registrations (
    number TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL
);

-- How the system behaves; at most one row.
CREATE TABLE IF NOT EXISTS mood (behaviour TEXT NOT NULL);
