"""The one error that input from a person can raise."""


class BadInput(Exception):
    """Input that cannot be used. The text is a sentence: file, line, column and what to do.

    Whoever raises it has changed nothing.
    """
