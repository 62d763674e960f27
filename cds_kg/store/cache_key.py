"""Which content a set of packaged files has: by its digest, or at once by the state that the file system tells."""

from __future__ import annotations

import os
import time

import pyoxigraph as ox

from cds_kg import __version__, resources
from cds_kg.errors import Ignored
from cds_kg.store.cache_place import HAS_OWNERS, beside, is_own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Raised when what is kept, or how, changes.
_FORMAT = 1

_VERSIONS = f"cds-kg-cache {_FORMAT} {__version__} {ox.__version__}"
#: Seconds: how old a change must be for the file system's clock to tell it from a later one.
_SETTLED = 2.5


def contents_of(files: Sequence[str]) -> dict[str, bytes]:
    """Path below the data folder -> the bytes of each file."""
    contents = {}
    for path in files:
        with open(path, "rb") as file:
            contents[_short(path)] = file.read()
    return contents


def digest_of(contents: Mapping[str, bytes]) -> str:
    """The digest of files with these contents, read by this version of the engine and of ours."""
    from hashlib import blake2b  # where stamps fit, there is no need of it

    whole = blake2b(_VERSIONS.encode(), digest_size=16)
    for path, content in contents.items():
        whole.update(f"\n{path}\n{len(content)}\n".encode("utf-8", "surrogateescape"))
        whole.update(content)
    return whole.hexdigest()


def state_of(files: Sequence[str]) -> str:
    """The state of the files: a change of content changes it, since nobody can set the time of the last change."""
    lines = [_VERSIONS]
    for path in files:
        s = os.stat(path)
        lines.append(f"{s.st_size} {s.st_mtime_ns} {s.st_ctime_ns} {s.st_ino} {s.st_dev} {_short(path)}")
    return "\n".join(lines)


def _short(path: str) -> str:
    return path[len(resources.root()) + 1 :]


def _stamp_path(folder: str, name: str, files: Sequence[str]) -> str:
    about = os.stat(files[0])
    return os.path.join(folder, f"{name}-{about.st_dev:x}-{about.st_ino:x}.stamp")


def stamped(folder: str, name: str, files: Sequence[str]) -> str | None:
    """The digest that the files had when they were in this very state."""
    if not HAS_OWNERS:  # the system tells when a file was made, not when it was changed
        return None
    try:
        path = _stamp_path(folder, name, files)
        if not is_own(os.lstat(path), os.geteuid()):
            return None
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            digest, _, state = file.read().partition("\n")
        return digest if state == state_of(files) else None
    except (OSError, ValueError):
        return None


def stamp(folder: str, name: str, files: Sequence[str], digest: str, state: str) -> None:
    """Note the digest of files in a state, once a later change could not leave them in the same."""
    with Ignored(OSError):
        if not HAS_OWNERS or time.time() - max(os.stat(path).st_ctime for path in files) < _SETTLED:
            return
        path = _stamp_path(folder, name, files)
        new = beside(path)
        try:
            with open(new, "x", encoding="utf-8", errors="surrogateescape") as file:
                os.chmod(file.fileno(), 0o600)
                file.write(f"{digest}\n{state}")
            os.replace(new, path)
        except BaseException:
            with Ignored(OSError):
                os.unlink(new)
            raise
