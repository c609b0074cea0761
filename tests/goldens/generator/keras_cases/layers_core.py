"""Core, activation, reshaping, regularization and merging layers."""

import numpy as np

from .record import Draws, layer, layer_case

d = Draws(1)

einsum = [
    ({"equation": "abc,cd->abd", "output_shape": [None, 3], "bias_axes": "d"}, d.grid(2, 3, 4)),
    ({"equation": "...x,xy->...y", "output_shape": 3, "bias_axes": "y", "activation": "tanh"}, d.grid(2, 2, 4)),
    ({"equation": "abc,cde->abde", "output_shape": [None, 2, 3], "bias_axes": "de"}, d.grid(2, 3, 4)),
    ({"equation": "abcd,cde->abe", "output_shape": [None, 2]}, d.grid(2, 3, 2, 2)),
    ({"equation": "ab,bc->ac", "output_shape": 2, "bias_axes": "c"}, d.grid(3, 4)),
]


def dense_rows():
    yield layer("Dense", units=3), d.grid(4, 5)
    yield layer("Dense", units=3, activation="relu"), d.grid(2, 3, 4)
    yield layer("Dense", units=2, activation="softmax", use_bias=False), d.grid(4, 3)
    yield layer("Dense", units=4, activation="gelu"), d.grid(3, 3)
    for options, x in einsum:
        yield layer("EinsumDense", **options), x
    yield layer("Embedding", input_dim=5, output_dim=3), d.integers(0, 5, 2, 4)
    yield layer("Embedding", input_dim=4, output_dim=2, mask_zero=True), np.array([[1, 3, 0], [2, 2, 0]], "int32")
    yield layer("Identity"), d.grid(2, 3)


def activation_rows():
    yield layer("Activation", activation="hard_sigmoid"), d.grid(3, 4) * 3
    yield layer("ELU"), d.grid(3, 4)
    yield layer("ELU", alpha=0.5), d.grid(3, 4)
    yield layer("LeakyReLU"), d.grid(3, 4)
    yield layer("LeakyReLU", negative_slope=0.125), d.grid(3, 4)
    yield layer("PReLU"), d.grid(2, 3, 4)
    yield layer("PReLU", shared_axes=[1]), d.grid(2, 3, 4)
    yield layer("ReLU"), d.grid(3, 4)
    yield layer("ReLU", max_value=1.5, negative_slope=0.25, threshold=0.25), d.grid(3, 4)
    yield layer("Softmax"), d.grid(3, 4)
    yield layer("Softmax", axis=1), d.grid(2, 3, 2)


def shape_rows():
    yield layer("Flatten"), d.grid(2, 3, 4)
    yield layer("Reshape", target_shape=[4, 3]), d.grid(2, 3, 4)
    yield layer("Reshape", target_shape=[-1, 2]), d.grid(2, 3, 4)
    yield layer("Permute", dims=[2, 1]), d.grid(2, 3, 4)
    yield layer("Permute", dims=[3, 1, 2]), d.grid(2, 3, 2, 2)
    yield layer("RepeatVector", n=3), d.grid(2, 4)
    yield layer("ZeroPadding1D", padding=2), d.grid(2, 3, 2)
    yield layer("ZeroPadding1D", padding=[1, 3]), d.grid(2, 3, 2)
    yield layer("ZeroPadding2D", padding=1), d.grid(2, 2, 3, 2)
    yield layer("ZeroPadding2D", padding=[[1, 0], [2, 1]]), d.grid(2, 2, 3, 2)
    yield layer("ZeroPadding3D", padding=[[1, 0], [0, 1], [1, 1]]), d.grid(1, 2, 2, 2, 2)
    yield layer("Cropping1D", cropping=[1, 2]), d.grid(2, 6, 2)
    yield layer("Cropping2D", cropping=[[1, 0], [2, 1]]), d.grid(2, 3, 5, 2)
    yield layer("Cropping3D", cropping=[[1, 0], [0, 1], [1, 1]]), d.grid(1, 3, 3, 4, 2)
    yield layer("UpSampling1D", size=3), d.grid(2, 3, 2)
    yield layer("UpSampling2D", size=[2, 3]), d.grid(2, 2, 3, 2)
    yield layer("UpSampling2D", size=[2, 3], interpolation="bilinear"), d.grid(2, 3, 2, 2)
    yield layer("UpSampling3D", size=[1, 2, 2]), d.grid(1, 2, 2, 2, 2)
    yield layer("Rescaling", scale=0.5, offset=-0.25), d.grid(2, 3)
    yield layer("Normalization", mean=[0.5, -1.0, 2.0], variance=[4.0, 0.25, 1.0]), d.grid(4, 3)
    yield layer("Normalization", mean=0.5, variance=2.25, axis=None), d.grid(4, 3)
    yield layer("Normalization", mean=[0.5, -1.0, 2.0], variance=[4.0, 0.25, 1.0], invert=True), d.grid(4, 3)


def regularization_rows():
    """Out of training these pass their inputs on; what they do in it is random."""
    for name, options in [
        ("Dropout", {"rate": 0.5}),
        ("SpatialDropout1D", {"rate": 0.5}),
        ("GaussianDropout", {"rate": 0.5}),
        ("GaussianNoise", {"stddev": 1.0}),
        ("AlphaDropout", {"rate": 0.5}),
        ("ActivityRegularization", {"l1": 0.25, "l2": 0.5}),
    ]:
        yield layer(name, **options), d.grid(2, 3, 2)
    yield layer("SpatialDropout2D", rate=0.5), d.grid(2, 2, 2, 2)
    yield layer("SpatialDropout3D", rate=0.5), d.grid(1, 2, 2, 2, 2)
    sequence = d.grid(2, 3, 2)
    sequence[0, 1] = sequence[1, 2] = 0
    yield layer("Masking"), sequence
    other = d.grid(2, 3, 2)
    other[1, 0] = -1.5
    yield layer("Masking", mask_value=-1.5), other


def merging_rows():
    pair = [d.grid(2, 3, 4), d.grid(2, 3, 4)]
    triple = [*pair, d.grid(2, 3, 4)]
    for name in ["Add", "Multiply", "Average"]:
        yield layer(name), triple
    for name in ["Maximum", "Minimum"]:
        yield layer(name), list(d.distinct(3, 2, 3, 4))
    yield layer("Subtract"), pair
    yield layer("Add"), [d.grid(2, 3, 4), d.grid(2, 1, 4)]
    yield layer("Concatenate"), [d.grid(2, 3, 4), d.grid(2, 3, 1)]
    yield layer("Concatenate", axis=1), [d.grid(2, 3, 4), d.grid(2, 1, 4), d.grid(2, 2, 4)]
    yield layer("Dot", axes=1), [d.grid(3, 4), d.grid(3, 4)]
    yield layer("Dot", axes=[2, 1]), [d.grid(2, 3, 4), d.grid(2, 4, 2)]
    yield layer("Dot", axes=-1, normalize=True), [d.grid(3, 4), d.grid(3, 4)]


def rows():
    cases = [*dense_rows(), *activation_rows(), *shape_rows(), *regularization_rows(), *merging_rows()]
    for seed, (spec, inputs) in enumerate(cases):
        yield layer_case(seed, spec, inputs)
