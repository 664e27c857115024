-- The stream of all events is ordered by the transaction that wrote each (decision 7). Transactions are counted by the
-- cluster: in another one, where a dump is restored, they may count from lower than those of the events that came along.
-- A place in the stream is therefore the transaction's id, and above its 48 bits the era. `gateway migrate` replaces
-- event_era() by the next one where the log is ahead of the cluster. Both functions are inlined, and stable: prepared
-- plans learn of an inlined function that is replaced, but not of an immutable one that was evaluated.
CREATE FUNCTION event_era() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    RETURN 0;

CREATE FUNCTION place_in_stream(transaction_id xid8) RETURNS xid8 LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ((event_era() << 48) + transaction_id::text::bigint)::text::xid8;

ALTER TABLE events ALTER transaction_id SET DEFAULT place_in_stream(pg_current_xact_id());
COMMENT ON COLUMN events.transaction_id IS 'the place in the stream of all events: era and transaction';
