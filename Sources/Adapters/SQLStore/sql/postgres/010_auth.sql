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
