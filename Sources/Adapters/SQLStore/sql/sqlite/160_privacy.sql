-- Accounts that their owners put away, and accounts that are being erased; no row for all others. ends_at: when the one that was put away is erased.
CREATE TABLE account_closures (
  user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
  tenant_id BLOB NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('deactivated', 'erasing')),
  created_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX account_closures_ending ON account_closures (ends_at) WHERE state = 'deactivated';

-- Accounts that must not be erased for now.
CREATE TABLE legal_holds (
  user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
  tenant_id BLOB NOT NULL,
  reason TEXT NOT NULL,
  created_by BLOB,
  created_at INTEGER NOT NULL
) STRICT;

-- Erasures of accounts with their receipts. user_id leads to nobody any more; signature and signing_key stand for the bytes of the receipt.
CREATE TABLE erasures (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('anonymise', 'content', 'all')),
  requested_by BLOB,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  receipt TEXT,
  signature TEXT,
  signing_key TEXT
) STRICT;
CREATE INDEX erasures_by_time ON erasures (tenant_id, created_at, id);

-- What was done so far in each store: counted in the transactions that did it, so that a step that is repeated counts nothing twice.
CREATE TABLE erasure_entries (
  erasure_id BLOB NOT NULL REFERENCES erasures (id),
  store TEXT NOT NULL,
  item TEXT NOT NULL,
  tenant_id BLOB NOT NULL,
  done TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (erasure_id, store, item)
) STRICT, WITHOUT ROWID;

-- Names that nobody takes again, lest somebody passes for who is gone: digests under the forum's key.
CREATE TABLE erased_handles (
  tenant_id BLOB NOT NULL,
  digest TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, digest)
) STRICT, WITHOUT ROWID;

-- Archives of what the forum knows about somebody, until they expire.
CREATE TABLE account_exports (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  user_id BLOB NOT NULL REFERENCES users (id),
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
  steps_done INTEGER NOT NULL,
  steps INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX account_exports_by_user ON account_exports (user_id, created_at);
CREATE INDEX account_exports_by_end ON account_exports (expires_at);

CREATE TABLE account_export_parts (
  export_id BLOB NOT NULL REFERENCES account_exports (id),
  number INTEGER NOT NULL,
  tenant_id BLOB NOT NULL,
  name TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (export_id, number)
) STRICT, WITHOUT ROWID;
