-- The bytes of attachments, which a tenant keeps once. id is part of the key under which the blob store has them: what goes and comes again is another one.
CREATE TABLE blobs (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  sha256 TEXT NOT NULL,
  type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER,
  height INTEGER,
  thumbnail_type TEXT,
  thumbnail_bytes INTEGER,
  thumbnail_width INTEGER,
  thumbnail_height INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX blobs_by_content ON blobs (tenant_id, sha256);

-- Files that people uploaded. unused_at: since when no post uses it.
CREATE TABLE attachments (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  blob_id BLOB NOT NULL REFERENCES blobs (id),
  author_id BLOB,
  filename TEXT NOT NULL,
  description TEXT NOT NULL,
  unused_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX attachments_by_blob ON attachments (blob_id);
CREATE INDEX attachments_by_author ON attachments (author_id, id);
CREATE INDEX attachments_by_disuse ON attachments (unused_at, id);

-- Which posts show them, in which order.
CREATE TABLE post_attachments (
  post_id BLOB NOT NULL REFERENCES posts (id),
  attachment_id BLOB NOT NULL REFERENCES attachments (id),
  tenant_id BLOB NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (post_id, attachment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_attachments_by_attachment ON post_attachments (attachment_id);
