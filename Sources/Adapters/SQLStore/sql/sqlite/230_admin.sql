-- How a tenant's pages look, beside its name.
ALTER TABLE tenants ADD COLUMN accent TEXT;
ALTER TABLE tenants ADD COLUMN tagline TEXT;
