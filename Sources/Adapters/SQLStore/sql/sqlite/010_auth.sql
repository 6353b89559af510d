-- Accounts, and what others may see of them.
CREATE TABLE users (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  handle TEXT NOT NULL,
  handle_key TEXT NOT NULL,
  email TEXT,
  email_key TEXT,
  display_name TEXT NOT NULL,
  roles TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'imported', 'suspended')),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_by_handle ON users (tenant_id, handle_key);
CREATE UNIQUE INDEX users_by_email ON users (tenant_id, email_key);

-- What forum queries may see of an account.
CREATE VIEW author_view AS SELECT id, handle, display_name FROM users;

CREATE TABLE credentials (
  user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
  tenant_id BLOB NOT NULL,
  password_hash TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- One row a sign-in. Refresh tokens are not stored: the generation says which one of the family is good.
CREATE TABLE sessions (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  user_id BLOB NOT NULL REFERENCES users (id),
  device_name TEXT NOT NULL,
  network TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  rotated_at INTEGER NOT NULL,
  ended_at INTEGER,
  end_reason TEXT
) STRICT;
CREATE INDEX sessions_open ON sessions (user_id, id) WHERE ended_at IS NULL;
