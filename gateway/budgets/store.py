"""SQL of budgets."""

from collections.abc import Mapping

from gateway.budgets.model import Rate, Settlement
from gateway.database.protocol import Database
from gateway.database.statement import Statement

OPEN = Statement(
    "budgets.OPEN",
    Settlement,
    """
    INSERT INTO budgets (caller, tokens, settled_at)
    SELECT caller, $2, clock_timestamp()
      FROM unnest($1::text[]) AS caller
     ORDER BY caller
    ON CONFLICT DO NOTHING
    """,
)

SETTLE = Statement(
    "budgets.SETTLE",
    Settlement,
    """
    WITH locked AS MATERIALIZED (
        SELECT b.caller,
               least($5, b.tokens + $4 * greatest(0, extract(
                   epoch FROM statement_timestamp() - b.settled_at)::double precision)) AS tokens
          FROM budgets b
         WHERE b.caller = ANY ($1::text[])
         ORDER BY b.caller
           FOR UPDATE
    ), counted AS (
        SELECT caller, wanted, least($5, tokens + given) AS available
          FROM locked
          JOIN unnest($1::text[], $2::double precision[], $3::double precision[]) AS asked (caller, given, wanted)
         USING (caller)
    )
    UPDATE budgets b
       SET tokens = available - greatest(0, least(wanted, available)),
           settled_at = greatest(b.settled_at, statement_timestamp())
      FROM counted
     WHERE b.caller = counted.caller
    RETURNING b.caller, b.tokens, greatest(0, least(wanted, available)) AS granted
    """,
)


async def settle(
    db: Database, rate: Rate, given: Mapping[str, float], wanted: Mapping[str, float]
) -> dict[str, Settlement]:
    """What came of it for each caller of `given`.

    Its bucket, refilled by the time that has gone, gets back the tokens `given` (fewer than none where more was spent
    than leased) and gives away up to those `wanted`.
    """
    found = await settled(db, rate, given, wanted, list(given))
    if absent := [caller for caller in given if caller not in found]:
        await OPEN.all(db, absent, float(rate.burst))
        found |= await settled(db, rate, given, wanted, absent)
    return found


async def settled(
    db: Database, rate: Rate, given: Mapping[str, float], wanted: Mapping[str, float], callers: list[str]
) -> dict[str, Settlement]:
    rows = await SETTLE.all(
        db,
        callers,
        [given[caller] for caller in callers],
        [wanted.get(caller, 0.0) for caller in callers],
        float(rate.per_second),
        float(rate.burst),
    )
    return {row.caller: row for row in rows}
