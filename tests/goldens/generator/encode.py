"""Writes numbers as compact JSON: the shortest digits that give the number back, and names for what JSON has no number for."""

import json
import math

import numpy as np


class Literal(str):
    """JSON text that is written as it is."""


def number(value, digits=None):
    """A number as JSON. `digits` limits the significant digits; without it they give the very number of that dtype back."""
    if isinstance(value, (bool, np.bool_)):
        return Literal(str(int(value)))
    if isinstance(value, (int, np.integer)):
        return Literal(str(int(value)))
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    text = f"{float(value):.{digits}g}" if digits else str(value.item() if isinstance(value, np.float64) else value)
    text = text.replace("e+0", "e").replace("e+", "e").replace("e-0", "e-")
    return Literal(text[:-2] if text.endswith(".0") else text)


def tensor(array, dtype=None, digits=None):
    """A tensor as JSON. Without a dtype it has the one of the row that it stands in."""
    array = np.asarray(array)
    named = {"dtype": dtype} if dtype else {}
    return {**named, "shape": list(array.shape), "values": [number(value, digits) for value in array.ravel()]}


def to_json(value):
    """JSON without spaces."""
    if isinstance(value, Literal):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{to_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(to_json, value)) + "]"
    if isinstance(value, (float, np.generic)):
        return to_json(number(value))
    return json.dumps(value)


def write_rows(path, head, rows):
    """A file of one row per line, so that a change shows as the rows that it changes."""
    lines = ",\n".join(map(to_json, rows))
    path.write_text('{"generated":' + to_json(head) + ',\n"rows":[\n' + lines + "\n]}\n")
