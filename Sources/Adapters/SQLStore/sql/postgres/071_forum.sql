-- What moderators decide about: one case for each post or comment that was reported, that waits for approval or that holds a watched word.
-- withheld says why the content is out of public view, where it is neither deleted nor visible; its own deleted_at is set as well (that of the thread
-- for an opening post), so that every list needs one condition only.
CREATE TABLE moderation_cases (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  thread_id uuid NOT NULL REFERENCES threads (id),
  post_id uuid NOT NULL REFERENCES posts (id),
  comment_id uuid,
  author_id uuid,
  origin text COLLATE "C" NOT NULL CHECK (origin IN ('flag', 'approval', 'watched_word')),
  score BIGINT NOT NULL,
  flag_count BIGINT NOT NULL,
  withheld text COLLATE "C" CHECK (withheld IN ('held', 'hidden')),
  claimed_by uuid,
  claimed_at BIGINT,
  outcome text COLLATE "C",
  opened_at BIGINT NOT NULL,
  resolved_at BIGINT,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX moderation_cases_by_subject ON moderation_cases (subject_id);
CREATE INDEX moderation_cases_open ON moderation_cases (tenant_id, opened_at, id) WHERE resolved_at IS NULL;
CREATE INDEX moderation_cases_resolved ON moderation_cases (tenant_id, resolved_at, id) WHERE resolved_at IS NOT NULL;

CREATE TABLE flags (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  case_id uuid NOT NULL REFERENCES moderation_cases (id),
  reporter_id uuid NOT NULL,
  reason text COLLATE "C" NOT NULL CHECK (reason IN ('spam', 'abuse', 'off_topic', 'illegal', 'other')),
  note text COLLATE "C",
  weight BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  verdict text COLLATE "C" CHECK (verdict IN ('agreed', 'disagreed', 'ignored')),
  decision_id uuid
);
CREATE UNIQUE INDEX flags_once ON flags (case_id, reporter_id);
CREATE INDEX flags_by_reporter ON flags (reporter_id, created_at);
CREATE INDEX flags_by_decision ON flags (decision_id) WHERE decision_id IS NOT NULL;

-- The history of cases and of accounts. user_id is set where something was done about that account's content or to the account.
CREATE TABLE case_entries (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  case_id uuid,
  user_id uuid,
  kind text COLLATE "C" NOT NULL,
  action text COLLATE "C",
  actor_id uuid,
  note text COLLATE "C",
  until_at BIGINT,
  created_at BIGINT NOT NULL
);
CREATE INDEX case_entries_by_case ON case_entries (case_id, id);
CREATE INDEX case_entries_by_user ON case_entries (user_id, id);

CREATE TABLE watched_words (
  id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  word text COLLATE "C" NOT NULL,
  word_key text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL CHECK (action IN ('flag', 'hold', 'reject', 'replace')),
  replacement text COLLATE "C",
  created_at BIGINT NOT NULL,
  created_by uuid
);
CREATE UNIQUE INDEX watched_words_once ON watched_words (tenant_id, word_key);

-- Who moderates single categories, without the permission for all of them.
CREATE TABLE category_moderators (
  category_id uuid NOT NULL REFERENCES categories (id),
  user_id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  created_at BIGINT NOT NULL,
  created_by uuid,
  PRIMARY KEY (category_id, user_id)
);
CREATE INDEX category_moderators_by_user ON category_moderators (user_id);

-- What decisions said about an account: how far its reports are trusted, and how many of its first posts were approved.
CREATE TABLE member_records (
  user_id uuid NOT NULL PRIMARY KEY,
  tenant_id uuid NOT NULL,
  approved_count BIGINT NOT NULL,
  agreed_count BIGINT NOT NULL,
  disagreed_count BIGINT NOT NULL
);
