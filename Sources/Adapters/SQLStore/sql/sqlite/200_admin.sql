-- What a tenant permits and forbids beyond its roles; each policy as JSON.
CREATE TABLE policies (
  tenant_id BLOB NOT NULL,
  name TEXT NOT NULL,
  definition TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

-- The roles that a role inherits from, as a JSON array.
ALTER TABLE roles ADD COLUMN inherits TEXT NOT NULL DEFAULT '[]';

-- To use one's account and to change one's own content are permissions of their own: whoever could write may do it still.
UPDATE roles SET permissions = json_insert(permissions, '$[#]', 'content.edit', '$[#]', 'account.use')
WHERE EXISTS (SELECT 1 FROM json_each(permissions) WHERE value IN ('thread.create', 'post.create', 'comment.create'));
UPDATE personal_tokens SET scopes = json_insert(scopes, '$[#]', 'content.edit', '$[#]', 'account.use')
WHERE EXISTS (SELECT 1 FROM json_each(scopes) WHERE value IN ('thread.create', 'post.create', 'comment.create'));

-- Categories by a text, for lists of them in a parameter.
CREATE VIEW category_keys AS SELECT id, tenant_id, CAST(lower(hex(id)) AS TEXT) AS id_text FROM categories;
