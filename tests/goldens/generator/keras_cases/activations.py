"""The activation functions, with their slopes, far out and near their kinks."""

import keras
import numpy as np
import torch

from .record import Draws, camel, config_of, differentiate, written

far = [-1000, -104, -100, -89, -20, -7.5, -3.5, -2.75, -1.25, -0.53125, -0.03125, 2**-30]
near = [0.28125, 0.46875, 0.75, 1.125, 2.25, 3.25, 5.5, 6.25, 20, 89, 100, 1000]
points = np.array([far, near])

# Every activation by default, and with options of its own.
variants = {
    "celu": [{}, {"alpha": 0.5}],
    "elu": [{}, {"alpha": 1.5}],
    "exponential": [{}],
    "gelu": [{}, {"approximate": True}],
    "glu": [{}, {"axis": 0}],
    "hard_shrink": [{}, {"threshold": 1.0}],
    "hard_sigmoid": [{}],
    "hard_silu": [{}],
    "hard_tanh": [{}],
    "leaky_relu": [{}, {"negative_slope": 0.5}],
    "linear": [{}],
    "log_sigmoid": [{}],
    "log_softmax": [{}, {"axis": 0}],
    "mish": [{}],
    "relu": [{}, {"negative_slope": 0.25, "max_value": 4.0, "threshold": 0.5}],
    "relu6": [{}],
    "selu": [{}],
    "sigmoid": [{}],
    "silu": [{}],
    "soft_shrink": [{}, {"threshold": 1.0}],
    "softmax": [{}, {"axis": 0}],
    "softplus": [{}],
    "softsign": [{}],
    "sparse_plus": [{}],
    "sparse_sigmoid": [{}],
    "sparsemax": [{}, {"axis": 0}],
    "squareplus": [{}, {"b": 2.0}],
    "tanh": [{}],
    "tanh_shrink": [{}],
    "threshold": [{"threshold": 0.5, "default_value": -1.0}],
}

# These see their inputs together: moderate ones say more.
together = ["softmax", "log_softmax", "sparsemax", "glu"]


def sparsemax(x, axis=-1):
    """Martins & Astudillo 2016, algorithm 1. Keras's own (3.15) adds up the wrong cumulative sums: its rows do not sum to 1."""
    ordered, _ = torch.sort(x, dim=axis, descending=True)
    excess = torch.cumsum(ordered, dim=axis) - 1
    shape = [-1 if i == axis % x.ndim else 1 for i in range(x.ndim)]
    ranks = torch.arange(1, x.shape[axis] + 1, dtype=x.dtype).reshape(shape)
    size = (ordered * ranks > excess).sum(dim=axis, keepdim=True)
    y = torch.clamp(x - excess.gather(axis, size - 1) / size, min=0)
    torch.testing.assert_close(y.sum(axis), torch.ones_like(y.sum(axis)))
    return y


corrected = {"sparsemax": sparsemax}


def activation_case(seed, name, options):
    function = corrected.get(name) or getattr(keras.activations, name)
    x = Draws(seed).grid(4, 6) if name in together else points
    # Overflow is meant to give Infinity: leave it to the primitive's own rows.
    x = np.where(np.abs(x) > 80, 5.25, x) if name == "exponential" else x
    outputs, pull = differentiate(lambda tensors: function(tensors[0], **options), [x], [])
    cotangent = Draws(100 + seed).grid(*outputs[0].shape)
    by_inputs, _ = pull([cotangent])
    return {
        "kind": "activation",
        "class": camel(name),
        "config": config_of(options),
        "inputs": written(x, exact=True),
        "outputs": [written(outputs[0])],
        "cotangents": [written(cotangent, exact=True)],
        "gradients": {"inputs": [written(by_inputs[0])]},
    }


def rows():
    for seed, (name, options_of) in enumerate(variants.items()):
        for options in options_of:
            yield activation_case(seed, name, options)
