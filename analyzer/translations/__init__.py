"""The catalogues of each language, as `CODE/page.po` and `CODE/mapping.po`."""
