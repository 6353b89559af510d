-- Imported messages that name one which is not there yet: it may come later, or in another file.
CREATE TABLE import_awaited (
  tenant_id uuid NOT NULL,
  source text COLLATE "C" NOT NULL,
  external_id text COLLATE "C" NOT NULL,
  post_id uuid NOT NULL,
  distance BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, source, external_id, post_id)
);
CREATE INDEX import_awaited_by_post ON import_awaited (post_id);
