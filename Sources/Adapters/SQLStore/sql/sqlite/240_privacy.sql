-- Not for authors alone: where an index is for one kind, SQLite prepares each statement anew that asks for a kind by a parameter, which every imported record does.
DROP INDEX import_records_of_authors;
CREATE INDEX import_records_by_entity ON import_records (entity_id);
