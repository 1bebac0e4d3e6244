"""LinkedIn's export and the statements of the articles, as frozen values loaded from `mappings/`."""
