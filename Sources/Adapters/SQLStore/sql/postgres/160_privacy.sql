-- Accounts that their owners put away, and accounts that are being erased; no row for all others. ends_at: when the one that was put away is erased.
CREATE TABLE account_closures (
  user_id uuid NOT NULL PRIMARY KEY REFERENCES users (id),
  tenant_id uuid NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('deactivated', 'erasing')),
  created_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL
);
CREATE INDEX account_closures_ending ON account_closures (ends_at) WHERE state = 'deactivated';

-- Accounts that must not be erased for now.
CREATE TABLE legal_holds (
  user_id uuid NOT NULL PRIMARY KEY REFERENCES users (id),
  tenant_id uuid NOT NULL,
  reason text COLLATE "C" NOT NULL,
  created_by uuid,
  created_at BIGINT NOT NULL
);

-- Erasures of accounts with their receipts. user_id leads to nobody any more; signature and signing_key stand for the bytes of the receipt.
CREATE TABLE erasures (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  mode text COLLATE "C" NOT NULL CHECK (mode IN ('anonymise', 'content', 'all')),
  requested_by uuid,
  created_at BIGINT NOT NULL,
  ended_at BIGINT,
  receipt text COLLATE "C",
  signature text COLLATE "C",
  signing_key text COLLATE "C"
);
CREATE INDEX erasures_by_time ON erasures (tenant_id, created_at, id);

-- What was done so far in each store: counted in the transactions that did it, so that a step that is repeated counts nothing twice.
CREATE TABLE erasure_entries (
  erasure_id uuid NOT NULL REFERENCES erasures (id),
  store text COLLATE "C" NOT NULL,
  item text COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  done text COLLATE "C" NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (erasure_id, store, item)
);

-- Names that nobody takes again, lest somebody passes for who is gone: digests under the forum's key.
CREATE TABLE erased_handles (
  tenant_id uuid NOT NULL,
  digest text COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, digest)
);

-- Archives of what the forum knows about somebody, until they expire.
CREATE TABLE account_exports (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id),
  state text COLLATE "C" NOT NULL CHECK (state IN ('running', 'done', 'failed')),
  steps_done BIGINT NOT NULL,
  steps BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT,
  expires_at BIGINT NOT NULL
);
CREATE INDEX account_exports_by_user ON account_exports (user_id, created_at);
CREATE INDEX account_exports_by_end ON account_exports (expires_at);

CREATE TABLE account_export_parts (
  export_id uuid NOT NULL REFERENCES account_exports (id),
  number BIGINT NOT NULL,
  tenant_id uuid NOT NULL,
  name text COLLATE "C" NOT NULL,
  content text COLLATE "C" NOT NULL,
  PRIMARY KEY (export_id, number)
);

CALL lock_by_tenant('account_closures');
CALL lock_by_tenant('legal_holds');
CALL lock_by_tenant('erasures');
CALL lock_by_tenant('erasure_entries');
CALL lock_by_tenant('erased_handles');
CALL lock_by_tenant('account_exports');
CALL lock_by_tenant('account_export_parts');
