"""What can go wrong with weights; each message says what to do next."""

from __future__ import annotations

from phi4_node.errors import ExitCode, Phi4NodeError


class WeightsError(Phi4NodeError):
    """Base of every error about weights."""

    exit_code = ExitCode.DOWNLOAD_FAILED


class UnknownWeightsError(WeightsError, LookupError):
    """No weights are known under this name."""

    exit_code = ExitCode.NO_MODEL


class SourceUnreachableError(WeightsError, ConnectionError):
    """A source of weights did not answer; the next one is tried."""


class SourceAwayError(SourceUnreachableError):
    """Nothing answers at all, so that asking the same server for something else is of no use."""


class WrongHashError(WeightsError):
    """What arrived is not what was expected; it was deleted."""


class DiskFullError(WeightsError, OSError):
    """The weights do not fit on the disk."""


class ConversionError(WeightsError):
    """Weights cannot be put into another form."""


class ConverterMissingError(ConversionError, ImportError):
    """What converts weights is not installed."""

    exit_code = ExitCode.NO_MODEL
