-- The bytes of attachments, which a tenant keeps once. id is part of the key under which the blob store has them: what goes and comes again is another one.
CREATE TABLE blobs (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  bytes BIGINT NOT NULL,
  width BIGINT,
  height BIGINT,
  thumbnail_type text COLLATE "C",
  thumbnail_bytes BIGINT,
  thumbnail_width BIGINT,
  thumbnail_height BIGINT,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX blobs_by_content ON blobs (tenant_id, sha256);

-- Files that people uploaded. unused_at: since when no post uses it.
CREATE TABLE attachments (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  blob_id uuid NOT NULL REFERENCES blobs (id),
  author_id uuid,
  filename text COLLATE "C" NOT NULL,
  description text COLLATE "C" NOT NULL,
  unused_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX attachments_by_blob ON attachments (blob_id);
CREATE INDEX attachments_by_author ON attachments (author_id, id);
CREATE INDEX attachments_by_disuse ON attachments (unused_at, id);

-- Which posts show them, in which order.
CREATE TABLE post_attachments (
  post_id uuid NOT NULL REFERENCES posts (id),
  attachment_id uuid NOT NULL REFERENCES attachments (id),
  tenant_id uuid NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (post_id, attachment_id)
);
CREATE INDEX post_attachments_by_attachment ON post_attachments (attachment_id);

CALL lock_by_tenant('blobs');
CALL lock_by_tenant('attachments');
CALL lock_by_tenant('post_attachments');
