"""How cases are drawn, run with Keras in float64, differentiated by its backend, and written down.

Names become camelCase; a weight is named by its path inside the layer, `forwardLstm/lstmCell/kernel`. Gradients are those of
the sum of all outputs times the cotangents of the record.
"""

import re

import keras
import numpy as np

from ..encode import number, tensor

keras.config.set_floatx("float64")

digits = 10


# Words that Keras runs together and Neurite does not.
words = {"keepdims": "keep_dims"}


# Options whose None is "none".
none_is_named = ["class_aggregation"]


def camel(name):
    """snake_case as camelCase."""
    name = words.get(name, name)
    return re.sub(r"_+([a-z0-9])", lambda match: match[1].upper(), name)


def config_of(value):
    """Keras's options as ours: names and identifiers in camelCase; an object of Keras as its class and options."""
    if isinstance(value, dict):
        return {camel(key): "none" if item is None and key in none_is_named else config_of(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [config_of(item) for item in value]
    if isinstance(value, Made):
        return {"className": value.name, "config": config_of(value.options)}
    if isinstance(value, str):
        # Equations and axis names stay as they are.
        return value if re.search(r"[^a-z0-9_]", value) else camel(value)
    return number(value) if isinstance(value, float) else value


class Made:
    """An object of Keras, with the options it is made from."""

    def __init__(self, module, name, **options):
        self.module, self.name, self.options = module, name, options

    def build(self):
        options = {key: built(value) for key, value in self.options.items()}
        return getattr(self.module, self.name)(**options)


def built(value):
    if isinstance(value, Made):
        return value.build()
    return [built(item) for item in value] if isinstance(value, list) else value


def layer(name, **options):
    return Made(keras.layers, name, **options)


class Draws:
    """Numbers on a grid, exact in every float dtype."""

    def __init__(self, seed):
        self.source = np.random.default_rng(seed)

    def grid(self, *shape):
        """Odd multiples of 1/32 from -2 to 2: never 0."""
        return (2 * self.source.integers(-32, 32, shape) + 1) / 32

    def positive(self, *shape):
        return np.abs(self.grid(*shape))

    def unit(self, *shape):
        """From 1/64 to 63/64."""
        return (2 * self.source.integers(0, 32, shape) + 1) / 64

    def distinct(self, *shape):
        """No two equal: the greatest is unique."""
        size = int(np.prod(shape))
        return ((2 * self.source.permutation(size) + 1 - size) / 32).reshape(shape)

    def integers(self, low, high, *shape):
        return self.source.integers(low, high, shape).astype("int32")

    def bits(self, *shape):
        return self.source.integers(0, 2, shape).astype(bool)


def is_float(array):
    return np.asarray(array).dtype.kind == "f"


def written(array, exact=False):
    """A tensor of the record: floats have the dtype that the test computes in, others name theirs."""
    array = np.asarray(array)
    return tensor(array, None if is_float(array) else str(array.dtype), None if exact else digits)


def to_keras(array):
    array = np.asarray(array)
    return keras.ops.convert_to_tensor(array, dtype="float64" if is_float(array) else str(array.dtype))


def flat(nest):
    return [item for part in nest for item in flat(part)] if isinstance(nest, (list, tuple)) else [nest]


def like(nest, leaves):
    """The leaves in the structure of the nest."""
    source = iter(leaves)
    rebuild = lambda part: [rebuild(item) for item in part] if isinstance(part, (list, tuple)) else next(source)  # noqa: E731
    return rebuild(nest)


def differentiate(function, inputs, variables):
    """The results of a function of a list of tensors, and `pull`, from cotangents to gradients by float inputs and by variables."""
    own = {"jax": differentiate_jax, "torch": differentiate_torch, "tensorflow": differentiate_tensorflow}
    return own[keras.config.backend()](function, inputs, variables)


def differentiate_jax(function, inputs, variables):
    import jax

    tensors = [jax.numpy.asarray(x) for x in inputs]
    places = [place for place, x in enumerate(inputs) if is_float(x)]
    results = flat(function(tensors))

    def stateless(values, floats):
        given = dict(zip(places, floats))
        with keras.StatelessScope(state_mapping=list(zip(variables, values))):
            return flat(function([given.get(place, x) for place, x in enumerate(tensors)]))

    def pull(cotangents):
        _, pullback = jax.vjp(stateless, [v.value for v in variables], [tensors[place] for place in places])
        by_variables, by_floats = pullback([jax.numpy.asarray(g) for g in cotangents])
        by_inputs = dict(zip(places, map(np.asarray, by_floats)))
        return [by_inputs.get(place) for place in range(len(inputs))], [np.asarray(g) for g in by_variables]

    return [np.asarray(y) for y in results], pull


def differentiate_torch(function, inputs, variables):
    import torch

    tensors = [torch.tensor(np.asarray(x), requires_grad=is_float(x)) for x in inputs]
    results = flat(function(tensors))

    def pull(cotangents):
        loss = sum((y * torch.tensor(np.asarray(g))).sum() for y, g in zip(results, cotangents))
        sources = [x for x in tensors if x.requires_grad] + [v.value for v in variables]
        if not (sources and loss.requires_grad):
            return [np.zeros(x.shape) if is_float(x) else None for x in inputs], [np.zeros(v.shape) for v in variables]
        found = torch.autograd.grad(loss, sources, allow_unused=True)
        dense = [np.zeros(s.shape) if g is None else g.to_dense().numpy() for s, g in zip(sources, found)]
        of_inputs = iter(dense)
        return [next(of_inputs) if x.requires_grad else None for x in tensors], list(of_inputs)

    return [y.detach().numpy() for y in results], pull


def differentiate_tensorflow(function, inputs, variables):
    import tensorflow as tf

    tensors = [tf.convert_to_tensor(np.asarray(x)) for x in inputs]
    with tf.GradientTape(persistent=True) as tape:
        for x in tensors:
            if x.dtype.is_floating:
                tape.watch(x)
        results = flat(function(tensors))

    def pull(cotangents):
        sources = [x for x in tensors if x.dtype.is_floating] + [v.value for v in variables]
        found = tape.gradient(results, sources, output_gradients=[tf.convert_to_tensor(np.asarray(g)) for g in cotangents])
        dense = [np.zeros(s.shape) if g is None else tf.convert_to_tensor(g).numpy() for s, g in zip(sources, found)]
        of_inputs = iter(dense)
        return [next(of_inputs) if x.dtype.is_floating else None for x in tensors], list(of_inputs)

    return [y.numpy() for y in results], pull


def own_path(made, variable):
    """The path inside the layer, in camelCase, without what numbers equal names apart."""
    inside = variable.path.split("/")
    inside = inside[1:] if inside[0] == made.name or len(inside) > 1 else inside
    return "/".join(camel(re.sub(r"_\d+$", "", part)) for part in inside)


def named(made, variables):
    paths = [own_path(made, variable) for variable in variables]
    assert len(set(paths)) == len(paths), paths
    return dict(zip(paths, variables))


# Layers that make masks.
masking = ["Embedding", "Masking"]


def layer_case(seed, spec, inputs, training=False, call=None, weights=None, names=None):
    """A record of a layer applied to inputs: one array, or a list of them, which go to the parameters `names` if given.

    `call` holds what else is passed: arrays and flags. `weights` draws other weights than the grid's, by the end of their path.
    """
    draws = Draws(1000 + seed)
    made = spec.build()
    call = call or {}
    extra = {key: to_keras(value) if isinstance(value, np.ndarray) else like_tensors(value) for key, value in call.items()}
    accepts_training = {"training": training} if training else {}

    def apply(tensors):
        given = ((), dict(zip(names, tensors))) if names else ((like(inputs, tensors),), {})
        return made(*given[0], **given[1], **extra, **accepts_training)

    apply([to_keras(x) for x in flat(inputs)])
    own = named(made, [v for v in made.weights if "seed_generator" not in v.path])
    for path, variable in own.items():
        drawn = next((draw for end, draw in (weights or {}).items() if path.endswith(end)), None)
        value = drawn(draws, *variable.shape) if drawn else draws.grid(*variable.shape)
        variable.assign(value)
    before = {path: written(variable.numpy(), exact=True) for path, variable in own.items()}
    trainable = {path: v for path, v in own.items() if v.trainable}
    mask = getattr(flat(apply([to_keras(x) for x in flat(inputs)]))[0], "_keras_mask", None) if spec.name in masking else None
    outputs, pull = differentiate(apply, flat(inputs), list(trainable.values()))
    after = {path: v.numpy() for path, v in own.items() if not v.trainable}
    cotangents = [draws.grid(*y.shape) for y in outputs]
    by_inputs, by_weights = pull([g if is_float(y) else np.zeros(y.shape) for g, y in zip(cotangents, outputs)])
    record = {"kind": "layer", "class": spec.name, "config": config_of(spec.options)}
    if names:
        record["names"] = [camel(name) for name in names]
    if training:
        record["training"] = True
    if call:
        record["call"] = {camel(key): write_call(value) for key, value in call.items()}
    record["inputs"] = like(inputs, [written(x, exact=True) for x in flat(inputs)])
    if before:
        record["weights"] = before
    record["outputs"] = [written(y) for y in outputs]
    if mask is not None:
        record["outputMask"] = written(keras.ops.convert_to_numpy(mask))
    record["cotangents"] = [written(g, exact=True) for g in cotangents]
    record["gradients"] = {
        "inputs": [None if g is None else written(g) for g in by_inputs],
        "weights": {path: written(g) for path, g in zip(trainable, by_weights)},
    }
    if training and after:
        record["weightsAfter"] = {path: written(value) for path, value in after.items()}
    return record


def like_tensors(value):
    return [to_keras(item) for item in value] if isinstance(value, list) else value


def write_call(value):
    if isinstance(value, list):
        return [written(item, exact=True) for item in value]
    return written(value, exact=True) if isinstance(value, np.ndarray) else value
