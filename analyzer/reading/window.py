"""The text of a member as UTF-8, of which no more is held at once than is looked at."""

from collections.abc import Iterable, Iterator


class Window:
    """The part of a text that is held: it begins where all before has been read, and grows at its end.

    `begin` is how many bytes of the text are before it, and `line` the line, from 1, on which it begins.
    """

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._held = b""
        self._ended = False
        self.begin = 0
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
        self.begin += size
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


def whole_lines(blocks: Iterable[bytes], begin: int) -> Iterator[str]:
    """The text from `begin` bytes on, in pieces that end with a line (at LF), except perhaps the last."""
    unended: list[bytes] = []
    for block in blocks:
        left = block[begin:]
        begin -= len(block) - len(left)
        end = left.rfind(b"\n") + 1
        if end:
            yield b"".join([*unended, left[:end]]).decode()
            unended = []
        unended.append(left[end:])
    yield b"".join(unended).decode()
