"""constant, iota and randomBits. Threefry is written down anew from the paper, and held against the published known answers."""

import math

import numpy as np

from .elementwise import cast
from .row import every, here, make, numeric

mask = 2**32 - 1


def threefry(key, counter):
    """Threefry-2x32 with 20 rounds (Salmon et al. 2011)."""
    keys = [*key, 0x1BD11BDA ^ key[0] ^ key[1]]
    x, y = (counter[0] + keys[0]) & mask, (counter[1] + keys[1]) & mask
    for turn in range(20):
        bits = [13, 15, 26, 6, 17, 29, 16, 24][turn % 8]
        x = (x + y) & mask
        y = ((y << bits | y >> (32 - bits)) & mask) ^ x
        if turn % 4 == 3:
            step = turn // 4 + 1
            x, y = (x + keys[step % 3]) & mask, (y + keys[(step + 1) % 3] + step) & mask
    return x, y


# "threefry2x32 20" of Random123's kat_vectors: counter, key, result.
known = [
    ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
    ((mask, mask), (mask, mask), (0x1CB996FC, 0xBB002BE7)),
    ((0x243F6A88, 0x85A308D3), (0x13198A2E, 0x03707344), (0xC4923A9C, 0x483DF7A0)),
]


def random_rows():
    for counter, key, answer in known:
        assert threefry(key, counter) == answer
    for key, shape in [((0, 0), (2,)), ((1, 0), (3, 5)), ((0xDEADBEEF, 42), (7,)), ((mask, mask), ()), ((5, 6), (0, 3))]:
        size = math.prod(shape)
        words = [word for block in range((size + 1) // 2) for word in threefry(key, (block, 0))][:size]
        result = np.array(words, "uint32").reshape(shape)
        yield make("randomBits", "uint32", [np.array(key, "uint32")], [result], {"shape": shape}, by="Python")


def rows():
    values = [0, -0.0, 1, -1, 0.1, -2.5, 1e10, -1e10, 1e300, 5e-324, math.inf, -math.inf, math.nan, 2**31, 2**32 - 1, 255.5]
    with np.errstate(all="ignore"):
        for dtype in every:
            for value in values:
                result = cast(np.array([value], "float64"), dtype).reshape(())
                yield make("constant", dtype, [], [result], {"value": np.float64(value), "dtype": here}, by="Python")
    for dtype in numeric:
        for shape, axis in [((5,), 0), ((2, 3), 0), ((2, 3), 1), ((2, 2, 3), 1), ((0, 2), 0), ((2, 0), 0)]:
            line = np.arange(shape[axis], dtype=dtype).reshape([-1 if i == axis else 1 for i in range(len(shape))])
            result = np.broadcast_to(line, shape)
            yield make("iota", dtype, [], [result], {"shape": shape, "dtype": here, "axis": axis})
    yield from random_rows()
