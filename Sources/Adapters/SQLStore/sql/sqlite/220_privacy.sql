-- Ways to what an account leaves behind, so that an erasure looks for nothing in whole tables while others wait to write. Posts, comments, reactions and
-- notices have none by their author, which every new one would pay for: they are gone through on a reader, in ranges of ids.
CREATE INDEX threads_by_author ON threads (author_id, id);
CREATE INDEX sessions_by_user ON sessions (user_id, id);
CREATE INDEX mail_links_by_user ON mail_links (user_id, id);
CREATE INDEX invitations_by_maker ON invitations (created_by_id, id);
CREATE INDEX invitations_by_user ON invitations (used_by_id) WHERE used_by_id IS NOT NULL;
CREATE INDEX invitations_by_email ON invitations (tenant_id, email) WHERE email IS NOT NULL;
CREATE INDEX handle_skeletons_by_user ON handle_skeletons (user_id);
CREATE INDEX provider_sign_ins_by_user ON provider_sign_ins (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX import_records_of_authors ON import_records (entity_id) WHERE kind = 'author';
CREATE INDEX moderation_cases_by_author ON moderation_cases (author_id, id) WHERE author_id IS NOT NULL;
CREATE INDEX ignored_users_by_ignored ON ignored_users (ignored_id);
CREATE INDEX erasures_by_user ON erasures (tenant_id, user_id);

-- What finds the erasure of a request that is repeated: a digest under the forum's key of who asked, for what, with which Idempotency-Key.
ALTER TABLE erasures ADD COLUMN request_digest TEXT;
CREATE UNIQUE INDEX erasures_by_request ON erasures (tenant_id, request_digest) WHERE request_digest IS NOT NULL;

-- How far the passes of an erasure over tables have come: the id up to which rows were looked at.
CREATE TABLE erasure_places (
  erasure_id BLOB NOT NULL REFERENCES erasures (id),
  pass TEXT NOT NULL,
  tenant_id BLOB NOT NULL,
  after_id BLOB NOT NULL,
  PRIMARY KEY (erasure_id, pass)
) STRICT, WITHOUT ROWID;

-- What archives call the authors whose accounts were erased, as digests under the forum's key: an import brings back neither them nor what went with them.
CREATE TABLE erased_authors (
  tenant_id BLOB NOT NULL,
  digest TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('anonymise', 'content', 'all')),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, digest)
) STRICT, WITHOUT ROWID;
