"""Pooling. On PyTorch, Keras counts padding in some means of `same` average pooling; JAX computes these rows."""

from .record import Draws, layer, layer_case

d = Draws(8)


def pooling_rows():
    inputs = {1: (2, 7, 2), 2: (2, 5, 6, 2), 3: (1, 5, 4, 3, 2)}
    for rank, shape in inputs.items():
        for kind in ["Max", "Average"]:
            name = f"{kind}Pooling{rank}D"
            yield layer(name, pool_size=2), d.distinct(*shape)
            yield layer(name, pool_size=3, strides=2, padding="same"), d.distinct(*shape)
            yield layer(name, pool_size=2, strides=1), d.distinct(*shape)
            yield layer(f"Global{name}"), d.distinct(*shape)
            yield layer(f"Global{name}", keepdims=True), d.distinct(*shape)
            yield layer(f"Adaptive{name}", output_size=2), d.distinct(*shape)
            yield layer(f"Adaptive{name}", output_size=[3, 4, 2][:rank]), d.distinct(*shape)
    yield layer("MaxPooling2D", pool_size=[2, 3], strides=[2, 1], padding="same"), d.distinct(*inputs[2])
    yield layer("AveragePooling2D", pool_size=[3, 2], strides=[1, 2], padding="same"), d.distinct(*inputs[2])


def rows():
    for seed, (spec, inputs) in enumerate(pooling_rows()):
        yield layer_case(300 + seed, spec, inputs)
    mask = d.bits(2, 4)
    mask[:, 0] = True
    yield layer_case(390, layer("GlobalAveragePooling1D"), d.grid(2, 4, 3), call={"mask": mask})
