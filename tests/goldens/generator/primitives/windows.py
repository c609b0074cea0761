"""Windows that move over a tensor: a loop over positions in Python, which for the cases that it can is held against PyTorch's
pooling and its gradient while the rows are made."""

import itertools

import numpy as np
import torch

from .row import distinct, every, is_float, make, numeric, small

# Shape, window, strides, low, high, dilations.
cases = [
    ((7,), (3,), (1,), (0,), (0,), (1,)),
    ((7,), (3,), (2,), (1,), (2,), (1,)),
    ((9,), (3,), (1,), (2,), (1,), (2,)),
    ((4, 5), (2, 3), (2, 1), (0, 1), (1, 1), (1, 1)),
    ((1, 5, 4, 2), (1, 3, 2, 1), (1, 2, 2, 1), (0, 1, 0, 0), (0, 1, 1, 0), (1, 1, 1, 1)),
    ((2, 3), (2, 4), (1, 1), (1, 0), (1, 0), (1, 1)),
    # Sees padding only.
    ((1, 2), (2, 1), (1, 1), (1, 0), (1, 0), (2, 1)),
]


def positions(shape, window, strides, low, high, dilations):
    """Per position of the window: its index in the result, and the cells of the operand that it covers, in row-major order."""
    counts = [
        max(0, (n + a + b - (w - 1) * d - 1) // s + 1) for n, w, s, a, b, d in zip(shape, window, strides, low, high, dilations)
    ]
    for at in itertools.product(*map(range, counts)):
        cells = itertools.product(
            *[[p * s - a + k * d for k in range(w)] for p, w, s, a, d in zip(at, window, strides, low, dilations)]
        )
        yield tuple(counts), at, [cell for cell in cells if all(0 <= c < n for c, n in zip(cell, shape))]


def shape_of(case):
    counts = [max(0, (n + a + b - (w - 1) * d - 1) // s + 1) for n, w, s, a, b, d in zip(*case)]
    return tuple(counts)


def over_windows(x, case, function, dtype):
    out = np.zeros(shape_of(case), dtype)
    for _, at, cells in positions(*case):
        out[at] = function(cells)
    return out


def best_cell(keys, cells):
    """The first greatest, or the first NaN."""
    for cell in cells:
        if keys[cell] != keys[cell]:
            return cell
    return max(cells, key=lambda cell: keys[cell]) if cells else None


def window_max(x, case):
    lowest = -np.inf if is_float(str(x.dtype)) else np.iinfo(x.dtype).min
    return over_windows(x, case, lambda cells: x[best_cell(x, cells)] if cells else lowest, x.dtype)


def window_sum(x, case):
    exact = np.float64 if is_float(str(x.dtype)) else np.int64
    return over_windows(x, case, lambda cells: sum((x[cell].astype(exact) for cell in cells), exact(0)), exact).astype(x.dtype)


def window_select(keys, x, case):
    return over_windows(x, case, lambda cells: x[best_cell(keys, cells)] if cells else 0, x.dtype)


def window_scatter(keys, g, case):
    exact = np.float64 if is_float(str(g.dtype)) else np.int64
    out = np.zeros(keys.shape, exact)
    for _, at, cells in positions(*case):
        if cells:
            out[best_cell(keys, cells)] += g[at].astype(exact)
    return out.astype(g.dtype)


def check_with_torch():
    """Max pooling and its gradient are windowMax and windowScatter."""
    case = ((6, 7), (3, 2), (2, 1), (1, 1), (1, 1), (1, 1))
    x = np.random.default_rng(1).permutation(42).reshape(6, 7).astype(np.float64)
    a = torch.tensor(x[None, None], requires_grad=True)
    y = torch.nn.functional.max_pool2d(a, (3, 2), (2, 1), (1, 1))
    g = small("float64", tuple(y.shape[2:]), 2)
    (by_x,) = torch.autograd.grad(y, a, torch.tensor(g[None, None]))
    np.testing.assert_array_equal(window_max(x, case), y.detach().numpy()[0, 0])
    np.testing.assert_array_equal(window_scatter(x, g, case), by_x.numpy()[0, 0])
    mean = torch.nn.functional.avg_pool2d(a, (3, 2), (2, 1), (1, 1)).detach().numpy()[0, 0]
    np.testing.assert_allclose(window_sum(x, case), mean * 6, rtol=1e-12)


def rows():
    check_with_torch()
    for shape, window, strides, low, high, dilations in cases:
        case = (shape, window, strides, low, high, dilations)
        attributes = {"window": window, "strides": strides, "low": low, "high": high, "dilations": dilations}
        for dtype in numeric:
            x = small(dtype, shape, 1)
            yield make("windowSum", dtype, [x], [window_sum(x, case)], attributes, by="Python, as PyTorch")
            if is_float(dtype):
                x.flat[[1 % x.size, 5 % x.size]] = [-np.inf, np.nan]
            yield make("windowMax", dtype, [x], [window_max(x, case)], attributes, by="Python, as PyTorch")
        for dtype in every:
            keys = distinct(dtype, shape) if dtype == "bool" else small(dtype, shape, 2)
            x = distinct(dtype, shape, 4)
            if is_float(dtype):
                keys.flat[[2 % x.size, 3 % x.size]] = [np.nan, -np.inf]
            yield make("windowSelect", dtype, [keys, x], [window_select(keys, x, case)], attributes, by="Python")
        for dtype in numeric:
            keys = small(dtype, shape, 2)
            g = small(dtype, shape_of(case), 3)
            yield make("windowScatter", dtype, [keys, g], [window_scatter(keys, g, case)], attributes, by="Python, as PyTorch")
