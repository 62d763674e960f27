"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import stat

from cds_kg.errors import Ignored, OutputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO


class NewFile:
    """A file that is written beside its path and put in its place by `commit`, or left out by `abandon`.

    A file that is replaced keeps its permissions, a symbolic link its target; devices are written to directly.

    Args:
        path: the file's path.

    Raises:
        OutputError: on every step: the folder is missing, is no folder, or may not be written; the disk is full.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = path
        self._beside: str | None = None
        try:
            self._target = os.path.realpath(path)
            self._mode = os.stat(self._target).st_mode if os.path.exists(self._target) else None
            if self._mode is not None and stat.S_ISDIR(self._mode):
                raise IsADirectoryError
            device = self._mode is not None and not stat.S_ISREG(self._mode)
            self._beside = None if device else f"{self._target}.{os.getpid()}.tmp"
            self._file: BinaryIO = open(self._beside or self._target, "xb" if self._beside else "wb")  # noqa: SIM115
        except (OSError, ValueError) as error:
            raise _unwritable(path, error) from error

    def write(self, data: bytes) -> None:
        """Add ``data`` at the end."""
        try:
            self._file.write(data)
        except (OSError, ValueError) as error:
            raise _unwritable(self._path, error) from error

    def commit(self) -> None:
        """Put the file in its place."""
        try:
            self._file.close()
            if self._beside is not None:
                if self._mode is not None:
                    os.chmod(self._beside, stat.S_IMODE(self._mode))
                os.replace(self._beside, self._target)
        except (OSError, ValueError) as error:
            raise _unwritable(self._path, error) from error

    def abandon(self) -> None:
        """Leave everything as it was before."""
        with Ignored(OSError, ValueError):
            self._file.close()
        if self._beside is not None:
            with Ignored(OSError, ValueError):
                os.unlink(self._beside)


def write_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Write ``data`` as a `NewFile`.

    Raises:
        OutputError: the folder is missing, is no folder, or may not be written; the disk is full.
    """
    file = NewFile(path)
    try:
        file.write(data)
        file.commit()
    except BaseException:
        file.abandon()
        raise


def _unwritable(path: str | os.PathLike[str], error: Exception) -> OutputError:
    if isinstance(error, IsADirectoryError):
        vi, en = "đây là thư mục; hãy đặt tên một tệp.", "this is a directory; name a file."
    elif isinstance(error, FileNotFoundError | NotADirectoryError):
        vi, en = "không có thư mục chứa tệp này; hãy tạo thư mục trước.", "its folder does not exist; make it first."
    elif isinstance(error, PermissionError):
        vi, en = "không có quyền ghi; hãy kiểm tra quyền truy cập.", "it may not be written; check the permissions."
    else:
        vi, en = "không ghi được; hãy kiểm tra ổ đĩa và tên tệp.", "it cannot be written; check the disk and the name."
    return OutputError(f"{path}: {vi}", f"{path}: {en}")
