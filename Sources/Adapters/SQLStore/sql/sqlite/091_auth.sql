-- What keeps a new account from signing in; no row for those that may.
CREATE TABLE account_gates (
  user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
  tenant_id BLOB NOT NULL,
  gate TEXT NOT NULL CHECK (gate IN ('verification', 'approval')),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX account_gates_by_tenant ON account_gates (tenant_id, gate, user_id);

-- Links in mails, by what they do. The ticket in the mail is made from the id; without the forum's key nobody makes it.
CREATE TABLE mail_links (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  user_id BLOB REFERENCES users (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('verify', 'email', 'reset')),
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX mail_links_by_email ON mail_links (tenant_id, email_key, created_at);
CREATE INDEX mail_links_by_time ON mail_links (expires_at);

CREATE TABLE invitations (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  email TEXT,
  created_by_id BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_by_id BLOB
) STRICT;
CREATE INDEX invitations_by_tenant ON invitations (tenant_id, expires_at);

-- What handles look like: the first one of a look keeps it.
CREATE TABLE handle_skeletons (
  tenant_id BLOB NOT NULL,
  skeleton TEXT NOT NULL,
  user_id BLOB NOT NULL REFERENCES users (id),
  PRIMARY KEY (tenant_id, skeleton)
) STRICT;
INSERT INTO handle_skeletons (tenant_id, skeleton, user_id)
SELECT tenant_id,
  replace(replace(replace(replace(replace(replace(lower(replace(handle, 'I', 'l')), '0', 'o'), '1', 'l'), 'rn', 'm'), 'vv', 'w'), '_', '-'), '.', '-'),
  id FROM users WHERE 1 = 1 ON CONFLICT DO NOTHING;
