"""Contractions: NumPy's einsum, PyTorch's convolutions and their gradients by autograd, over numbers whose sums are exact."""

import numpy as np
import torch

from .row import floats, is_float, make, numeric, small

# Attributes, the same as an einsum, and the shapes.
dots = [
    (([], [], [1], [0]), "ij,jk->ik", (3, 4), (4, 2)),
    (([], [], [0], [1]), "ji,kj->ik", (4, 3), (2, 4)),
    (([0], [0], [2], [1]), "bij,bjk->bik", (2, 3, 4), (2, 4, 2)),
    (([1, 0], [0, 2], [3], [1]), "abij,bjak->baik", (2, 3, 2, 4), (3, 4, 2, 5)),
    (([], [], [], []), "i,j->ij", (3,), (2,)),
    (([], [], [0], [0]), "i,i->", (6,), (6,)),
    (([], [], [1, 2], [2, 0]), "iab,bja->ij", (2, 3, 4), (4, 2, 3)),
    (([0], [0], [], []), "bi,bj->bij", (2, 3), (2, 2)),
    (([], [], [1], [0]), "ij,jk->ik", (2, 0), (0, 3)),
]


def dot_rows():
    names = ["lhsBatch", "rhsBatch", "lhsContracting", "rhsContracting"]
    for dtype in numeric:
        for axes, equation, left, right in dots:
            a, b = small(dtype, left, 1), small(dtype, right, 2)
            exact = np.float64 if is_float(dtype) else np.int64
            result = np.einsum(equation, a.astype(exact), b.astype(exact)).astype(dtype)
            yield make("dotGeneral", dtype, [a, b], [result], dict(zip(names, axes)))
        if not is_float(dtype):
            top = np.full((2, 2), np.iinfo(dtype).max, dtype)
            yield make("dotGeneral", dtype, [top, top], [np.einsum("ij,jk->ik", top, top)], dict(zip(names, dots[0][0])))
    for dtype in floats:
        # Accumulates in more than float16.
        a, b = np.ones((1, 3000), dtype), np.ones((3000, 1), dtype)
        yield make("dotGeneral", dtype, [a, b], [np.array([[3000]], dtype)], dict(zip(names, dots[0][0])), by="Python")
        a, b = np.array([[np.inf, 1], [np.nan, 1], [0, 1]], dtype), np.array([[0, 1], [1, 1]], dtype)
        with np.errstate(invalid="ignore"):
            yield make("dotGeneral", dtype, [a, b], [a @ b], dict(zip(names, dots[0][0])))


# Spatial extents, kernel, strides, low, high, dilations, groups, input channels, output channels.
convolutions = [
    ((7,), (3,), (1,), (0,), (0,), (1,), 1, 2, 3),
    ((7,), (3,), (2,), (1,), (2,), (1,), 1, 2, 2),
    ((9,), (2,), (1,), (3,), (0,), (3,), 2, 4, 2),
    ((5, 4), (3, 2), (1, 1), (1, 0), (1, 1), (1, 1), 1, 2, 3),
    ((6, 5), (2, 3), (2, 1), (0, 1), (1, 1), (1, 2), 1, 3, 2),
    ((5, 5), (3, 3), (2, 2), (1, 1), (0, 1), (1, 1), 4, 4, 8),
    ((4, 4), (1, 1), (3, 2), (0, 0), (0, 0), (1, 1), 2, 4, 6),
    ((3, 4, 3), (2, 2, 2), (1, 2, 1), (0, 1, 0), (1, 0, 1), (1, 1, 2), 1, 2, 2),
    ((4, 3, 4), (2, 1, 3), (2, 1, 1), (1, 0, 1), (1, 0, 1), (2, 1, 1), 2, 2, 4),
    ((2,), (4,), (1,), (0,), (0,), (1,), 1, 1, 1),
]


def torch_convolution(x, filters, strides, low, high, dilations, groups):
    """Channels last around PyTorch's channels first."""
    rank = len(strides)
    function = {1: torch.conv1d, 2: torch.conv2d, 3: torch.conv3d}[rank]
    padding = [width for axis in reversed(range(rank)) for width in (low[axis], high[axis])]
    padded = torch.nn.functional.pad(x.movedim(-1, 1), padding)
    weights = filters.movedim((-1, -2), (0, 1))
    return function(padded, weights, stride=strides, dilation=dilations, groups=groups).movedim(1, -1)


def convolution_rows():
    for dtype in floats:
        for spatial, kernel, strides, low, high, dilations, groups, channels, outputs in convolutions:
            attributes = {"strides": strides, "low": low, "high": high, "dilations": dilations, "groups": groups}
            x = small(dtype, (2, *spatial, channels), 3)
            filters = small(dtype, (*kernel, channels // groups, outputs), 4)
            a = torch.tensor(x.astype(np.float64), requires_grad=True)
            b = torch.tensor(filters.astype(np.float64), requires_grad=True)
            if spatial < kernel and not any(low):
                y = torch.zeros((2, 0, outputs), dtype=torch.float64) + 0 * (a.sum() + b.sum())
            else:
                y = torch_convolution(a, b, strides, low, high, dilations, groups)
            g = small(dtype, tuple(y.shape), 5)
            by_input, by_filter = torch.autograd.grad(y, [a, b], torch.tensor(g.astype(np.float64)))
            results = {
                "conv": ([x, filters], y.detach(), {}),
                "convInput": ([g, filters], by_input, {"spatial": spatial}),
                "convFilter": ([x, g], by_filter, {"kernel": kernel}),
            }
            for primitive, (operands, result, own) in results.items():
                yield make(primitive, dtype, operands, [result.numpy().astype(dtype)], {**attributes, **own}, by="PyTorch")


def rows():
    return [*dot_rows(), *convolution_rows()]
