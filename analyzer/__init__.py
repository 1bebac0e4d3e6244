"""linkedin-exposure: how much of a LinkedIn export falls in categories said to be used for AI."""

__version__ = "0.1.0"
