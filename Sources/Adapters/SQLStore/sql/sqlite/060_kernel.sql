-- The keys that all nodes of a forum share, in base64: whoever can sign for it reads this table. Empty where one node keeps its keys in files.
CREATE TABLE node_keys (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
