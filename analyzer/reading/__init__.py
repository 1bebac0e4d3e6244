"""From an export's bytes to records: header, cells as text, repairs and rejected lines."""
