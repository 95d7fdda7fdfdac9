"""The errors that callers may meet; each message says what to do next."""


class Phi4NodeError(Exception):
    """Base of every error that this library raises on purpose.

    Attributes:
        exit_code: What the command line ends with when this error reaches it.
    """

    exit_code = 1


class BadInputError(Phi4NodeError, ValueError):
    """The caller's text cannot be a problem or an answer: empty, too long, or not text."""

    exit_code = 2
