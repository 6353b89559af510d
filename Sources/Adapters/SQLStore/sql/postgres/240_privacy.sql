-- As SQLite has it, where an index for authors alone made imports slow.
DROP INDEX import_records_of_authors;
CREATE INDEX import_records_by_entity ON import_records (entity_id);
