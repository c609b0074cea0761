"""Elementwise primitives.

Transcendental functions are computed in NumPy's long double and rounded once; `erf` by the C library in float64. What NumPy
defines otherwise or leaves open (truncating integer division, integers to negative powers) is computed in Python's exact
integers; casts that saturate are clipped before NumPy casts.
"""

import math

import numpy as np

from .row import every, fixed, floats, here, integers, is_float, make, numeric

points = [
    0.0, -0.0, 1, -1, 0.5, -0.5, 1.5, -1.5, 2, -2, 2.5, -2.5, 3.5, 0.25, -0.75, 0.9990234375, 1.0009765625,
    1e-3, -1e-3, 1e-7, -1e-7, 1e-20, 3.25, -7.75, 10, -10, 16.5, -16.5, 20, -20, 44, -44, 88, -88, 89, -89, 100, -104,
    709, -745, 1000, 1e4, -1e4, 65504, 1e10, 1e20, -1e30, 3e38, math.pi / 2, -math.pi / 2, math.pi, math.inf, -math.inf, math.nan,
]  # fmt: skip


def edges(dtype):
    """The points, the limits of the dtype, and what lies beside them."""
    if dtype == "bool":
        return np.array([False, True])
    if not is_float(dtype):
        info = np.iinfo(dtype)
        inside = [v for v in [0, 1, 2, 3, 5, 7, 31, 100, 127, -1, -2, -3, -7, -100] if info.min <= v <= info.max]
        return np.array([*inside, info.max, info.max - 1, info.min, info.min + 1], dtype)
    info = np.finfo(dtype)
    limits = [info.max, -info.max, info.tiny, -info.tiny, info.smallest_subnormal, 1 + info.eps, 1 - info.epsneg, 0.5 - info.epsneg / 2]
    draws = np.random.default_rng(7).normal(0, 2, 8)
    return np.concatenate([np.array(points, dtype), np.array(limits, dtype), draws.astype(dtype)])


def rounded(function):
    """The function in long double, rounded once to the dtype of the operands."""
    return lambda *operands: np.asarray(function(*[operand.astype(np.longdouble) for operand in operands]))


def sigmoid(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))


erf = np.vectorize(math.erf, otypes=[np.float64])

# Float functions: how, and how many ulps a result may be off in float32 and float16, and in float64.
unary_floats = {
    "exp": (rounded(np.exp), 1, 2),
    "expm1": (rounded(np.expm1), 1, 2),
    "log": (rounded(np.log), 1, 2),
    "log1p": (rounded(np.log1p), 1, 2),
    "sqrt": (np.sqrt, 0, 0),
    "rsqrt": (rounded(lambda x: 1 / np.sqrt(x)), 1, 2),
    "sin": (rounded(np.sin), 1, 2),
    "cos": (rounded(np.cos), 1, 2),
    "tan": (rounded(np.tan), 1, 2),
    "asin": (rounded(np.arcsin), 1, 2),
    "acos": (rounded(np.arccos), 1, 2),
    "atan": (rounded(np.arctan), 1, 2),
    "sinh": (rounded(np.sinh), 1, 3),
    "cosh": (rounded(np.cosh), 1, 3),
    "tanh": (rounded(np.tanh), 1, 3),
    "asinh": (rounded(np.arcsinh), 1, 3),
    "acosh": (rounded(np.arccosh), 1, 3),
    "atanh": (rounded(np.arctanh), 1, 3),
    "sigmoid": (rounded(sigmoid), 1, 3),
    "erf": (erf, 1, 4),
    "floor": (np.floor, 0, 0),
    "ceil": (np.ceil, 0, 0),
    "round": (np.rint, 0, 0),
}


def unary_rows():
    for dtype in numeric:
        x = edges(dtype)
        yield make("neg", dtype, [x], [np.negative(x)])
        yield make("abs", dtype, [x], [np.abs(x)])
        yield make("sign", dtype, [x], [np.sign(x)], zero_sign="any")
    for primitive, (function, ulps, ulps64) in unary_floats.items():
        for dtype in floats:
            x = edges(dtype)
            by = "Python's math" if primitive == "erf" else "NumPy"
            yield make(primitive, dtype, [x], [function(x).astype(dtype)], ulps=ulps64 if dtype == "float64" else ulps, by=by)
    for dtype in integers:
        yield make("bitwiseNot", dtype, [edges(dtype)], [np.invert(edges(dtype))])
    yield make("logicalNot", "bool", [edges("bool")], [np.logical_not(edges("bool"))])


pair_points = [0.0, -0.0, 1, -1, 0.5, -2.5, 3, -7.25, 1e-5, 40, math.inf, -math.inf, math.nan]


def pairs(dtype):
    """Every pair of some edges."""
    if dtype == "bool":
        one = np.array([False, True])
    elif is_float(dtype):
        one = np.array([*pair_points, np.finfo(dtype).max, np.finfo(dtype).tiny], dtype)
    else:
        info = np.iinfo(dtype)
        inside = [v for v in [0, 1, 2, 3, 7, 8, 31, 32, 100, -1, -2, -8] if info.min <= v <= info.max]
        one = np.array([*inside, info.max, info.min], dtype)
    a, b = np.meshgrid(one, one, indexing="ij")
    return a.ravel(), b.ravel()


