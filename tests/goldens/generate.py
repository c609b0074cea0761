#!/usr/bin/env python3
"""Writes data/: `python3 generate.py`, with the packages of requirements.txt installed; `python3 generate.py losses metrics` writes
some of the files. Seeds are fixed, and every file says which versions wrote it.

Inputs are drawn on a coarse grid, so that they are exact in every float dtype. Outputs come from NumPy, PyTorch and Keras in
float64, and from a few lines of Python where only Neurite defines what is computed: `by` of a primitive's row says which.
Keras drops to float32 inside some of its operations, so its numbers hold to about six digits.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np

from generator.encode import write_rows

data = Path(__file__).parent / "data"

# The files, and the backend that Keras computes each with.
files = {
    "primitives": None,
    "activations": "torch",
    "layers": "torch",
    "pooling": "jax",
    "losses": "torch",
    "metrics": "torch",
    "optimizers": "torch",
}


def primitive_file():
    import torch

    from generator import primitives

    return {"torch": torch.__version__}, primitives.rows()


def keras_file(name):
    import importlib

    import keras

    from generator import keras_cases

    backend = keras.config.backend()
    versions = {"keras": keras.__version__, backend: importlib.import_module(backend).__version__}
    return versions, list(keras_cases.modules[name].rows())


def write(name):
    versions, rows = keras_file(name) if files[name] else primitive_file()
    write_rows(data / f"{name}.json", {"python": platform.python_version(), "numpy": np.__version__, **versions}, rows)


def write_apart(name):
    """In a process of its own: Keras has one backend per process. `KERAS_BACKEND` overrides which, to compare."""
    own = {"KERAS_BACKEND": files[name] or "", "JAX_ENABLE_X64": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    subprocess.run([sys.executable, __file__, "--here", name], env={**own, **os.environ}, check=True)


if __name__ == "__main__":
    data.mkdir(exist_ok=True)
    here, *names = sys.argv[1:] or [""]
    if here == "--here":
        write(*names)
    else:
        for each in sys.argv[1:] or files:
            write_apart(each)
