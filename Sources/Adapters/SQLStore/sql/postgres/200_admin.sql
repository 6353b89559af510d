-- What a tenant permits and forbids beyond its roles; each policy as JSON.
CREATE TABLE policies (
  tenant_id uuid NOT NULL,
  name text COLLATE "C" NOT NULL,
  definition text COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, name)
);
CALL lock_by_tenant('policies');

-- The roles that a role inherits from, as a JSON array.
ALTER TABLE roles ADD COLUMN inherits text COLLATE "C" NOT NULL DEFAULT '[]';

-- To use one's account and to change one's own content are permissions of their own: whoever could write may do it still.
UPDATE roles SET permissions = (permissions::jsonb || '["content.edit", "account.use"]')::text
WHERE permissions::jsonb ?| ARRAY['thread.create', 'post.create', 'comment.create'];
UPDATE personal_tokens SET scopes = (scopes::jsonb || '["content.edit", "account.use"]')::text
WHERE scopes::jsonb ?| ARRAY['thread.create', 'post.create', 'comment.create'];

-- Categories by a text, for lists of them in a parameter.
CREATE VIEW category_keys WITH (security_invoker = true) AS SELECT id, tenant_id, replace(id::text, '-', '') AS id_text FROM categories;
