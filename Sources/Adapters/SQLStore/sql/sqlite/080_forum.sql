-- Imported messages that name one which is not there yet: it may come later, or in another file.
CREATE TABLE import_awaited (
  tenant_id BLOB NOT NULL,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  post_id BLOB NOT NULL,
  distance INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, source, external_id, post_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_awaited_by_post ON import_awaited (post_id);
