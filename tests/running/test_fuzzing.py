"""The whole schema fuzzed by schemathesis: no 5xx, and no error that tells of what is inside.

GATEWAY_TEST_FUZZING_SECONDS=600 pytest tests/running/test_fuzzing.py
"""

import asyncio
import os
import sys
from pathlib import Path

from tests.running.processes import ask, finished, new_key, serving

SECONDS = int(os.environ.get("GATEWAY_TEST_FUZZING_SECONDS", "45"))
ROOT = Path(__file__).parents[2]
COUNT = "{ organizations { totalCount } }"


async def test_no_operation_that_is_made_up_is_a_server_error(env: dict[str, str], tmp_path: Path) -> None:
    key = await new_key(env)
    # What is nested in lists is reached only where they are not empty.
    assert (await finished("seed", "--organizations", "5", env=env))[0] == 0
    log = tmp_path / "log"
    async with serving("serve", "--workers=1", env=env, output=log) as (_, url):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{url}/graphql", f"--max-time={SECONDS}"),
            *(
                "--header",
                f"Authorization: Bearer {key}",
                "--checks=an_answer_that_was_meant",
                "--seed=1",
                "--no-color",
            ),
            *("--mode=all", "--continue-on-failure", "--suppress-health-check=all", "--generation-database=none"),
            "--warnings=off",
            cwd=tmp_path,  # where it leaves a cache
            env={**os.environ, "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.running.fuzzing"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(SECONDS + 120):
            said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()[-5000:]
        assert (await ask(url, key, COUNT))[0] == 200
    text = log.read_text()
    assert "resolver failed" not in text
    assert "request failed" not in text
    assert text.count('"message":"request"') > 100
