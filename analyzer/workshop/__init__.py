"""From many exports to a page for each person, and one for the group that identifies no one."""
