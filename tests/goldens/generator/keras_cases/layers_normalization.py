"""Normalization, in training and out of it, and attention."""

from .record import Draws, layer, layer_case

d = Draws(3)

variances = {"movingVariance": lambda draws, *shape: draws.positive(*shape), "variance": lambda draws, *shape: draws.positive(*shape)}


def normalization_rows():
    for options, x in [
        ({}, d.grid(6, 3)),
        ({"momentum": 0.75, "epsilon": 0.125}, d.grid(2, 3, 2, 2)),
        ({"axis": 1, "center": False}, d.grid(4, 3, 2)),
        ({"scale": False}, d.grid(5, 2)),
    ]:
        for training in (False, True):
            yield layer("BatchNormalization", **options), x, {"training": training, "weights": variances}
    for options, x in [
        ({}, d.grid(3, 5)),
        ({"axis": [1, 2], "epsilon": 0.0625}, d.grid(2, 3, 4)),
        ({"scale": False}, d.grid(2, 4, 3)),
        ({"center": False}, d.grid(2, 3, 4)),
    ]:
        yield layer("LayerNormalization", **options), x, {}
    for options, x in [
        ({"groups": 2}, d.grid(2, 3, 4)),
        ({"groups": 3, "epsilon": 0.0625, "scale": False}, d.grid(2, 2, 2, 6)),
        ({"groups": 4, "center": False}, d.grid(2, 4)),
        ({"groups": 2, "axis": 1}, d.grid(2, 4, 3)),
        ({"groups": -1}, d.grid(2, 3, 4)),
    ]:
        yield layer("GroupNormalization", **options), x, {}
    yield layer("RMSNormalization"), d.grid(3, 5), {}
    yield layer("RMSNormalization", axis=[1, 2], epsilon=0.25), d.grid(2, 3, 4), {}
    yield layer("UnitNormalization"), d.grid(3, 4), {}
    yield layer("UnitNormalization", axis=1), d.grid(2, 3, 2), {}
    for training in (False, True):
        yield layer("SpectralNormalization", layer=layer("Dense", units=3), power_iterations=2), d.grid(2, 4), {"training": training}
    mask = d.bits(4, 3)
    mask[0] = True
    yield layer("BatchNormalization", momentum=0.5), d.grid(4, 3, 2), {"training": True, "call": {"mask": mask}, "weights": variances}


def attention_rows():
    query, value, key = d.grid(2, 3, 4), d.grid(2, 5, 4), d.grid(2, 5, 4)
    mask = d.bits(2, 3, 5)
    mask[:, :, 0] = True
    cases = [
        ({"num_heads": 2, "key_dim": 3}, {"query": query, "value": query}, {}),
        ({"num_heads": 2, "key_dim": 3, "value_dim": 2}, {"query": query, "value": value, "key": key}, {}),
        ({"num_heads": 3, "key_dim": 2, "use_bias": False, "output_shape": 5}, {"query": query, "value": value}, {}),
        ({"num_heads": 1, "key_dim": 4}, {"query": query, "value": value}, {"attention_mask": mask}),
        ({"num_heads": 2, "key_dim": 2}, {"query": value, "value": value}, {"use_causal_mask": True}),
        ({"num_heads": 2, "key_dim": 2}, {"query": query, "value": value}, {"return_attention_scores": True}),
    ]
    for options, inputs, call in cases:
        yield layer("MultiHeadAttention", **options), inputs, call
    grouped = [
        ({"num_query_heads": 4, "num_key_value_heads": 2, "head_dim": 2}, {"query": query, "value": value}, {}),
        ({"num_query_heads": 2, "num_key_value_heads": 1, "head_dim": 3, "use_bias": False}, {"query": query, "value": value}, {}),
        ({"num_query_heads": 2, "num_key_value_heads": 2, "head_dim": 2}, {"query": value, "value": value}, {"use_causal_mask": True}),
    ]
    for options, inputs, call in grouped:
        yield layer("GroupQueryAttention", **options), inputs, call


def scored_rows():
    """These take their inputs in a list."""
    query, value, key = d.grid(2, 3, 4), d.grid(2, 5, 4), d.grid(2, 5, 4)
    for name in ["Attention", "AdditiveAttention"]:
        yield layer(name), [query, value], {}
        yield layer(name, use_scale=True), [query, value, key], {}
        yield layer(name), [value, value], {"use_causal_mask": True}
        yield layer(name), [query, value], {"return_attention_scores": True}
    yield layer("Attention", score_mode="concat"), [query, value], {}


def rows():
    for seed, (spec, inputs, options) in enumerate(normalization_rows()):
        yield layer_case(400 + seed, spec, inputs, **options)
    for seed, (spec, inputs, call) in enumerate(attention_rows()):
        yield layer_case(450 + seed, spec, list(inputs.values()), call=call, names=list(inputs))
    for seed, (spec, inputs, call) in enumerate(scored_rows()):
        yield layer_case(470 + seed, spec, inputs, call=call)
