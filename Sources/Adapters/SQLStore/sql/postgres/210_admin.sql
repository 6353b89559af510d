-- Where a tenant's data must stay; that of the default tenant is the store's own.
ALTER TABLE tenants ADD COLUMN region text COLLATE "C";
