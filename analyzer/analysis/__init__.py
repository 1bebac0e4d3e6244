"""From records to numbers. Only numbers, dates, and names of files and columns leave; no cell does."""
