CREATE TABLE tenants (
  id uuid NOT NULL PRIMARY KEY,
  slug text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  hosts text COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tenants_by_slug ON tenants (slug);

-- Roles of the tenant's own; permissions as a JSON array.
CREATE TABLE roles (
  tenant_id uuid NOT NULL,
  name text COLLATE "C" NOT NULL,
  description text COLLATE "C" NOT NULL,
  permissions text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, name)
);
