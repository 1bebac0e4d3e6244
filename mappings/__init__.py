"""The mapping, as data: categories, tables of the export, and what the documents say."""
