"""How a process of ours ends: seen from the process that started it, and from itself when that one is gone."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import threading
from multiprocessing.connection import Connection

LOOK_S = 1.0
"""Between two looks whether a process that owes an answer is still there."""
_TO_FINISH_S = 10.0
"""What a process whose parent is gone may still take: a clip that is being written is written to its end."""
_TO_DIE_S = 5.0


def closed_if_gone(process: subprocess.Popen[bytes], connection: Connection) -> None:
    """Let the next `recv` of `connection` end, should `process` be gone: what it had sent is read, then EOFError.

    The end of the socket alone does not tell: what the process had started (a library's helper) may hold it open.
    """
    if process.poll() is None or connection.closed:
        return
    with socket.socket(fileno=os.dup(connection.fileno())) as ours:
        try:
            ours.shutdown(socket.SHUT_RD)
        except OSError:
            pass  # the other side is closed as well: recv says so by itself


def end_without(parent: Connection) -> None:
    """In a process of ours: nothing that it starts holds its line to `parent`, and it ends soon after the parent,
    also when it waits for something that never comes.
    """
    os.set_inheritable(parent.fileno(), False)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # which is the main thread's to take
    threading.Thread(target=_end_after, args=(os.dup(parent.fileno()),), daemon=True).start()
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_after(line: int) -> None:
    poll = select.poll()
    poll.register(line, 0)  # asked for nothing, it tells alone that the other side is closed
    poll.poll()
    threading.Event().wait(_TO_FINISH_S)
    os._exit(1)


def end_of(process: subprocess.Popen[bytes], patience_s: float) -> str:
    """Wait for `process`, kill it when that takes longer than `patience_s`, and say how it ended."""
    try:
        code = process.wait(timeout=patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        try:
            code = process.wait(timeout=_TO_DIE_S)
        except subprocess.TimeoutExpired:  # it waits for a disk that does not answer
            return "it hangs, and cannot be killed"
    if code >= 0:
        return f"exit code {code}"
    name = signal.Signals(-code).name
    return f"{name}; out of memory?" if name == "SIGKILL" else name
