"""Runs one program and ends it when the gateway is gone, however it went (kill -9 included).

The gateway holds the other end of standard input and never writes to it: end of file means that it has ended, or wants
the program to. Run by file name, in its own session, with nothing but the standard library:
`python -I -S watcher.py UID:GID-or-"" FOLDER-or-"" PROGRAM ARGUMENT...`. FOLDER is removed at the end.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading

STEPS = ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10))
"""How PostgreSQL is asked to end, and for how many seconds each waits: fast, at once, not asked."""


def main(account: str, folder: str, *command: str) -> int:
    """The program's exit status, 128 + the signal's number where a signal ended it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # The gateway alone decides. A handler, not SIG_IGN: what is ignored stays ignored in the program.
        signal.signal(number, lambda *_: None)
    uid, gid = map(int, account.split(":")) if account else (None, None)
    # Whatever the gateway passed on (a lock that shall last as long as the program) is passed on further.
    program = subprocess.Popen(  # noqa: S603 - the gateway's choice
        command, stdin=subprocess.DEVNULL, close_fds=False, user=uid, group=gid, extra_groups=[] if account else None
    )
    threading.Thread(target=end_with_gateway, args=[program], daemon=True).start()
    status = program.wait()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    return status if status >= 0 else 128 - status


def end_with_gateway(program: subprocess.Popen[bytes]) -> None:
    """Waits for the end of standard input, then ends `program`, ever less gently."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    for number, seconds in STEPS:
        program.send_signal(number)
        try:
            program.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        return


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
