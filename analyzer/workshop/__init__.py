"""Many exports: who they belong to, a page for each, and one of the group that gives nobody away."""
