-- The events of every change.
-- Events have an id and a tenant; other messages have a message_id where their sender gave one. published_at is set at once where this table is
-- the stream, and by the relay where another broker is.
CREATE TABLE outbox (
  sequence BIGINT NOT NULL PRIMARY KEY,
  id uuid,
  tenant_id uuid,
  message_id text COLLATE "C",
  subject text COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  published_at BIGINT,
  payload text COLLATE "C" NOT NULL
);

-- Numbers the events without gaps and in commit order, as the stream needs: an identity column is not rolled back, this row is, and its lock makes
-- whoever numbers later commit later.
CREATE TABLE outbox_head (
  last_sequence BIGINT NOT NULL PRIMARY KEY
);
INSERT INTO outbox_head (last_sequence) VALUES (0);
CREATE FUNCTION outbox_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE outbox_head SET last_sequence = last_sequence + 1 RETURNING last_sequence INTO NEW.sequence;
  RETURN NEW;
END;
$$;
CREATE TRIGGER outbox_number BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION outbox_number();
CREATE INDEX outbox_unpublished ON outbox (sequence) WHERE published_at IS NULL;
CREATE UNIQUE INDEX outbox_by_message_id ON outbox (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX outbox_by_time ON outbox (created_at);

-- One row a stream; the epoch changes when history was replaced.
CREATE TABLE stream_meta (
  stream text COLLATE "C" NOT NULL PRIMARY KEY,
  epoch text COLLATE "C" NOT NULL
);

CREATE TABLE stream_consumers (
  name text COLLATE "C" NOT NULL PRIMARY KEY,
  settings text COLLATE "C" NOT NULL,
  ack_floor BIGINT NOT NULL,
  state text COLLATE "C" NOT NULL
);

-- Messages that a consumer gave up, whole, since retention may take them from the outbox.
CREATE TABLE dead_letters (
  consumer text COLLATE "C" NOT NULL,
  sequence BIGINT NOT NULL,
  subject text COLLATE "C" NOT NULL,
  message_id text COLLATE "C",
  created_at BIGINT NOT NULL,
  payload text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  attempts BIGINT NOT NULL,
  dead_at BIGINT NOT NULL,
  PRIMARY KEY (consumer, sequence)
);

CREATE TABLE audit_log (
  tenant_id uuid NOT NULL,
  sequence BIGINT NOT NULL,
  id uuid NOT NULL,
  created_at BIGINT NOT NULL,
  actor_id uuid,
  action text COLLATE "C" NOT NULL,
  target text COLLATE "C" NOT NULL,
  reason text COLLATE "C",
  request text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, sequence)
);

-- Where each tenant's audit chain ends, and where it begins after retention took its oldest rows.
CREATE TABLE audit_heads (
  tenant_id uuid NOT NULL PRIMARY KEY,
  last_sequence BIGINT NOT NULL,
  last_hash text COLLATE "C" NOT NULL,
  first_sequence BIGINT NOT NULL,
  first_previous_hash text COLLATE "C" NOT NULL
);

CREATE FUNCTION audit_log_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.sequence < COALESCE((SELECT first_sequence FROM audit_heads WHERE tenant_id = OLD.tenant_id), 0) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'audit_log is append-only';
END;
$$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_log_append_only();
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_log_append_only();

-- What a request under an Idempotency-Key answered, as JSON.
CREATE TABLE idempotency_keys (
  tenant_id uuid NOT NULL,
  scope text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  result text COLLATE "C" NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, scope, key)
);
CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);

-- Work that one node at a time may do.
CREATE TABLE leases (
  name text COLLATE "C" NOT NULL PRIMARY KEY,
  holder text COLLATE "C" NOT NULL,
  expires_at BIGINT NOT NULL
);
