-- Accounts, and what others may see of them.
CREATE TABLE users (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  handle text COLLATE "C" NOT NULL,
  handle_key text COLLATE "C" NOT NULL,
  email text COLLATE "C",
  email_key text COLLATE "C",
  display_name text COLLATE "C" NOT NULL,
  roles text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('active', 'imported', 'suspended')),
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_by_handle ON users (tenant_id, handle_key);
CREATE UNIQUE INDEX users_by_email ON users (tenant_id, email_key);

-- What forum queries may see of an account.
CREATE VIEW author_view AS SELECT id, handle, display_name FROM users;

CREATE TABLE credentials (
  user_id uuid NOT NULL PRIMARY KEY REFERENCES users (id),
  tenant_id uuid NOT NULL,
  password_hash text COLLATE "C" NOT NULL,
  updated_at BIGINT NOT NULL
);

-- One row a sign-in. Refresh tokens are not stored: the generation says which one of the family is good.
CREATE TABLE sessions (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id),
  device_name text COLLATE "C" NOT NULL,
  network text COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  rotated_at BIGINT NOT NULL,
  ended_at BIGINT,
  end_reason text COLLATE "C"
);
CREATE INDEX sessions_open ON sessions (user_id, id) WHERE ended_at IS NULL;