def wrap(value, dtype):
    """An exact integer in the dtype, as two's complement wraps it."""
    info = np.iinfo(dtype)
    return (value - info.min) % 2**info.bits + info.min


def integer_function(function):
    """An exact function of Python's integers, wrapped."""
    return lambda a, b: np.array([wrap(function(int(x), int(y)), a.dtype) for x, y in zip(a, b)], a.dtype)


def truncating_quotient(a, b):
    return 0 if b == 0 else (abs(a) // abs(b)) * (1 if (a < 0) == (b < 0) else -1)


def integer_power(base, exponent):
    if exponent >= 0:
        return pow(base, exponent) if abs(base) < 2 else pow(base, exponent, 2**64)
    return {1: 1, -1: 1 if exponent % 2 == 0 else -1}.get(base, 0)


def float_mod(a, b):
    return (np.mod if a.dtype == np.float64 else rounded(np.mod))(a, b)


arithmetic = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "min": np.minimum,
    "max": np.maximum,
}
bitwise = {"bitwiseAnd": np.bitwise_and, "bitwiseOr": np.bitwise_or, "bitwiseXor": np.bitwise_xor}
shifts = {"shiftLeft": np.left_shift, "shiftRight": np.right_shift}
logical = {"logicalAnd": np.logical_and, "logicalOr": np.logical_or}
comparisons = {
    "equal": np.equal,
    "notEqual": np.not_equal,
    "less": np.less,
    "lessEqual": np.less_equal,
    "greater": np.greater,
    "greaterEqual": np.greater_equal,
}


def binary_rows():
    for dtype in numeric:
        a, b = pairs(dtype)
        for primitive, function in arithmetic.items():
            yield make(primitive, dtype, [a, b], [function(a, b)], zero_sign="any" if primitive in ("min", "max") else None)
    for dtype in floats:
        a, b = pairs(dtype)
        yield make("div", dtype, [a, b], [np.divide(a, b)])
        yield make("mod", dtype, [a, b], [float_mod(a, b).astype(dtype)])
        yield make("pow", dtype, [a, b], [rounded(np.power)(a, b).astype(dtype)], ulps=3 if dtype == "float64" else 1)
        yield make("atan2", dtype, [a, b], [rounded(np.arctan2)(a, b).astype(dtype)], ulps=2 if dtype == "float64" else 1)
    for dtype in integers:
        a, b = pairs(dtype)
        yield make("div", dtype, [a, b], [integer_function(truncating_quotient)(a, b)], by="Python")
        yield make("mod", dtype, [a, b], [np.mod(a, b)])
        yield make("pow", dtype, [a, b], [integer_function(integer_power)(a, b)], by="Python")
    for table, dtypes in [(bitwise, [*integers, "bool"]), (shifts, integers), (logical, ["bool"]), (comparisons, every)]:
        for primitive, function in table.items():
            for dtype in dtypes:
                a, b = pairs(dtype)
                result = np.asarray(function(a, b))
                yield make(primitive, dtype, [a, b], [fixed(result) if table is comparisons else result])


def select_rows():
    for dtype in every:
        a, b = pairs(dtype)
        condition = np.arange(a.size) % 3 != 0
        yield make("select", dtype, [fixed(condition), a, b], [np.where(condition, a, b)])


def cast_points(dtype):
    if not is_float(dtype):
        return edges(dtype)
    tied = [2047.5, 2049, 2051, 65519, 65520, 16777217, 16777219, 1 + 2**-11 + 2**-30, 2**-25, 2**-24 * 1.5, 1e-41]
    limits = [127.9, 128, 255.9, 256, -128.9, -129, 2147483647.5, 2147483648, -2147483649, 4294967295.5, 4294967296, 1e20, -1e20]
    return np.concatenate([edges(dtype), np.array(tied + limits, dtype)])


def cast(x, target):
    """Floats to integers truncate and saturate, NaN gives 0; the rest is NumPy's, from float64 to round once."""
    if is_float(str(x.dtype)) and target in integers:
        info = np.iinfo(target)
        exact = np.trunc(np.where(np.isnan(x), 0, x).astype(np.float64))
        return np.clip(exact, info.min, info.max).astype(target)
    return (x.astype(np.float64) if is_float(target) else x).astype(target)


def convert_rows():
    for dtype in every:
        x = cast_points(dtype)
        for target in every:
            yield make("cast", dtype, [x], [fixed(cast(x, target))], {"dtype": target})
    bits = {1: ["int8", "uint8"], 2: ["float16"], 4: ["float32", "int32", "uint32"], 8: ["float64"]}
    for dtype in every:
        x = edges(dtype)
        # The bits of a NaN are not promised.
        x = x[x == x]
        targets = bits[x.dtype.itemsize]
        if dtype in targets:
            yield make("bitcast", dtype, [x], [x], {"dtype": here})
        for target in targets:
            if target != dtype:
                yield make("bitcast", dtype, [x], [fixed(x.view(target))], {"dtype": target})


def rows():
    with np.errstate(all="ignore"):
        return [*unary_rows(), *binary_rows(), *select_rows(), *convert_rows()]
