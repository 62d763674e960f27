"""Where the user's cache lies, and whether nobody else could have written what is in it."""

from __future__ import annotations

import os
import stat
import sys

#: Values of ``CDS_KG_CACHE`` that turn the cache off.
_OFF = ("off", "0", "no", "none", "false")

#: The cache belongs to users by number here; elsewhere a profile's folders are private by the system's own rules.
HAS_OWNERS = os.name == "posix"


class Unusable(Exception):
    """Why there is no cache: as said with ``--verbose``, in Vietnamese and in English."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


def place() -> str:
    """The folder of the cache, whether it is there or not.

    ``CDS_KG_CACHE`` names it or turns it off; else it is ``cds-kg`` in ``XDG_CACHE_HOME``, or where the system keeps
    caches.

    Raises:
        Unusable: it is turned off, or the user has no home.
    """
    told = os.environ.get("CDS_KG_CACHE", "").strip()
    if told.lower() in _OFF:
        raise Unusable("bộ nhớ đệm bị tắt (CDS_KG_CACHE)", "the cache is turned off (CDS_KG_CACHE)")
    return os.path.abspath(told) if told else os.path.join(_caches(), "cds-kg")


def _caches() -> str:
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # the standard has a relative one ignored
        if sys.platform == "win32":
            base = os.environ.get("LOCALAPPDATA", "")
        else:
            home = os.path.expanduser("~")  # the root folder where HOME is empty
            base = os.path.join(home, "Library/Caches" if sys.platform == "darwin" else ".cache") if home != "/" else ""
    if not os.path.isabs(base):
        raise Unusable("không rõ thư mục riêng của người dùng (HOME)", "the user's own folder is not known (HOME)")
    return base


def existing() -> str:
    """The folder of the cache, links resolved.

    Raises:
        Unusable: there is none, or others could write in it.
    """
    folder = os.path.realpath(place())
    if not os.path.isdir(folder):
        raise Unusable(f"{folder}: chưa có bộ nhớ đệm", f"{folder}: there is no cache yet")
    require_own(folder)
    return folder


def made() -> str:
    """The folder of the cache, made where it is missing; the home of a user is never made.

    Raises:
        Unusable: it cannot be made, or others could write in it.
    """
    folder = os.path.realpath(place())
    try:
        if not os.path.isdir(folder):
            above = os.path.dirname(folder)
            if not os.path.isdir(above):
                os.mkdir(above, 0o700)
            os.mkdir(folder, 0o700)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise _unwritable(folder) from None
    except OSError as error:
        raise _unwritable(folder) from error
    require_own(folder)
    return folder


def _unwritable(folder: str) -> Unusable:
    return Unusable(f"{folder}: không tạo được thư mục này", f"{folder}: this folder cannot be made")


def require_own(folder: str) -> None:
    """Pass only a folder of this user that nobody else can write in, rename or put another in place of.

    Raises:
        Unusable: it is no such folder.
    """
    if not HAS_OWNERS:
        return
    user = os.geteuid()
    try:
        own = is_own(os.lstat(folder), user) and stat.S_ISDIR(os.lstat(folder).st_mode)
        above = os.path.dirname(folder)
        while own:
            own = _keeps(os.lstat(above), user)
            if above == os.path.dirname(above):
                break
            above = os.path.dirname(above)
    except OSError:
        own = False
    if not own:
        raise Unusable(
            f"{folder}: người khác có thể ghi vào đây, nên không dùng làm bộ nhớ đệm",
            f"{folder}: others could write here, so it is not used as a cache",
        )


def is_own(about: os.stat_result, user: int) -> bool:
    """Whether a file or folder is the user's, to be written by nobody else."""
    return about.st_uid == user and not about.st_mode & 0o022


def _keeps(about: os.stat_result, user: int) -> bool:
    """Whether what lies in a folder cannot be renamed or removed by others: theirs are the owner, or a sticky bit."""
    if about.st_uid not in (0, user):
        return False
    if about.st_mode & stat.S_ISVTX:
        return True
    # A group of the user's own has the user's number: systems that give one let it write by default.
    others = 0o002 if about.st_gid in (0, user) else 0o022
    return not about.st_mode & others


def beside(path: str) -> str:
    """A hidden name in the same folder that nobody else uses."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name.lstrip('.')}.{os.getpid()}-{os.urandom(4).hex()}")
