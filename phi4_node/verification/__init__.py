"""The verifier: problem and answer in, verdict with proof out; it knows nothing of LangChain.

Importing this is cheap: what a name needs is loaded when the name is first used.
SymPy is loaded in the workers only.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phi4_node.verification.calculator import (
        Calculation,
        Comparison,
        acalculate,
        acompare_answers,
        calculate,
        compare_answers,
    )
    from phi4_node.verification.certificate import (
        CertificateError,
        Replay,
        areplay,
        certificate_schema,
        certify,
        read_certificate,
        replay,
    )
    from phi4_node.verification.facade import (
        acheck_calculation,
        acheck_formalisation,
        adecide_formalisation,
        averify,
        check_calculation,
        check_formalisation,
        decide_formalisation,
        verify,
    )
    from phi4_node.verification.sandbox.pool import (
        DeadlineError,
        PoolBusyError,
        PoolClosedError,
        SandboxError,
        WorkerCrashedError,
        WorkerMemoryError,
        WorkerPool,
        WorkerStartError,
        default_pool,
    )
    from phi4_node.verification.solver import asolve, solve
    from phi4_node.verification.verdict import verdict_of

__all__ = [
    "Calculation",
    "CertificateError",
    "Comparison",
    "DeadlineError",
    "PoolBusyError",
    "PoolClosedError",
    "Replay",
    "SandboxError",
    "WorkerCrashedError",
    "WorkerMemoryError",
    "WorkerPool",
    "WorkerStartError",
    "acalculate",
    "acheck_calculation",
    "acheck_formalisation",
    "acompare_answers",
    "adecide_formalisation",
    "areplay",
    "asolve",
    "averify",
    "calculate",
    "certificate_schema",
    "certify",
    "check_calculation",
    "check_formalisation",
    "compare_answers",
    "decide_formalisation",
    "default_pool",
    "read_certificate",
    "replay",
    "solve",
    "verdict_of",
    "verify",
]

_HOME = {
    "calculator": (
        "Calculation",
        "Comparison",
        "acalculate",
        "acompare_answers",
        "calculate",
        "compare_answers",
    ),
    "certificate": (
        "CertificateError",
        "Replay",
        "areplay",
        "certificate_schema",
        "certify",
        "read_certificate",
        "replay",
    ),
    "facade": (
        "acheck_calculation",
        "acheck_formalisation",
        "adecide_formalisation",
        "averify",
        "check_calculation",
        "check_formalisation",
        "decide_formalisation",
        "verify",
    ),
    "solver": ("asolve", "solve"),
    "verdict": ("verdict_of",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(f"{__name__}.{_MODULE_OF.get(name, 'sandbox.pool')}")
    value: object = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
