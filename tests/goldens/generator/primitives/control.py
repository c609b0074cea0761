"""Primitives that hold graphs, and those that pass their operand on. What they compute is ours; the loops here are Python's own."""

import numpy as np

from .row import distinct, every, fixed, here, make, small


def graph(parameters, nodes, results):
    """A graph over types written as shapes of the row's dtype, or as (shape, dtype).

    `nodes` are (primitive, attributes, operands, type of the one result).
    """
    types = [*parameters, *[node[3] for node in nodes]]
    return {
        "values": [dict(zip(("shape", "dtype"), type_ if isinstance(type_, tuple) else (type_, here))) for type_ in types],
        "parameters": len(parameters),
        "nodes": [
            {"primitive": primitive, "attributes": attributes, "operands": operands, "results": [len(parameters) + index]}
            for index, (primitive, attributes, operands, _) in enumerate(nodes)
        ],
        "results": results,
    }


def joined(dtype):
    """The operation that stands for a sum."""
    return ("logicalOr", np.logical_or) if dtype == "bool" else ("add", np.add)


def pass_rows(dtype):
    x = distinct(dtype, (2, 3))
    yield make("stopGradient", dtype, [x], [x], by="Python")
    yield make("barrier", dtype, [x], [x], by="Python")


def composite_rows(dtype):
    name, function = joined(dtype)
    a, b = distinct(dtype, (2, 3)), distinct(dtype, (2, 3), 2)
    body = graph([[2, 3], [2, 3]], [(name, {}, [0, 1], [2, 3]), ("transpose", {"permutation": [1, 0]}, [2], [3, 2])], [3, 0, 2])
    both = function(a, b)
    yield make("composite", dtype, [a, b], [both.T, a, both], {"name": "joined", "body": body}, by="Python")


def scan_rows(dtype):
    """Carries a running sum; puts out the sum plus a constant, and the element itself."""
    name, function = joined(dtype)
    start, xs, constant = (distinct(dtype, shape, 3) if dtype == "bool" else small(dtype, shape, 3) for shape in [(2,), (4, 2), (2,)])
    body = graph([[2], [2], [2]], [(name, {}, [0, 1], [2]), (name, {}, [3, 2], [2])], [3, 4, 1])
    for reverse in (False, True):
        total, sums = start, [None] * 4
        for step in reversed(range(4)) if reverse else range(4):
            total = function(total, xs[step])
            sums[step] = function(total, constant)
        attributes = {"body": body, "length": 4, "carried": 1, "sequences": 1, "reverse": reverse}
        yield make("scan", dtype, [start, xs, constant], [total, np.stack(sums), xs], attributes, by="Python")
    attributes = {"body": body, "length": 0, "carried": 1, "sequences": 1, "reverse": False}
    empty = xs[:0]
    yield make("scan", dtype, [start, empty, constant], [start, empty, empty], attributes, by="Python")
    count = graph([[2]], [(name, {}, [0, 0], [2])], [1, 0])
    carried, outputs = start, []
    for _ in range(3):
        outputs.append(carried)
        carried = function(carried, carried)
    attributes = {"body": count, "length": 3, "carried": 1, "sequences": 0, "reverse": False}
    yield make("scan", dtype, [start], [carried, np.stack(outputs)], attributes, by="Python")


def cond_rows(dtype):
    name, function = joined(dtype)
    a, b = distinct(dtype, (3,)), distinct(dtype, (3,), 5)
    on_true = graph([[3], [3]], [(name, {}, [0, 1], [3])], [2, 0])
    on_false = graph([[3], [3]], [], [1, 1])
    for condition in (True, False):
        results = [function(a, b), a] if condition else [b, b]
        attributes = {"onTrue": on_true, "onFalse": on_false}
        yield make("cond", dtype, [fixed(np.array(condition)), a, b], results, attributes, by="Python")


def while_rows(dtype):
    """Counts up to a limit, joining a constant to what is carried."""
    name, function = joined(dtype)
    x, constant = (distinct(dtype, (2,), seed) if dtype == "bool" else small(dtype, (2,), seed) for seed in (6, 7))
    types = [([], "int32"), [2], [2], ([], "int32")]
    condition = graph(types, [("less", {}, [0, 3], ([], "bool"))], [4])
    one = ("constant", {"value": 1, "dtype": "int32"}, [], ([], "int32"))
    body = graph(types, [one, ("add", {}, [0, 4], ([], "int32")), (name, {}, [1, 2], [2])], [5, 6])
    for limit, most in [(3, 10), (0, 10), (9, 4)]:
        steps, carried = 0, x
        while steps < limit and steps < most:
            steps, carried = steps + 1, function(carried, constant)
        operands = [fixed(np.array(0, "int32")), x, constant, fixed(np.array(limit, "int32"))]
        results = [fixed(np.array(steps, "int32")), carried]
        attributes = {"condition": condition, "body": body, "carried": 2, "maxIterations": most}
        yield make("while", dtype, operands, results, attributes, by="Python")


def host_rows(dtype):
    """The test registers `reversed`: the bits of its operand, last element first."""
    x = distinct(dtype, (5,), 8)
    yield make("hostCall", dtype, [x], [x[::-1]], {"name": "reversed", "results": [{"shape": [5], "dtype": here}]}, by="Python")


def rows():
    with np.errstate(all="ignore"):
        for dtype in every:
            for part in [pass_rows, composite_rows, scan_rows, cond_rows, while_rows, host_rows]:
                yield from part(dtype)
