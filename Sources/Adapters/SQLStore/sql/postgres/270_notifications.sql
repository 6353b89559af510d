-- Addresses that are told of what happens in their tenant. secrets: sealed, as JSON, newest first; ended_by: why the forum turned it off; failures: in a row.
CREATE TABLE webhooks (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  url text COLLATE "C" NOT NULL,
  description text COLLATE "C" NOT NULL,
  event_types text COLLATE "C" NOT NULL,
  categories text COLLATE "C" NOT NULL,
  is_active BIGINT NOT NULL CHECK (is_active IN (0, 1)),
  ended_by text COLLATE "C" CHECK (ended_by IN ('gone', 'failing')),
  secrets text COLLATE "C" NOT NULL,
  created_by_id uuid,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  failing_since_at BIGINT,
  paused_until_at BIGINT,
  dropped BIGINT NOT NULL
);
CREATE INDEX webhooks_by_creator ON webhooks (created_by_id);
CREATE INDEX webhooks_by_tenant ON webhooks (tenant_id, id);

-- Events for webhooks, each once. due_at: when it is tried next, or up to when who took it has it; NULL once it is over. claim: who took it.
CREATE TABLE webhook_deliveries (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  webhook_id uuid NOT NULL REFERENCES webhooks (id),
  event_id uuid NOT NULL,
  event_type text COLLATE "C" NOT NULL,
  payload text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'dropped')),
  tries BIGINT NOT NULL,
  due_at BIGINT,
  claim text COLLATE "C",
  status BIGINT,
  created_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE UNIQUE INDEX webhook_deliveries_by_event ON webhook_deliveries (webhook_id, event_id);
CREATE INDEX webhook_deliveries_by_id ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_by_due ON webhook_deliveries (webhook_id, due_at, id);

-- The tries of a delivery. problem: why there was no answer; answer: the beginning of one.
CREATE TABLE webhook_attempts (
  delivery_id uuid NOT NULL REFERENCES webhook_deliveries (id),
  number BIGINT NOT NULL,
  tenant_id uuid NOT NULL,
  began_at BIGINT NOT NULL,
  milliseconds BIGINT NOT NULL,
  status BIGINT,
  problem text COLLATE "C",
  answer text COLLATE "C",
  PRIMARY KEY (delivery_id, number)
);

CALL lock_by_tenant('webhooks');
CALL lock_by_tenant('webhook_deliveries');
CALL lock_by_tenant('webhook_attempts');
