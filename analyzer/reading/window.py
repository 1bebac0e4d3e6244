"""The text of a member as UTF-8, of which no more is held at once than is looked at."""

from collections.abc import Iterable


class Window:
    """The part of a text that is held: it begins where all before has been read, and grows at its end.

    `line` is the line, from 1, on which it begins.
    """

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._held = b""
        self._ended = False
        self.line = 1

    def look(self, size: int) -> tuple[bytes, bool]:
        """The text from where the window begins: whole characters in `size` bytes or a little more, or all
        there is; and whether it is all.

        It never ends between the two characters of a line end.
        """
        while len(self._held) <= size and not self._ended:
            self._grow(size)
        end = min(size, len(self._held))
        while end < len(self._held) and self._held[end] & 0xC0 == 0x80:
            end += 1
        if self._held[end - 1 : end] == b"\r" and end < len(self._held):
            end += self._held[end : end + 1] == b"\n"
        return self._held[:end], self._ended and end == len(self._held)

    def forget(self, size: int, lines: int) -> None:
        """Let the window begin `size` bytes and `lines` lines further on."""
        self._held = self._held[size:]
        self.line += lines

    def _grow(self, size: int) -> None:
        grown = [self._held]
        length = len(self._held)
        while length <= size:
            block = next(self._blocks, None)
            if block is None:
                self._ended = True
                break
            grown.append(block)
            length += len(block)
        self._held = b"".join(grown)
