-- Figures of health, cut by dimensions, that rest on fewer devices are not told; 0: all are.
ALTER TABLE tenants ADD COLUMN small_cell int NOT NULL DEFAULT 0 CHECK (small_cell BETWEEN 0 AND 1000);
