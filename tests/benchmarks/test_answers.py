"""The benchmark's peers in Python answer as the gateway does; what would spoil a comparison is noticed."""

from pathlib import Path

import pytest

from benchmarks.answers import check_answers, difference
from benchmarks.confined import confined_contenders, issuers
from benchmarks.operations import NAMES
from benchmarks.rounds import contenders
from benchmarks.servers import PEERS, running_gateway, running_peer
from benchmarks.world import world_on


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [({"a": 1}, {"a": 2}), ({"a": [1]}, {"a": [1, 1]}), ({"a": None}, {}), ({"a": 1}, {"a": "1"})],
    ids=str,
)
def test_a_difference_is_noticed(ours: object, theirs: object) -> None:
    assert difference(ours, ours) is None
    assert difference(ours, theirs) is not None


async def test_peers_in_python_answer_as_the_gateway_does(dsn: str, tmp_path: Path) -> None:
    stock, json_agg = [peer for peer in PEERS if peer.name in {"stock", "json_agg"}]
    async with (
        world_on(dsn, tmp_path, 200) as world,
        running_gateway(world, GATEWAY_MEMBER_ISSUERS=issuers()) as gateway,
        running_peer(stock, world) as first,
        running_peer(json_agg, world) as second,
    ):
        servers = [gateway, first, second]
        await check_answers(servers, world, list(NAMES))
        for name in NAMES:
            assert [each.name for each in contenders(servers, world, name)] == ["gateway", "stock", "json_agg"]
        asked = {name: await confined_contenders(gateway, world, name) for name in ("Q1", "Q3")}
        assert all(len(both) == 2 for both in asked.values())
