"""The kernels compiled to machine code; the compiled code is kept for the next start."""

from __future__ import annotations

import hashlib
import inspect
import os
import types
from functools import cache
from typing import Any

from app.analysis.tracing import down, net, order, pieces, up
from app.base.paths import user_cache

WORTH_COMPILING = 60_000
"""Events from which on loading the compiler pays."""
_MODULES = (pieces, order, down, up)


@cache
def compiled_kernels() -> types.SimpleNamespace:
    """All kernels by name, compiled; the first call ever takes some seconds."""
    # the compiler looks at one file only to see whether kept code is still right
    digest = hashlib.sha256()
    for module in (net, *_MODULES):
        digest.update(inspect.getsource(module).encode())
    os.environ["NUMBA_CACHE_DIR"] = str(user_cache() / f"kernels-{digest.hexdigest()[:16]}")
    import numba

    found: dict[str, Any] = {}
    for module in _MODULES:
        names = {**vars(module), **found}
        for kernel in module.KERNELS:
            clone = types.FunctionType(kernel.__code__, names, kernel.__name__)
            names[kernel.__name__] = numba.njit(cache=True, nogil=True)(clone)
        found |= {kernel.__name__: names[kernel.__name__] for kernel in module.KERNELS}
    return types.SimpleNamespace(**found)


@cache
def plain_kernels() -> types.SimpleNamespace:
    """The same kernels as they are written; over lists quicker than loading the compiler."""
    return types.SimpleNamespace(
        **{kernel.__name__: kernel for module in _MODULES for kernel in module.KERNELS}
    )
