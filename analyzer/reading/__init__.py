"""From the bytes of a member to its records: header, cells as text, and what was repaired or rejected."""
