-- A rate alert may ask for a minimum of observations below which it does not fire. Cost: none, a column without a default.
-- Forward only. NULL, as of every alert that there is: it fires over any number.

ALTER TABLE alerts ADD COLUMN minimum_observations integer CHECK (minimum_observations > 0);
