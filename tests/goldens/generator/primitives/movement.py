"""Movement: NumPy moves different elements around, the same way for every dtype."""

import numpy as np

from .row import distinct, every, make


def rows():
    for dtype in every:
        x = distinct(dtype, (2, 3, 4))
        scalar = distinct(dtype, (), 3)
        for shape in [(24,), (4, 3, 2), (2, 1, 12, 1)]:
            yield make("reshape", dtype, [x], [x.reshape(shape)], {"shape": shape})
        yield make("reshape", dtype, [x[:, :0]], [x[:, :0].reshape(0, 5)], {"shape": [0, 5]})
        for permutation in [(2, 0, 1), (1, 0, 2), (0, 1, 2)]:
            yield make("transpose", dtype, [x], [x.transpose(permutation)], {"permutation": permutation})
        for part, shape in [(x[:, :1], (2, 3, 4)), (x[0, 0], (2, 3, 4)), (scalar, (2, 2)), (x[:1, :, :1], (3, 2, 3, 2))]:
            yield make("broadcast", dtype, [part], [np.broadcast_to(part, shape)], {"shape": shape})
        for axes in [(0,), (1, 2), (0, 1, 2), ()]:
            yield make("flip", dtype, [x], [np.flip(x, axes)], {"axes": axes})
        yield from slices(dtype)
        yield from pads(dtype)
        for axis, parts in [(0, [x, x[:1]]), (1, [x[:, :2], x, x[:, :0], x[:, 2:]]), (2, [x[:, :, 1:], x[:, :, :1]])]:
            yield make("concat", dtype, parts, [np.concatenate(parts, axis)], {"axis": axis})


def slices(dtype):
    x = distinct(dtype, (4, 5, 6))
    blocks = [((1, 0, 2), (3, 5, 6), (1, 1, 1)), ((0, 1, 0), (4, 5, 6), (2, 3, 5)), ((2, 2, 2), (2, 4, 3), (1, 1, 1))]
    for starts, limits, strides in blocks:
        part = x[tuple(slice(*bounds) for bounds in zip(starts, limits, strides))]
        yield make("slice", dtype, [x], [part], {"starts": starts, "limits": limits, "strides": strides})


def pads(dtype):
    x = distinct(dtype, (2, 3))
    value = distinct(dtype, (), 5)
    for low, high, interior in [((1, 0), (0, 2), (0, 0)), ((0, 1), (1, 0), (2, 1)), ((0, 0), (0, 0), (0, 3))]:
        inner = tuple(extent + (extent - 1) * gap for extent, gap in zip(x.shape, interior))
        out = np.full(tuple(a + n + b for a, n, b in zip(low, inner, high)), value, dtype)
        out[tuple(slice(a, a + n, gap + 1) for a, n, gap in zip(low, inner, interior))] = x
        yield make("pad", dtype, [x, value], [out], {"low": low, "high": high, "interior": interior})
    empty = x[:0]
    yield make("pad", dtype, [empty, value], [np.full((3, 3), value, dtype)], {"low": [1, 0], "high": [2, 0], "interior": [4, 0]})
