"""What the operating system knows of processes and disks, asked without further packages."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

_NETWORK_FILE_SYSTEMS = frozenset(
    # Not 9p and virtiofs: they are how virtual machines see disks of the same machine.
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "fuse.sshfs", "fuse.davfs",
     "fuse.rclone", "fuse.glusterfs", "glusterfs", "ceph", "lustre", "gfs2", "ocfs2"}
)  # fmt: skip
_DRIVE_REMOTE = 4
_QUERY_LIMITED_INFORMATION = 0x1000
_STILL_ACTIVE = 259


def host() -> str:
    """The name of this machine."""
    return platform.node()


def started(pid: int) -> str | None:
    """When the process ``pid`` began, as a text that no other process of this machine shares.

    Returns:
        ``None`` when there is no such process; an empty text when there is one and the system
        does not tell its beginning.
    """
    if sys.platform == "win32":
        return _started_windows(pid)
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return None
        return "" if _exists(pid) else None
    except OSError:
        return "" if _exists(pid) else None
    # The command's name stands in brackets and may hold anything, brackets included.
    fields = stat.rpartition(b")")[2].split()
    if fields[0] in (b"Z", b"X"):
        return None
    return f"{boot}/{int(fields[19])}"


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _started_windows(pid: int) -> str | None:
    if sys.platform != "win32":
        return None
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    handle = kernel.OpenProcess(_QUERY_LIMITED_INFORMATION, False, pid)
    if not handle:
        denied = 5
        return "" if ctypes.get_last_error() == denied else None
    handle = wintypes.HANDLE(handle)
    try:
        code = wintypes.DWORD()
        if kernel.GetExitCodeProcess(handle, ctypes.byref(code)) and code.value != _STILL_ACTIVE:
            return None
        times = [wintypes.FILETIME() for _ in range(4)]
        if not kernel.GetProcessTimes(handle, *(ctypes.byref(moment) for moment in times)):
            return ""
        return str((times[0].dwHighDateTime << 32) + times[0].dwLowDateTime)
    finally:
        kernel.CloseHandle(handle)


def on_network_share(path: Path, mounts: Path = Path("/proc/mounts")) -> bool:
    """Whether ``path`` lies on a disk of another machine, as far as the system tells."""
    path = path.resolve()
    if sys.platform == "win32":
        import ctypes

        if str(path).startswith("\\\\"):
            return True
        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _DRIVE_REMOTE)
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    best, kind = -1, ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(fields[1].replace("\\040", " ").replace("\\011", "\t"))
        # Of two mounts on one point the later one is seen.
        if (path == point or point in path.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind in _NETWORK_FILE_SYSTEMS
