"""What is worth knowing of how the work is done, and no error: said with ``--verbose``, kept quiet otherwise."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

#: Called with what there is to say, in Vietnamese and in English; set where somebody wants to know.
listener: Callable[[str, str], None] | None = None
_said: set[str] = set()


def notice(vi: str, en: str) -> None:
    """Tell the listener, each thing once in a process."""
    if listener is not None and en not in _said:
        _said.add(en)
        listener(vi, en)
