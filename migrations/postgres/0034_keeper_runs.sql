-- When each task of the keeper last ended well, and last failed: of the whole service, whichever process does it. Cost: none, a new
-- table. Forward only; dropping it forgets when, and nothing else.

CREATE TABLE keeper_runs (
  task      text        PRIMARY KEY,
  done_at   timestamptz,
  failed_at timestamptz,
  -- The code of the last failure.
  error     text
);
