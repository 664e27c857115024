"""Why there can be no embedded PostgreSQL; each message is a sentence for people.

EmbeddedError           a file or folder cannot be used, or there is no account to run as
|-- PostgreSQLMissing   there is neither the wheel nor a PostgreSQL of the system
|-- AlreadyRunning      another gateway uses the data, or a server that one left behind does not end
|-- OtherVersion        the data were written by another major version of PostgreSQL
`-- ProgramFailed       initdb or postgres failed; the message has the last lines of the log
"""


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot do what it is asked to."""


class PostgreSQLMissing(EmbeddedError):
    """There is neither the wheel nor a PostgreSQL of the system."""


class AlreadyRunning(EmbeddedError):
    """Another gateway uses the data folder, or a server that one left behind does not end."""


class OtherVersion(EmbeddedError):
    """The data were written by another major version of PostgreSQL."""


class ProgramFailed(EmbeddedError):
    """initdb or postgres failed; the message has the last lines of the log."""
