"""From one member's bytes to its records: header, cells as text, and what was repaired or rejected."""
