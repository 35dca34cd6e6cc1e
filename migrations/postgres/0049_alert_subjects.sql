-- An alert may be about several things at once: reports whose deadline comes near, lots with a safety signal. Cost: columns without a
-- default and an index over the firings, which are few. Forward only. Firings that there are name nothing, and stay one open of each alert.

-- `subject` is what a firing is about, and `link` the page of it. By `once_key` it is told once, however often it is found.
ALTER TABLE alert_firings ADD COLUMN subject text, ADD COLUMN link text, ADD COLUMN once_key text;
CREATE UNIQUE INDEX alert_firings_once ON alert_firings (alert_id, once_key) WHERE once_key IS NOT NULL;
DROP INDEX alert_firings_open;
CREATE UNIQUE INDEX alert_firings_open ON alert_firings (alert_id) WHERE resolved_at IS NULL AND once_key IS NULL;
