-- What each caller may still spend on operations: a bucket that is refilled with time. Workers lease from it ahead.
-- Not logged: losing it fills every bucket, and a settlement writes nothing ahead.

CREATE UNLOGGED TABLE budgets (
    caller     text COLLATE "C" PRIMARY KEY,
    tokens     double precision NOT NULL,
    settled_at timestamptz NOT NULL
);
CREATE INDEX budgets_by_age ON budgets (settled_at);
COMMENT ON COLUMN budgets.tokens IS 'at settled_at; below zero where workers have spent ahead';
