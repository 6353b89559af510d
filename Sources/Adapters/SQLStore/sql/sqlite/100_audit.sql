-- SHA-256 of the salt and the personal data of the row's detail; empty where there is none, NULL in rows of before.
ALTER TABLE audit_log ADD COLUMN commitment TEXT;

-- What names a person, apart from the chain: it may go, the commitment in the chain stays.
CREATE TABLE audit_details (
  tenant_id BLOB NOT NULL,
  sequence INTEGER NOT NULL,
  salt TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (tenant_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_details_no_update BEFORE UPDATE ON audit_details
BEGIN
  SELECT RAISE(ABORT, 'audit_details are never changed');
END;
