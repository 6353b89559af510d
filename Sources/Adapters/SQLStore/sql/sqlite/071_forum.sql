-- What moderators decide about: one case for each post or comment that was reported, that waits for approval or that holds a watched word.
-- withheld says why the content is out of public view, where it is neither deleted nor visible; its own deleted_at is set as well (that of the thread
-- for an opening post), so that every list needs one condition only.
CREATE TABLE moderation_cases (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  subject_id BLOB NOT NULL,
  thread_id BLOB NOT NULL REFERENCES threads (id),
  post_id BLOB NOT NULL REFERENCES posts (id),
  comment_id BLOB,
  author_id BLOB,
  origin TEXT NOT NULL CHECK (origin IN ('flag', 'approval', 'watched_word')),
  score INTEGER NOT NULL,
  flag_count INTEGER NOT NULL,
  withheld TEXT CHECK (withheld IN ('held', 'hidden')),
  claimed_by BLOB,
  claimed_at INTEGER,
  outcome TEXT,
  opened_at INTEGER NOT NULL,
  resolved_at INTEGER,
  version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX moderation_cases_by_subject ON moderation_cases (subject_id);
CREATE INDEX moderation_cases_open ON moderation_cases (tenant_id, opened_at, id) WHERE resolved_at IS NULL;
CREATE INDEX moderation_cases_resolved ON moderation_cases (tenant_id, resolved_at, id) WHERE resolved_at IS NOT NULL;

CREATE TABLE flags (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  case_id BLOB NOT NULL REFERENCES moderation_cases (id),
  reporter_id BLOB NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('spam', 'abuse', 'off_topic', 'illegal', 'other')),
  note TEXT,
  weight INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  verdict TEXT CHECK (verdict IN ('agreed', 'disagreed', 'ignored')),
  decision_id BLOB
) STRICT;
CREATE UNIQUE INDEX flags_once ON flags (case_id, reporter_id);
CREATE INDEX flags_by_reporter ON flags (reporter_id, created_at);
CREATE INDEX flags_by_decision ON flags (decision_id) WHERE decision_id IS NOT NULL;

-- The history of cases and of accounts. user_id is set where something was done about that account's content or to the account.
CREATE TABLE case_entries (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  case_id BLOB,
  user_id BLOB,
  kind TEXT NOT NULL,
  action TEXT,
  actor_id BLOB,
  note TEXT,
  until_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX case_entries_by_case ON case_entries (case_id, id);
CREATE INDEX case_entries_by_user ON case_entries (user_id, id);

CREATE TABLE watched_words (
  id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  word TEXT NOT NULL,
  word_key TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('flag', 'hold', 'reject', 'replace')),
  replacement TEXT,
  created_at INTEGER NOT NULL,
  created_by BLOB
) STRICT;
CREATE UNIQUE INDEX watched_words_once ON watched_words (tenant_id, word_key);

-- Who moderates single categories, without the permission for all of them.
CREATE TABLE category_moderators (
  category_id BLOB NOT NULL REFERENCES categories (id),
  user_id BLOB NOT NULL,
  tenant_id BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  created_by BLOB,
  PRIMARY KEY (category_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX category_moderators_by_user ON category_moderators (user_id);

-- What decisions said about an account: how far its reports are trusted, and how many of its first posts were approved.
CREATE TABLE member_records (
  user_id BLOB NOT NULL PRIMARY KEY,
  tenant_id BLOB NOT NULL,
  approved_count INTEGER NOT NULL,
  agreed_count INTEGER NOT NULL,
  disagreed_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
