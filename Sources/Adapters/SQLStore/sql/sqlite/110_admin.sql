-- Work that is done from time to time, by one node at a time: when it is due, who runs it, what came of it.
CREATE TABLE jobs (
  name TEXT NOT NULL PRIMARY KEY,
  schedule TEXT NOT NULL,
  due_at INTEGER,
  holder TEXT,
  lease_ends_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  outcome TEXT CHECK (outcome IN ('done', 'failed')),
  message TEXT,
  runs INTEGER NOT NULL,
  failures INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
