"""How long one participant may take, and how much memory they may need."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Budget:
    """Seconds, and megabytes of memory at the peak; None for as much as it takes."""

    seconds: int | None = None
    megabytes: int | None = None

    @property
    def too_slow(self) -> str:
        """What is said of a participant who took longer."""
        return f"It took longer than {self.seconds} seconds; --limit-seconds allows more."

    @property
    def too_large(self) -> str:
        """What is said of a participant who needed more memory."""
        return f"It needed more than {self.megabytes:,} MB of memory; --limit-memory allows more."


UNLIMITED: Final = Budget()

SECONDS: Final = 300
MEGABYTES: Final = 2000
USUAL: Final = Budget(SECONDS, MEGABYTES)
"""Where nothing else is said: many times what the largest honest export takes."""
