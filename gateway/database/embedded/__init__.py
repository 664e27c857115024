"""A PostgreSQL of the gateway's own, for development and single machines: started with it, ended with it, data kept.

It listens on one unix socket, in a folder that only its account (and root) can enter; that folder is the whole access
control. Locks say who is there: on the data folder and on the cluster (the gateway's own: a second one is refused), and
on the cluster's PG_VERSION (inherited by every process of the server: while it is held, one still runs). For POSIX
systems only.
"""

from gateway.database.embedded.errors import (
    AlreadyRunning,
    EmbeddedError,
    OtherVersion,
    PostgreSQLMissing,
    ProgramFailed,
)
from gateway.database.embedded.server import EmbeddedServer, running_dsn, start_embedded

__all__ = [
    "AlreadyRunning",
    "EmbeddedError",
    "EmbeddedServer",
    "OtherVersion",
    "PostgreSQLMissing",
    "ProgramFailed",
    "running_dsn",
    "start_embedded",
]
