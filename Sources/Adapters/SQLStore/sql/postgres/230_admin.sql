-- How a tenant's pages look, beside its name.
ALTER TABLE tenants ADD COLUMN accent text COLLATE "C";
ALTER TABLE tenants ADD COLUMN tagline text COLLATE "C";
