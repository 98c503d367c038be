"""Confinement (隔离) of a child that reads what others wrote: no network, no program, no file.

The kernel is asked first: a seccomp filter needs no privilege, holds for whatever runs in the
process, C libraries included, and is never taken off again. An audit hook refuses the same to
Python alone; it names what was refused, and is all there is where the kernel does not filter.
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

_GENERIC = {
    "socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202, "accept4": 242,
    "connect": 203, "sendto": 206, "sendmsg": 211, "sendmmsg": 269, "io_uring_setup": 425,
    "execve": 221, "execveat": 281, "ptrace": 117, "process_vm_writev": 271, "unlinkat": 35,
    "renameat": 38, "renameat2": 276, "mkdirat": 34, "mknodat": 33, "linkat": 37, "symlinkat": 36,
    "truncate": 45, "fchmod": 52, "fchmodat": 53, "fchown": 55, "fchownat": 54, "openat2": 437,
}
_X86 = {
    "socket": 41, "socketpair": 53, "bind": 49, "listen": 50, "accept": 43, "accept4": 288,
    "connect": 42, "sendto": 44, "sendmsg": 46, "sendmmsg": 307, "io_uring_setup": 425,
    "execve": 59, "execveat": 322, "fork": 57, "vfork": 58, "ptrace": 101,
    "process_vm_writev": 311, "unlink": 87, "unlinkat": 263, "rename": 82, "renameat": 264,
    "renameat2": 316, "mkdir": 83, "rmdir": 84, "mkdirat": 258, "mknod": 133, "mknodat": 259,
    "link": 86, "linkat": 265, "symlink": 88, "symlinkat": 266, "truncate": 76, "chmod": 90,
    "fchmod": 91, "fchmodat": 268, "chown": 92, "fchown": 93, "lchown": 94, "fchownat": 260,
    "creat": 85, "openat2": 437,
}
#: By machine: how the kernel marks its calls, the numbers of those refused, those that open a file
#: with the place of their flags among the arguments, and the one that begins threads and processes.
_MACHINES = {
    "x86_64": (0xC000003E, _X86, {2: 1, 257: 2}, 56),
    "aarch64": (0xC00000B7, _GENERIC, {56: 2}, 220),
    "riscv64": (0xC00000F3, _GENERIC, {56: 2}, 220),
    "loongarch64": (0xC0000102, _GENERIC, {56: 2}, 220),
}
_LOAD, _EQUALS, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
#: Allow, refuse with EPERM, and say that the kernel is too old for it (ENOSYS).
_ALLOW, _REFUSE, _UNKNOWN = 0x7FFF0000, 0x00050001, 0x00050026
#: The newer way to begin a process hides its flags in memory: the C library then takes the older.
_CLONE3, _THREAD = 435, 0x00010000
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, 16
#: Calls of another convention of the same machine (x32) begin here.
_FOREIGN = 0x40000000
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2

_REFUSED = (
    "socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.system",
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "os.chown", "ftplib.", "http.client.", "smtplib.", "urllib.Request", "webbrowser.",
)


def confine() -> bool:
    """Confine this process for good; whether the kernel does it, not only the hook."""
    filtered = _filtered()
    sys.addaudithook(_refuse)
    return filtered


def is_filtered(process: int) -> bool:
    """Whether the kernel filters what a process asks of it."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False
    return "Seccomp:\t2" in status


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Raise PermissionError for what a confined process may not do."""
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES
    if writes or event.startswith(_REFUSED):
        raise PermissionError(f"{event} is refused here")


def _filtered() -> bool:
    known = _MACHINES.get(platform.machine())
    if known is None or sys.platform != "linux":
        return False
    program = b"".join(_program(*known))
    held = ctypes.create_string_buffer(program, len(program))
    told = struct.pack("HL", len(program) // 8, ctypes.addressof(held))
    given = ctypes.create_string_buffer(told, len(told))
    ask = ctypes.CDLL(None, use_errno=True).prctl
    ask.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
    answers = [ask(_NO_NEW_PRIVILEGES, 1, 0, 0, 0),
               ask(_SECCOMP, _FILTER, ctypes.addressof(given), 0, 0)]
    return answers == [0, 0]


def _program(
    machine: int, refused: dict[str, int], opening: dict[int, int], beginning: int
) -> Iterator[bytes]:
    """The filter, instruction by instruction; a jump skips so many of those that follow."""
    yield _instruction(_LOAD, _MACHINE)
    yield _instruction(_EQUALS, machine, 1, 0)
    yield _instruction(_RETURN, _REFUSE)
    yield _instruction(_LOAD, _NUMBER)
    yield _instruction(_AT_LEAST, _FOREIGN, 0, 1)
    yield _instruction(_RETURN, _REFUSE)
    for number in refused.values():
        yield _instruction(_EQUALS, number, 0, 1)
        yield _instruction(_RETURN, _REFUSE)
    for number, place in opening.items():
        yield _instruction(_EQUALS, number, 0, 4)
        yield _instruction(_LOAD, _ARGUMENTS + 8 * place)
        yield _instruction(_ANY_BIT, _WRITES, 0, 1)
        yield _instruction(_RETURN, _REFUSE)
        yield _instruction(_RETURN, _ALLOW)
    yield _instruction(_EQUALS, _CLONE3, 0, 1)
    yield _instruction(_RETURN, _UNKNOWN)
    yield _instruction(_EQUALS, beginning, 0, 3)
    yield _instruction(_LOAD, _ARGUMENTS)
    yield _instruction(_ANY_BIT, _THREAD, 1, 0)
    yield _instruction(_RETURN, _REFUSE)
    yield _instruction(_RETURN, _ALLOW)


def _instruction(what: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("HBBI", what, if_so, if_not, value)
