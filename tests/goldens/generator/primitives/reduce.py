"""Reductions: NumPy's, over numbers whose sums are exact, so that every order of adding is right.

The lowest and highest value of nothing, and the identity of exclusive sums, are ours: stated here.
"""

import numpy as np

from .row import distinct, every, fixed, floats, integers, is_float, make, numeric, small

axes_of_three = [(0,), (1,), (2,), (0, 2), (0, 1, 2), ()]


def sum_of(x, axes):
    return np.sum(x, axis=axes, dtype=x.dtype)


def product_of(x, axes):
    return np.prod(x, axis=axes, dtype=x.dtype)


def reduction_rows():
    for dtype in numeric:
        x = small(dtype, (3, 4, 5), 1)
        few = small(dtype, (2, 3, 2), 2)
        for axes in axes_of_three:
            yield make("reduceSum", dtype, [x], [sum_of(x, axes)], {"axes": axes})
            yield make("reduceProd", dtype, [few], [product_of(few, axes)], {"axes": axes}, ulps=1 if dtype == "float16" else 0)
        empty = x[:, :0]
        yield make("reduceSum", dtype, [empty], [sum_of(empty, (1,))], {"axes": [1]})
        yield make("reduceProd", dtype, [empty], [product_of(empty, (1,))], {"axes": [1]})
    for dtype in integers:
        big = np.array([np.iinfo(dtype).max, 3, np.iinfo(dtype).max, 5, np.iinfo(dtype).min, 7], dtype)
        yield make("reduceSum", dtype, [big], [sum_of(big, (0,))], {"axes": [0]})
        yield make("reduceProd", dtype, [big], [product_of(big, (0,))], {"axes": [0]})
    for dtype in floats:
        # What overflows float16 or stalls when it is added in the dtype itself.
        many = np.full((3000,), 0.1 if dtype != "float16" else 1, dtype)
        exact = many.astype(np.longdouble).sum().astype(dtype)
        yield make("reduceSum", dtype, [many], [exact], {"axes": [0]}, ulps=16 if dtype == "float64" else 1)
        odd = np.array([[np.nan, 1, 2], [np.inf, 1, -np.inf], [np.inf, 1, 2], [-0.0, 0.0, -1]], dtype)
        yield make("reduceSum", dtype, [odd], [sum_of(odd, (1,))], {"axes": [1]})
        yield make("reduceProd", dtype, [odd], [product_of(odd, (1,))], {"axes": [1]}, zero_sign="any")


def extreme_rows():
    for dtype in every:
        x = distinct(dtype, (3, 4, 2))
        lowest, highest = (
            (-np.inf, np.inf) if is_float(dtype) else (0, 1) if dtype == "bool" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
        )
        for axes in axes_of_three:
            yield make("reduceMax", dtype, [x], [np.max(x, axis=axes)], {"axes": axes})
            yield make("reduceMin", dtype, [x], [np.min(x, axis=axes)], {"axes": axes})
        empty = x[:, :0]
        yield make("reduceMax", dtype, [empty], [np.full((3, 2), lowest, dtype)], {"axes": [1]}, by="Python")
        yield make("reduceMin", dtype, [empty], [np.full((3, 2), highest, dtype)], {"axes": [1]}, by="Python")
        ties = np.concatenate([x, x], 1)
        for axis in range(3):
            yield make("argMax", dtype, [ties], [fixed(np.argmax(ties, axis).astype("int32"))], {"axis": axis})
            yield make("argMin", dtype, [ties], [fixed(np.argmin(ties, axis).astype("int32"))], {"axis": axis})


def cumulative(accumulate, x, axis, reverse, exclusive, identity):
    """NumPy runs forwards and includes the element itself; the rest is flipping, and shifting in the identity."""
    turned = np.flip(x, axis) if reverse else x
    run = accumulate(turned, axis)
    if exclusive:
        first = np.full_like(np.take(run, [0], axis), identity)
        run = np.concatenate([first, np.delete(run, -1, axis)], axis)
    return np.flip(run, axis) if reverse else run


def cumulative_rows():
    accumulations = {
        "cumSum": (lambda x, axis: np.cumsum(x, axis, dtype=x.dtype), lambda dtype: 0),
        "cumProd": (lambda x, axis: np.cumprod(x, axis, dtype=x.dtype), lambda dtype: 1),
        "cumMax": (np.maximum.accumulate, lambda dtype: -np.inf if is_float(dtype) else np.iinfo(dtype).min),
    }
    for primitive, (accumulate, identity) in accumulations.items():
        for dtype in numeric:
            x = small(dtype, (3, 4, 2), 3)
            if is_float(dtype) and primitive == "cumMax":
                x[1, 1, 0], x[2, 2, 1] = np.nan, -np.inf
            if not is_float(dtype):
                x[0, 0, 0] = np.iinfo(dtype).max
            for axis in range(3):
                for reverse in (False, True):
                    for exclusive in (False, True):
                        result = cumulative(accumulate, x, axis, reverse, exclusive, identity(dtype))
                        attributes = {"axis": axis, "reverse": reverse, "exclusive": exclusive}
                        ulps = 1 if primitive == "cumProd" and dtype == "float16" else 0
                        yield make(primitive, dtype, [x], [result], attributes, ulps=ulps)


def rows():
    with np.errstate(all="ignore"):
        return [*reduction_rows(), *extreme_rows(), *cumulative_rows()]
