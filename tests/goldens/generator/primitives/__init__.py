"""Rows for every primitive and every dtype that its type rule accepts."""

from . import contract, control, elementwise, generate, index, movement, reduce, windows

modules = [elementwise, movement, reduce, contract, windows, index, generate, control]


def rows():
    return [row for module in modules for row in module.rows()]
