"""The names of an export's members: as a ZIP or folder has them, to as they are matched and shown."""

import zipfile
from contextlib import suppress

from analyzer.normal import normal


class MemberNames:
    """Names for members, none of them given twice: a ZIP can hold the same name twice, or twenty thousand times."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._tried: dict[str, int] = {}

    def unused(self, name: str) -> str:
        """The name, with a number if another member has it."""
        stem, dot, ending = name.rpartition(".")
        number = self._tried.get(name, 1)
        shown = name
        while shown in self._given:
            number += 1
            shown = f"{stem} [{number}].{ending}" if dot else f"{name} [{number}]"
        self._tried[name] = number
        self._given.add(shown)
        return shown


def shown_name(name: str) -> str:
    """A member's path as it is matched and shown: composed, and valid text even if the name is not."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return normal("NFC", text)


def entry_name(info: zipfile.ZipInfo) -> str:
    """The path that an entry of a ZIP has inside it."""
    name = info.filename
    if not info.flag_bits & 0x800:
        # ZIPs made on a Mac hold UTF-8 names without the flag for it, so Python reads them as code page
        # 437. If the bytes of a name decode as UTF-8, they are UTF-8.
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    # Only shown and matched, never written to: a leading `/`, `..` or `C:` cannot do any harm.
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in {"", "."})
