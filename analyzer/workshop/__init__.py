"""Many exports: whose they are, a page for each person, and one for the group that gives nobody away."""
