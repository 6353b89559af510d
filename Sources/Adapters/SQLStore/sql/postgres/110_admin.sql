-- Work that is done from time to time, by one node at a time: when it is due, who runs it, what came of it.
CREATE TABLE jobs (
  name text COLLATE "C" NOT NULL PRIMARY KEY,
  schedule text COLLATE "C" NOT NULL,
  due_at BIGINT,
  holder text COLLATE "C",
  lease_ends_at BIGINT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  outcome text COLLATE "C" CHECK (outcome IN ('done', 'failed')),
  message text COLLATE "C",
  runs BIGINT NOT NULL,
  failures BIGINT NOT NULL
);
