"""Convolutions."""

from .record import Draws, layer, layer_case

d = Draws(2)


def convolution_rows():
    one, two, three = (2, 7, 2), (2, 5, 6, 2), (1, 4, 3, 4, 2)
    yield layer("Conv1D", filters=3, kernel_size=3), d.grid(*one)
    yield layer("Conv1D", filters=2, kernel_size=3, strides=2, padding="same", activation="relu"), d.grid(*one)
    yield layer("Conv1D", filters=2, kernel_size=2, dilation_rate=2, padding="causal"), d.grid(*one)
    yield layer("Conv1D", filters=4, kernel_size=3, groups=2, use_bias=False), d.grid(*one)
    yield layer("Conv1D", filters=2, kernel_size=4, padding="same"), d.grid(*one)
    yield layer("Conv2D", filters=3, kernel_size=3), d.grid(*two)
    yield layer("Conv2D", filters=2, kernel_size=[2, 3], strides=[2, 1], padding="same", activation="tanh"), d.grid(*two)
    yield layer("Conv2D", filters=2, kernel_size=3, strides=2, padding="same"), d.grid(*two)
    yield layer("Conv2D", filters=2, kernel_size=2, dilation_rate=[2, 1], padding="same"), d.grid(*two)
    yield layer("Conv2D", filters=4, kernel_size=[3, 2], groups=2), d.grid(*two)
    yield layer("Conv3D", filters=2, kernel_size=2), d.grid(*three)
    yield layer("Conv3D", filters=2, kernel_size=[2, 3, 2], strides=[1, 2, 2], padding="same"), d.grid(*three)


def transposed_rows():
    one, two, three = (2, 4, 2), (2, 3, 4, 2), (1, 2, 3, 2, 2)
    yield layer("Conv1DTranspose", filters=3, kernel_size=3), d.grid(*one)
    yield layer("Conv1DTranspose", filters=2, kernel_size=3, strides=2, padding="same"), d.grid(*one)
    yield layer("Conv1DTranspose", filters=2, kernel_size=4, strides=2, padding="same", activation="relu"), d.grid(*one)
    yield layer("Conv1DTranspose", filters=2, kernel_size=2, strides=3), d.grid(*one)
    yield layer("Conv1DTranspose", filters=2, kernel_size=3, strides=2, output_padding=1), d.grid(*one)
    yield layer("Conv1DTranspose", filters=2, kernel_size=3, dilation_rate=2), d.grid(*one)
    yield layer("Conv2DTranspose", filters=3, kernel_size=[3, 2], use_bias=False), d.grid(*two)
    yield layer("Conv2DTranspose", filters=2, kernel_size=3, strides=2, padding="same"), d.grid(*two)
    yield layer("Conv2DTranspose", filters=2, kernel_size=3, strides=[2, 1], padding="valid"), d.grid(*two)
    yield layer("Conv2DTranspose", filters=2, kernel_size=3, strides=2, padding="same", output_padding=0), d.grid(*two)
    yield layer("Conv3DTranspose", filters=2, kernel_size=2, strides=2, padding="same"), d.grid(*three)
    yield layer("Conv3DTranspose", filters=1, kernel_size=[2, 1, 3]), d.grid(*three)


def separable_rows():
    one, two = (2, 6, 2), (2, 5, 4, 2)
    yield layer("DepthwiseConv1D", kernel_size=3), d.grid(*one)
    yield layer("DepthwiseConv1D", kernel_size=2, depth_multiplier=3, padding="same", strides=2), d.grid(*one)
    yield layer("DepthwiseConv2D", kernel_size=[3, 2], depth_multiplier=2), d.grid(*two)
    yield layer("DepthwiseConv2D", kernel_size=3, strides=2, padding="same", activation="relu"), d.grid(*two)
    yield layer("SeparableConv1D", filters=3, kernel_size=3, depth_multiplier=2), d.grid(*one)
    yield layer("SeparableConv1D", filters=2, kernel_size=2, padding="same", activation="tanh"), d.grid(*one)
    yield layer("SeparableConv2D", filters=3, kernel_size=2, padding="same"), d.grid(*two)
    yield layer("SeparableConv2D", filters=2, kernel_size=3, depth_multiplier=2, strides=2, use_bias=False), d.grid(*two)


def rows():
    for seed, (spec, inputs) in enumerate([*convolution_rows(), *transposed_rows(), *separable_rows()]):
        yield layer_case(200 + seed, spec, inputs)
