-- Events that a relay carries (published_at is NULL) need no numbers without gaps and in commit order: it looks for all that wait, however late they were
-- committed. So they get theirs from a sequence, and no writer waits for another one's number. The first of them after the embedded stream had numbered
-- events goes on behind those, and the other way round.
CREATE SEQUENCE outbox_relayed MINVALUE 0 START 0;
CREATE OR REPLACE FUNCTION outbox_number() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head BIGINT;
BEGIN
  IF NEW.published_at IS NOT NULL THEN
    UPDATE outbox_head SET last_sequence = GREATEST(last_sequence, (SELECT last_value FROM outbox_relayed)) + 1
    RETURNING last_sequence INTO NEW.sequence;
    RETURN NEW;
  END IF;
  SELECT last_sequence INTO head FROM outbox_head;
  NEW.sequence := nextval('outbox_relayed');
  IF NEW.sequence <= head THEN
    -- Whoever else is here waits, and then has a number behind them.
    PERFORM pg_advisory_xact_lock(hashtext('outbox_relayed'));
    NEW.sequence := nextval('outbox_relayed');
    IF NEW.sequence <= head THEN NEW.sequence := setval('outbox_relayed', head + 1); END IF;
  END IF;
  RETURN NEW;
END;
$$;
