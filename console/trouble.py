"""The error for input from a person that cannot be used."""


class BadInput(Exception):
    """Input that cannot be used. Nothing was changed.

    The text is a sentence for the person: what is wrong, in which file and line, and what to do.
    """
