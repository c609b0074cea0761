"""Optimizers over several steps, learning-rate schedules, regularizers and constraints."""

import keras
import numpy as np

from .record import Draws, Made, config_of, differentiate, to_keras, written

d = Draws(7)
steps = 6


def optimizer(name, **options):
    return Made(keras.optimizers, name, **options)


def schedule(name, **options):
    return Made(keras.optimizers.schedules, name, **options)


decay = schedule("ExponentialDecay", initial_learning_rate=0.5, decay_steps=2, decay_rate=0.5)

# Options of every optimizer: its own, and those of the base.
own = {
    "SGD": [{}, {"learning_rate": 0.5, "momentum": 0.75}, {"learning_rate": 0.5, "momentum": 0.75, "nesterov": True}],
    "RMSprop": [{}, {"rho": 0.5, "epsilon": 0.125}, {"momentum": 0.5}, {"centered": True, "momentum": 0.25}],
    "Adam": [{}, {"beta_1": 0.5, "beta_2": 0.75, "epsilon": 0.125, "learning_rate": 0.125}, {"amsgrad": True, "beta_2": 0.5}],
    "AdamW": [{}, {"weight_decay": 0.25, "learning_rate": 0.125}, {"amsgrad": True, "beta_2": 0.5}],
    "Adagrad": [{}, {"learning_rate": 0.5, "initial_accumulator_value": 0.25, "epsilon": 0.125}],
    "Nadam": [{}, {"beta_1": 0.5, "beta_2": 0.75, "epsilon": 0.125, "learning_rate": 0.125}],
    "Adadelta": [{}, {"learning_rate": 0.5, "rho": 0.5, "epsilon": 0.125}],
    "Adamax": [{}, {"learning_rate": 0.25, "beta_1": 0.5, "beta_2": 0.75, "epsilon": 0.125}],
    "Adafactor": [{}, {"learning_rate": 0.25, "clip_threshold": 0.5, "relative_step": False, "beta_2_decay": -0.5}],
    "Ftrl": [{}, {"learning_rate": 0.5, "l1_regularization_strength": 0.125, "l2_regularization_strength": 0.25, "beta": 0.5}],
    "Lamb": [{}, {"learning_rate": 0.125, "beta_1": 0.5, "beta_2": 0.75, "weight_decay": 0.125}],
    "Lion": [{}, {"beta_1": 0.5, "beta_2": 0.75, "learning_rate": 0.125}],
}
shared = [
    {"clipnorm": 0.5},
    {"clipvalue": 0.25},
    {"global_clipnorm": 1.0},
    {"weight_decay": 0.125},
    {"use_ema": True, "ema_momentum": 0.75},
    {"use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 2},
    {"gradient_accumulation_steps": 3},
    {"learning_rate": decay},
]
# Base options together with an optimizer's own slots.
mixed = [
    ("Adam", {"gradient_accumulation_steps": 2, "clipnorm": 1.0, "learning_rate": 0.125}),
    ("AdamW", {"use_ema": True, "ema_momentum": 0.5, "global_clipnorm": 0.75}),
    ("RMSprop", {"weight_decay": 0.25, "clipvalue": 0.5}),
    ("Nadam", {"learning_rate": decay, "weight_decay": 0.125}),
    ("Lion", {"weight_decay": 0.25, "gradient_accumulation_steps": 2}),
    ("Adagrad", {"use_ema": True, "ema_overwrite_frequency": 3, "ema_momentum": 0.25}),
    ("SGD", {"momentum": 0.5, "gradient_accumulation_steps": 2, "use_ema": True, "ema_momentum": 0.5, "learning_rate": decay}),
]


def optimizer_cases():
    for name, variants in own.items():
        for options in variants:
            yield optimizer(name, **options)
    for options in shared:
        yield optimizer("SGD", **{"learning_rate": 0.25, **options})
    for name, options in mixed:
        yield optimizer(name, **options)


def optimizer_case(spec):
    made = spec.build()
    kernel, bias = (keras.Variable(d.grid(*shape), name=name) for shape, name in [((2, 3), "kernel"), ((3,), "bias")])
    made.build([kernel, bias])
    record = {"kind": "optimizer", "class": spec.name, "config": config_of(spec.options)}
    record["weights"] = {"kernel": written(kernel.numpy(), exact=True), "bias": written(bias.numpy(), exact=True)}
    record["steps"] = []
    for step in range(steps):
        # One weight rests for a step.
        gradients = [d.grid(2, 3), d.grid(3) * (step != 2)]
        made.apply([to_keras(g) for g in gradients], [kernel, bias])
        after = {"kernel": written(kernel.numpy()), "bias": written(bias.numpy())}
        record["steps"].append({"gradients": [written(g, exact=True) for g in gradients], "weights": after})
    if spec.options.get("use_ema"):
        made.finalize_variable_values([kernel, bias])
        record["finalized"] = {"kernel": written(kernel.numpy()), "bias": written(bias.numpy())}
    return record


schedules = [
    decay,
    schedule("ExponentialDecay", initial_learning_rate=0.5, decay_steps=3, decay_rate=0.75, staircase=True),
    schedule("InverseTimeDecay", initial_learning_rate=0.5, decay_steps=4, decay_rate=0.5),
    schedule("InverseTimeDecay", initial_learning_rate=0.5, decay_steps=4, decay_rate=0.5, staircase=True),
    schedule("PiecewiseConstantDecay", boundaries=[3, 7], values=[1.0, 0.5, 0.125]),
    schedule("PolynomialDecay", initial_learning_rate=0.5, decay_steps=8, end_learning_rate=0.0625, power=2.0),
    schedule("PolynomialDecay", initial_learning_rate=0.5, decay_steps=4, cycle=True),
    schedule("CosineDecay", initial_learning_rate=0.5, decay_steps=8, alpha=0.125),
    schedule("CosineDecay", initial_learning_rate=0.0, decay_steps=6, warmup_target=0.5, warmup_steps=4),
    schedule("CosineDecayRestarts", initial_learning_rate=0.5, first_decay_steps=3, t_mul=2.0, m_mul=0.5, alpha=0.125),
    schedule("CosineDecayRestarts", initial_learning_rate=0.5, first_decay_steps=4, t_mul=1.0),
]


def schedule_case(spec):
    made = spec.build()
    at = [0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 25]
    rates = np.array([float(keras.ops.convert_to_numpy(made(step))) for step in at])
    return {"kind": "schedule", "class": spec.name, "config": config_of(spec.options), "steps": at, "rates": written(rates)}


def regularizer(name, **options):
    return Made(keras.regularizers, name, **options)


def constraint(name, **options):
    return Made(keras.constraints, name, **options)


regularizers = [
    regularizer("L1"),
    regularizer("L1", l1=0.25),
    regularizer("L2"),
    regularizer("L2", l2=0.25),
    regularizer("L1L2", l1=0.25, l2=0.5),
    regularizer("OrthogonalRegularizer"),
    regularizer("OrthogonalRegularizer", factor=0.5, mode="columns"),
]
constraints = [
    constraint("MaxNorm", max_value=1.0),
    constraint("MaxNorm", max_value=1.5, axis=1),
    constraint("NonNeg"),
    constraint("UnitNorm"),
    constraint("UnitNorm", axis=[0, 1]),
    constraint("MinMaxNorm", min_value=1.0, max_value=2.0),
    constraint("MinMaxNorm", min_value=2.0, max_value=3.0, rate=0.25, axis=1),
]


def function_case(kind, spec):
    """A regularizer's penalty and its gradient, or what a constraint makes of a weight."""
    made, x = spec.build(), d.grid(4, 3)
    outputs, pull = differentiate(lambda tensors: made(tensors[0]), [x], [])
    record = {"kind": kind, "class": spec.name, "config": config_of(spec.options)}
    record["inputs"] = written(x, exact=True)
    record["outputs"] = [written(outputs[0])]
    if kind == "regularizer":
        record["gradients"] = {"inputs": [written(pull([np.array(1.0)])[0][0])]}
    return record


def rows():
    for spec in optimizer_cases():
        yield optimizer_case(spec)
    for spec in schedules:
        yield schedule_case(spec)
    for spec in regularizers:
        yield function_case("regularizer", spec)
    for spec in constraints:
        yield function_case("constraint", spec)
