-- Addresses that are told of what happens in their tenant. secrets: sealed, as JSON, newest first; ended_by: why the forum turned it off; failures: in a row.
CREATE TABLE webhooks (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  url TEXT NOT NULL,
  description TEXT NOT NULL,
  event_types TEXT NOT NULL,
  categories TEXT NOT NULL,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  ended_by TEXT CHECK (ended_by IN ('gone', 'failing')),
  secrets TEXT NOT NULL,
  created_by_id BLOB,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  failing_since_at INTEGER,
  paused_until_at INTEGER,
  dropped INTEGER NOT NULL
) STRICT;
CREATE INDEX webhooks_by_creator ON webhooks (created_by_id);
CREATE INDEX webhooks_by_tenant ON webhooks (tenant_id, id);

-- Events for webhooks, each once. due_at: when it is tried next, or up to when who took it has it; NULL once it is over. claim: who took it.
CREATE TABLE webhook_deliveries (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  webhook_id BLOB NOT NULL REFERENCES webhooks (id),
  event_id BLOB NOT NULL,
  event_type TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'dropped')),
  tries INTEGER NOT NULL,
  due_at INTEGER,
  claim TEXT,
  status INTEGER,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX webhook_deliveries_by_event ON webhook_deliveries (webhook_id, event_id);
CREATE INDEX webhook_deliveries_by_id ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_by_due ON webhook_deliveries (webhook_id, due_at, id);

-- The tries of a delivery. problem: why there was no answer; answer: the beginning of one.
CREATE TABLE webhook_attempts (
  delivery_id BLOB NOT NULL REFERENCES webhook_deliveries (id),
  number INTEGER NOT NULL,
  tenant_id BLOB NOT NULL,
  began_at INTEGER NOT NULL,
  milliseconds INTEGER NOT NULL,
  status INTEGER,
  problem TEXT,
  answer TEXT,
  PRIMARY KEY (delivery_id, number)
) STRICT, WITHOUT ROWID;
