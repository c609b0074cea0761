"""Look-ups, blocks and sorting. NumPy raises where an index is out of range and where a block does not fit; what happens there is
ours, and is computed by the few lines of Python here."""

import numpy as np

from .row import distinct, every, fixed, is_float, make, numeric, small


def gather(x, indices, axis, batch_dims):
    """An index outside reads 0."""
    if batch_dims:
        return np.stack([gather(part, own, axis - 1, batch_dims - 1) for part, own in zip(x, indices)])
    valid = (indices >= 0) & (indices < x.shape[axis])
    taken = np.take(x, np.where(valid, indices, 0), axis)
    mask = valid.reshape((1,) * axis + indices.shape + (1,) * (x.ndim - axis - 1))
    return np.where(mask, taken, np.zeros((), x.dtype))


def scatter_add(x, indices, updates, axis, batch_dims):
    """An index outside is dropped; repeated ones add up."""
    out = x.copy()
    if batch_dims:
        parts = zip(x, indices, updates)
        return np.stack([scatter_add(part, own, more, axis - 1, batch_dims - 1) for part, own, more in parts])
    front = np.moveaxis(out, axis, 0)
    lines = np.moveaxis(updates, range(axis, axis + indices.ndim), range(indices.ndim))
    for at in np.ndindex(indices.shape):
        if 0 <= indices[at] < x.shape[axis]:
            front[indices[at]] += lines[at]
    return out


# Shape, indices, axis, batch dimensions.
lookups = [
    ((5, 3), [4, 0, 0, 2], 0, 0),
    ((5, 3), [[1, -1, 5], [0, 2147483647, -2147483648]], 0, 0),
    ((2, 4, 3), [[3, 0], [4, 1]], 1, 0),
    ((2, 4, 3), [[3, 0, 3], [1, -2, 1]], 1, 1),
    ((2, 3, 4), [[[3, 0], [1, 1], [2, 4]], [[0, 0], [9, 1], [2, 2]]], 2, 2),
    ((3, 4), 2, 1, 0),
    ((4,), [], 0, 0),
]


def lookup_rows():
    for shape, listed, axis, batch_dims in lookups:
        indices = np.array(listed, "int32")
        attributes = {"axis": axis, "batchDims": batch_dims}
        for dtype in every:
            x = distinct(dtype, shape)
            result = gather(x, indices, axis, batch_dims)
            yield make("gather", dtype, [x, fixed(indices)], [result], attributes, by="Python")
        for dtype in numeric:
            x = small(dtype, shape, 1)
            updates = small(dtype, gather(x, indices, axis, batch_dims).shape, 2)
            result = scatter_add(x, indices, updates, axis, batch_dims)
            yield make("scatterAdd", dtype, [x, fixed(indices), updates], [result], attributes, by="Python")


def block_rows():
    for dtype in every:
        x, update = distinct(dtype, (4, 5)), distinct(dtype, (2, 3), 30)
        for starts in [(1, 2), (0, 0), (-3, 9), (2147483647, -2147483648)]:
            clamped = [min(max(start, 0), extent - size) for start, extent, size in zip(starts, x.shape, update.shape)]
            block = tuple(slice(start, start + size) for start, size in zip(clamped, update.shape))
            scalars = [fixed(np.array(start, "int32")) for start in starts]
            yield make("dynamicSlice", dtype, [x, *scalars], [x[block]], {"sizes": update.shape}, by="Python")
            replaced = x.copy()
            replaced[block] = update
            yield make("dynamicUpdateSlice", dtype, [x, update, *scalars], [replaced], by="Python")


def order_of(line, descending):
    """Stable; NaN last in both directions."""
    numbers = [float(value) for value in line]

    def key(i):
        is_nan = numbers[i] != numbers[i]
        return is_nan, 0 if is_nan else -numbers[i] if descending else numbers[i]

    return sorted(range(len(numbers)), key=key)


def sort_rows():
    for dtype in every:
        x = distinct(dtype, (4, 5))
        if is_float(dtype):
            x[1, 2:4] = [np.nan, 0.0]
            x[1, 4] = -0.0
        if dtype != "bool":
            x[2, 1] = x[2, 3] = x[0, 3]
        for axis in (0, 1):
            for descending in (False, True):
                order = np.apply_along_axis(lambda line: order_of(line, descending), axis, x).astype("int32")
                if not descending:
                    np.testing.assert_array_equal(order, np.argsort(x, axis, kind="stable"))
                attributes = {"axis": axis, "descending": descending}
                result = np.take_along_axis(x, order, axis)
                yield make("sort", dtype, [x], [result, fixed(order)], attributes, by="Python, as NumPy")


def rows():
    return [*lookup_rows(), *block_rows(), *sort_rows()]
