"""The form of a row, and the dtypes that rows are made for.

A row is one application of a primitive. `"$"` stands for the row's dtype wherever a dtype is expected; an operand or a result
without a dtype has the row's. Results may be off by `ulps` units in the last place of their dtype; NaN matches NaN, and the sign
of a zero counts unless `zeroSign` is "any".
"""

import numpy as np

from ..encode import tensor

floats = ["float32", "float16", "float64"]
integers = ["int32", "uint32", "int8", "uint8"]
numeric = floats + integers
every = numeric + ["bool"]

here = "$"


def is_float(dtype):
    return dtype in floats


def make(primitive, dtype, operands, results, attributes=None, ulps=0, by="NumPy", zero_sign=None):
    """A row from arrays; an array stands for a tensor of its own dtype."""
    row = {"primitive": primitive, "dtype": dtype, "by": by}
    if attributes:
        row["attributes"] = attributes
    if ulps:
        row["ulps"] = ulps
    if zero_sign:
        row["zeroSign"] = zero_sign
    row["operands"] = [typed(operand, dtype) for operand in operands]
    row["results"] = [typed(result, dtype) for result in results]
    return row


def typed(array, dtype):
    """The array as a tensor; where its dtype is not the row's, it is named, and so is an index, which is always int32."""
    if isinstance(array, dict):
        return array
    own = str(array.dtype)
    return tensor(array, None if own == dtype else own)


def fixed(array):
    """A tensor whose dtype does not vary with the row's, such as indices."""
    return tensor(array, str(array.dtype))


def distinct(dtype, shape, start=1):
    """Different elements, in no order; booleans of no pattern; floats hold a negative zero and what is no number."""
    size = int(np.prod(shape))
    order = np.random.default_rng(size + start).permutation(size)
    if dtype == "bool":
        return (order % 3 == 0).reshape(shape)
    if not is_float(dtype):
        return (order + start).astype(dtype).reshape(shape)
    values = (order - size // 2) * 0.75 + start
    specials = [-0.0, np.nan, np.inf]
    values[: min(size, 3)] = specials[: min(size, 3)]
    return np.random.default_rng(size).permutation(values).astype(dtype).reshape(shape)


def small(dtype, shape, seed):
    """Small numbers whose sums and products are exact in every dtype that holds them: multiples of 1/4 for floats."""
    draws = np.random.default_rng(seed)
    if is_float(dtype):
        return (draws.integers(-12, 13, shape) / 4).astype(dtype)
    low, high = (-5, 6) if dtype in ("int32", "int8") else (0, 6)
    return draws.integers(low, high, shape).astype(dtype)
