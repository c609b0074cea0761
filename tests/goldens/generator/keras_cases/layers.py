"""Layers: outputs, gradients, and what training changes besides."""

from . import layers_convolution, layers_core, layers_normalization, layers_recurrent

modules = [layers_core, layers_convolution, layers_normalization, layers_recurrent]


def rows():
    for module in modules:
        yield from module.rows()
