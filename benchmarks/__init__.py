"""How fast this program is and how much memory it needs, beside other ways to count the same files."""
