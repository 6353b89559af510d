-- The events of every change, and other messages of the stream. On SQLite the retained rows are the event stream itself: the one writer hands out the
-- sequence in commit order, without gaps.
-- Events have an id and a tenant; other messages have a message_id where their sender gave one. published_at is set at once where this table is
-- the stream, and by the relay where another broker is.
CREATE TABLE outbox (
  sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id BLOB,
  tenant_id BLOB,
  message_id TEXT,
  subject TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  published_at INTEGER,
  payload TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_unpublished ON outbox (sequence) WHERE published_at IS NULL;
CREATE UNIQUE INDEX outbox_by_message_id ON outbox (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX outbox_by_time ON outbox (created_at);

-- One row a stream; the epoch changes when history was replaced.
CREATE TABLE stream_meta (
  stream TEXT NOT NULL PRIMARY KEY,
  epoch TEXT NOT NULL
) STRICT;

CREATE TABLE stream_consumers (
  name TEXT NOT NULL PRIMARY KEY,
  settings TEXT NOT NULL,
  ack_floor INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT;

-- Messages that a consumer gave up, whole, since retention may take them from the outbox.
CREATE TABLE dead_letters (
  consumer TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  subject TEXT NOT NULL,
  message_id TEXT,
  created_at INTEGER NOT NULL,
  payload TEXT NOT NULL,
  reason TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  dead_at INTEGER NOT NULL,
  PRIMARY KEY (consumer, sequence)
) STRICT;

CREATE TABLE audit_log (
  tenant_id BLOB NOT NULL,
  sequence INTEGER NOT NULL,
  id BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  actor_id BLOB,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  reason TEXT,
  request TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (tenant_id, sequence)
) STRICT, WITHOUT ROWID;

-- Where each tenant's audit chain ends, and where it begins after retention took its oldest rows.
CREATE TABLE audit_heads (
  tenant_id BLOB NOT NULL PRIMARY KEY,
  last_sequence INTEGER NOT NULL,
  last_hash TEXT NOT NULL,
  first_sequence INTEGER NOT NULL,
  first_previous_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN
  SELECT RAISE(ABORT, 'audit_log is append-only');
END;

CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
WHEN OLD.sequence >= COALESCE((SELECT first_sequence FROM audit_heads WHERE tenant_id = OLD.tenant_id), 0)
BEGIN
  SELECT RAISE(ABORT, 'audit_log is append-only');
END;

-- What a request under an Idempotency-Key answered, as JSON.
CREATE TABLE idempotency_keys (
  tenant_id BLOB NOT NULL,
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  result TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, scope, key)
) STRICT;
CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);

-- Work that one node at a time may do.
CREATE TABLE leases (
  name TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
