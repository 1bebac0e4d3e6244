"""The subcommands of `exposure`, one module each; `tools` holds the small ones."""
