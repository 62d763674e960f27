"""The packaged graph as a ready store on disk, which opens many times faster than its Turtle is read.

The Turtle stays the truth: a store is used only for the very bytes it was made of, and whatever is wrong with it, the
graph is read into memory instead. In the user's cache (`cache_place`) lie

- ``graph-DIGEST/`` (``graph+units-DIGEST/`` with the units): ``store/``, an Oxigraph database that nothing writes any
  more; files made of it by others (`build`); ``files``, the size and the path of all of these;
- ``graph-DEVICE-FILE.stamp``: the state of the Turtle files as the file system tells it, and the digest that they had.

A digest is that of the files' names and contents, the engine's version and ours.
"""

from __future__ import annotations

import os
import stat
import time

import pyoxigraph as ox

from cds_kg.errors import Ignored
from cds_kg.notices import notice
from cds_kg.store.cache_key import contents_of, digest_of, stamp, stamped, state_of
from cds_kg.store.cache_place import HAS_OWNERS, Unusable, beside, existing, is_own, made, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TypeAlias

    #: Name of a file to be kept with a store -> what makes its content of the graph.
    Makers: TypeAlias = Mapping[str, Callable[[ox.Store], bytes]]

_STORE, _FILES = "store", "files"
#: How many stores of one kind are kept: those used last.
_KEPT = 3
#: Bytes: what a store and its making take at most.
_ROOM = 64 * 2**20
#: Seconds: what is left of a build that was ended is removed when it is as old as this.
_LEFT_OVER = 3600.0
#: Seconds between two notes of when a store was used.
_USED = 3600.0

#: What the engine raises for a database that is missing, damaged or unreadable; a panic is none of these.
STORE_ERRORS = (OSError, RuntimeError, ValueError)


class Ready:
    """A store that is ready on disk.

    Attributes:
        folder: where it lies.
        store: the store, open for reading.
    """

    def __init__(self, folder: str, store: ox.Store) -> None:
        self.folder = folder
        self.store = store

    def kept(self, name: str) -> bytes | None:
        """A file that was kept with the store, or ``None``."""
        try:
            with open(os.path.join(self.folder, name), "rb") as file:
                return file.read()
        except OSError:
            return None


def label(modules: Sequence[str], always: Sequence[str]) -> str | None:
    """The name of the set that holds ``modules``, or ``None`` where it is not kept: it lacks some of ``always``."""
    more = sorted(set(modules) - set(always))
    plain = all(name.isascii() and name.replace("-", "").replace("_", "").isalnum() for name in more)
    return "+".join(("graph", *more)) if plain and set(always) <= set(modules) else None


def ready(name: str, files: Sequence[str]) -> Ready | None:
    """The store of a set, or ``None`` where there is none that fits the files as they are; a notice tells why.

    Args:
        name: the set, see `label`.
        files: its Turtle files.
    """
    try:
        return _find(name, files) if os.path.isdir(place()) else None
    except Unusable as error:
        say(error)
    except OSError as error:
        say(Unusable(f"{error.filename}: không đọc được bộ nhớ đệm", f"{error.filename}: the cache cannot be read"))
    return None


def has_room() -> bool:
    """Whether a store can be made, as far as can be told beforehand; a notice tells why not."""
    try:
        folder = made()
        if not os.access(folder, os.W_OK):
            raise _unwritable(folder)
        if HAS_OWNERS:
            disk = os.statvfs(folder)
            if disk.f_bavail * disk.f_frsize < _ROOM:
                raise _unwritable(folder)
    except Unusable as error:
        say(error)
        return False
    except OSError:
        return False
    return True


def build(name: str, files: Sequence[str], makers: Makers | None = None) -> str:
    """Make the store of a set, unless it is there, and return its folder.

    It is made beside its place and renamed when it is whole, so that two processes do each other no harm.

    Args:
        name, files: as for `ready`.
        makers: of the files to be kept with the store.

    Raises:
        Unusable: there is no cache to write in, or no room in it, or the files changed meanwhile.
    """
    folder = made()
    try:
        state, contents = state_of(files), contents_of(files)
        digest = digest_of(contents)
        if state != state_of(files):
            raise Unusable("các tệp Turtle vừa thay đổi", "the Turtle files have just changed")
        target = os.path.join(folder, f"{name}-{digest}")
        if not _is_whole(target, makers or ()):
            _remove(target)
            _make(target, contents.values(), makers or {})
        stamp(folder, name, files, digest, state)
        prune(folder, os.path.basename(target))
    except STORE_ERRORS as error:
        raise _unwritable(folder) from error
    return target


