-- SHA-256 of the salt and the personal data of the row's detail; empty where there is none, NULL in rows of before.
ALTER TABLE audit_log ADD COLUMN commitment text COLLATE "C";

-- What names a person, apart from the chain: it may go, the commitment in the chain stays.
CREATE TABLE audit_details (
  tenant_id uuid NOT NULL,
  sequence BIGINT NOT NULL,
  salt text COLLATE "C" NOT NULL,
  detail text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, sequence)
);

CREATE FUNCTION audit_details_no_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_details are never changed';
END;
$$;
CREATE TRIGGER audit_details_no_update BEFORE UPDATE ON audit_details FOR EACH ROW EXECUTE FUNCTION audit_details_no_update();