def dropped(suspect: Ready) -> bool:
    """Whether a store whose query failed is damaged, byte for byte; if so, it is removed.

    An open looks at sizes alone, and the engine may read a damaged index for ever.
    """
    folder = suspect.folder
    listed = _listed(folder)
    try:
        if listed and all(_checksum(os.path.join(folder, path)) == told for path, (_, told) in listed.items()):
            return False
    except OSError:
        pass
    say(Unusable(f"{folder}: bộ nhớ đệm bị hỏng, đã bỏ", f"{folder}: the cache was damaged and is dropped"))
    _remove(folder)
    return True


def prune(folder: str, keep: str = "") -> None:
    """Remove what is left of builds that were ended, and of each kind all stores but those that were used last.

    A process that has such a store open goes on: its files are open; where the system does not remove open files,
    they stay.
    """
    stores: dict[str, list[tuple[float, str]]] = {}
    now = time.time()
    for entry in _ours(folder):
        with Ignored(OSError):
            changed = entry.stat(follow_symlinks=False).st_mtime
            if entry.name.startswith("."):
                if now - changed > _LEFT_OVER:
                    _remove(entry.path)
            elif not entry.name.endswith(".stamp"):
                stores.setdefault(entry.name.rpartition("-")[0], []).append((changed, entry.name))
    for found in stores.values():
        for _, name in sorted(found, reverse=True)[_KEPT:]:
            if name != keep:
                _remove(os.path.join(folder, name))


def clear() -> tuple[str, int]:
    """Remove everything that is ours in the cache; its folder, and how many bytes were freed.

    Raises:
        Unusable: there is no cache, or others could write in it.
    """
    folder = existing()
    freed = 0
    for entry in list(_ours(folder)):
        freed += _size(entry.path)
        _remove(entry.path)
    with Ignored(OSError):
        os.rmdir(folder)  # stays where something else lies in it
    return folder, freed


def stores() -> list[dict[str, object]]:
    """What is kept: ``name``, ``folder``, ``bytes`` and ``whole`` of each store, by name.

    Raises:
        Unusable: there is no cache, or others could write in it.
    """
    found = [entry.path for entry in _ours(existing()) if entry.name[0] != "." and not entry.name.endswith(".stamp")]
    return [
        {
            "name": os.path.basename(path).rpartition("-")[0],
            "folder": path,
            "bytes": _size(path),
            "whole": _is_whole(path),
        }
        for path in sorted(found)
    ]


def _find(name: str, files: Sequence[str]) -> Ready | None:
    folder = existing()
    digest = stamped(folder, name, files)
    if digest is None:
        if not any(entry.startswith(f"{name}-") for entry in os.listdir(folder)):
            return None
        state = state_of(files)
        digest = digest_of(contents_of(files))
        if state == state_of(files):
            stamp(folder, name, files, digest, state)
    return _open(os.path.join(folder, f"{name}-{digest}"))


def _make(target: str, contents: Iterable[bytes], makers: Makers) -> None:
    new = beside(target)
    os.mkdir(new, 0o700)
    try:
        memory = ox.Store()
        for content in contents:
            memory.load(content, ox.RdfFormat.TURTLE)
        for other, make in makers.items():
            with open(os.path.join(new, other), "xb") as file:
                file.write(make(memory))
        # One load of all there is gives one file per index: it need not be compacted, and opens sooner.
        triples = memory.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
        disk = ox.Store(os.path.join(new, _STORE))
        disk.bulk_load(triples, ox.RdfFormat.N_TRIPLES, lenient=True)
        disk.flush()
        complete = len(disk) == len(memory)
        del disk  # closes it
        if not complete:
            raise RuntimeError("the store on disk is not complete")
        _seal(new)
        try:
            os.rename(new, target)
        except OSError:
            if not _is_whole(target, makers):
                raise
            _remove(new)  # another process was faster
    except BaseException:
        _remove(new)
        raise


def _seal(folder: str) -> None:
    """Write down what a whole store consists of; nobody but the user may even read it."""
    lines = []
    for path in _paths(folder):
        if os.path.basename(path).startswith("LOG"):
            os.unlink(path)
            continue
        os.chmod(path, 0o600)
        lines.append(f"{os.path.getsize(path)} {_checksum(path)} {os.path.relpath(path, folder)}\n")
    os.chmod(os.path.join(folder, _STORE), 0o700)
    with open(os.path.join(folder, _FILES), "x", encoding="utf-8") as file:
        file.write("".join(lines) + "whole\n")
        os.chmod(file.fileno() if HAS_OWNERS else file.name, 0o600)


def _is_whole(folder: str, needed: Iterable[str] = ()) -> bool:
    """Whether a store has all its files, those ``needed`` among them, each of its size, regular, and the user's own."""
    user = os.geteuid() if HAS_OWNERS else 0

    def own(path: str, kind: Callable[[int], bool]) -> int:
        about = os.lstat(path)
        if not kind(about.st_mode) or (HAS_OWNERS and not is_own(about, user)):
            raise OSError
        return about.st_size

    try:
        own(folder, stat.S_ISDIR)
        own(os.path.join(folder, _STORE), stat.S_ISDIR)
        own(os.path.join(folder, _FILES), stat.S_ISREG)
        listed = _listed(folder)
        if not listed or not listed.keys() >= set(needed):
            return False
        return all(own(os.path.join(folder, path), stat.S_ISREG) == size for path, (size, _) in listed.items())
    except (OSError, ValueError):
        return False


def _listed(folder: str) -> dict[str, tuple[int, int]]:
    """File of a store -> its size and checksum when it was made; nothing where the list itself is not whole."""
    try:
        with open(os.path.join(folder, _FILES), encoding="utf-8") as file:
            *lines, end = file.read().splitlines()
        told = (line.split(" ", 2) for line in lines)
        return {path: (int(size), int(checksum)) for size, checksum, path in told} if end == "whole" else {}
    except (OSError, ValueError):
        return {}


def _checksum(path: str) -> int:
    import zlib

    with open(path, "rb") as file:
        return zlib.crc32(file.read())


def _open(folder: str) -> Ready | None:
    if not _is_whole(folder):
        return None
    try:
        store = ox.Store.read_only(os.path.join(folder, _STORE))
    except STORE_ERRORS:
        _remove(folder)  # damaged: it is made anew
        return None
    with Ignored(OSError):
        if time.time() - os.stat(folder).st_mtime > _USED:
            os.utime(folder)  # what is used stays
    return Ready(folder, store)


def _ours(folder: str) -> list[os.DirEntry[str]]:
    """What we wrote in the cache: nothing else in the folder is ever touched."""
    with os.scandir(folder) as entries:
        return sorted(
            (e for e in entries if e.name.lstrip(".").startswith(("graph-", "graph+")) and not e.is_symlink()),
            key=lambda entry: entry.name,
        )


def _paths(folder: str) -> list[str]:
    return sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)


def _size(path: str) -> int:
    if os.path.isdir(path):
        return sum(os.lstat(file).st_size for file in _paths(path))
    return os.lstat(path).st_size


def _remove(path: str) -> None:
    """Remove a store or a file, first from its place, so that nobody opens half a store."""
    if not os.path.lexists(path):
        return
    aside = beside(path)
    with Ignored(OSError):
        import shutil  # takes as long as opening a store

        os.rename(path, aside)
        if os.path.isdir(aside) and not os.path.islink(aside):
            shutil.rmtree(aside, ignore_errors=True)
        else:
            os.unlink(aside)


def _unwritable(folder: str) -> Unusable:
    return Unusable(
        f"{folder}: không ghi được bộ nhớ đệm (ổ đĩa đầy, hoặc chỉ đọc)",
        f"{folder}: the cache cannot be written (the disk is full, or read-only)",
    )


def say(why: Unusable) -> None:
    """Tell why the graph is read from its files."""
    notice(f"{why.vi}; đọc đồ thị từ các tệp Turtle.", f"{why.en}; the graph is read from the Turtle files.")
