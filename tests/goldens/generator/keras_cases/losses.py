"""Losses: their value and gradient, by the options of each, weights and reductions; probabilities at both ends too."""

import keras
import numpy as np

from .record import Draws, Made, config_of, differentiate, to_keras, written

d = Draws(5)


def loss(name, **options):
    return Made(keras.losses, name, **options)


def one_hot(count, classes):
    return np.eye(classes)[d.integers(0, classes, count)]


def distribution(*shape):
    """Rows that sum to 1 on a grid."""
    counts = d.integers(1, 9, *shape)
    counts[..., -1] += 64 - counts.sum(-1)
    return counts / 64


def unit_length(*shape):
    """Rows of length 1, on a grid as fine as float32's."""
    rows_ = d.grid(*shape)
    return (rows_ / np.linalg.norm(rows_, axis=-1, keepdims=True)).astype("float32").astype("float64")


edges = np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 2**-30]])
far = np.array([[-200.0, 200.0, 0.5, -20], [150.0, -150.0, 3.0, 20]])


def cases():
    real, other = d.grid(4, 3), d.grid(4, 3)
    targets, scores = d.bits(4, 3) * 1.0, d.unit(4, 3)
    classes, spread = one_hot(4, 3), distribution(4, 3)
    signs = np.where(d.bits(4, 3), 1.0, -1.0)
    for name in ["MeanSquaredError", "MeanAbsoluteError", "MeanAbsolutePercentageError", "LogCosh", "Huber", "CosineSimilarity"]:
        yield loss(name), real, other
    yield loss("Huber", delta=0.5), real, other
    yield loss("CosineSimilarity", axis=0), real, other
    yield loss("LogCosh"), far, far[::-1].copy()
    yield loss("MeanSquaredLogarithmicError"), d.positive(4, 3), d.positive(4, 3)
    yield loss("Poisson"), d.positive(4, 3), d.positive(4, 3)
    yield loss("KLDivergence"), distribution(4, 3), spread
    for name in ["Hinge", "SquaredHinge"]:
        yield loss(name), signs, real
        yield loss(name), targets, real
    yield loss("CategoricalHinge"), classes, real
    yield loss("BinaryCrossentropy"), targets, scores
    yield loss("BinaryCrossentropy", from_logits=True), targets, real
    yield loss("BinaryCrossentropy", label_smoothing=0.25), targets, scores
    yield loss("BinaryCrossentropy", from_logits=True), d.bits(2, 4) * 1.0, far
    yield loss("BinaryCrossentropy"), np.array([[0.0, 1.0, 1.0], [0.0, 1.0, 0.0]]), edges
    yield loss("BinaryFocalCrossentropy"), targets, scores
    yield loss("BinaryFocalCrossentropy", apply_class_balancing=True, alpha=0.75, gamma=1.5, from_logits=True), targets, real
    yield loss("CategoricalCrossentropy"), classes, spread
    yield loss("CategoricalCrossentropy"), classes, scores
    yield loss("CategoricalCrossentropy", from_logits=True), classes, real
    yield loss("CategoricalCrossentropy", from_logits=True, label_smoothing=0.125), classes, real
    yield loss("CategoricalCrossentropy", from_logits=True), np.eye(4)[[0, 1]], far
    yield loss("CategoricalFocalCrossentropy"), classes, spread
    yield loss("CategoricalFocalCrossentropy", alpha=0.5, gamma=3.0, from_logits=True), classes, real
    indices = d.integers(0, 3, 4)
    yield loss("SparseCategoricalCrossentropy"), indices, spread
    yield loss("SparseCategoricalCrossentropy", from_logits=True), indices, real
    yield loss("SparseCategoricalCrossentropy", from_logits=True), d.integers(0, 3, 2, 4), d.grid(2, 4, 3)
    yield loss("SparseCategoricalCrossentropy", from_logits=True, ignore_class=1), np.array([0, 1, 2, 1], "int32"), real
    yield loss("Dice"), targets, scores
    yield loss("Circle"), np.array([0, 1, 0, 2], "int32"), unit_length(4, 3)
    yield loss("Circle", gamma=4.0, margin=0.25, remove_diagonal=False), np.array([0, 1, 0, 1], "int32"), unit_length(4, 3)
    yield loss("CategoricalGeneralizedCrossEntropy"), indices, spread
    yield loss("CategoricalGeneralizedCrossEntropy", q=0.75), indices, spread
    yield loss("CTC"), np.array([[1, 2, 0], [2, 2, 1]], "int32"), d.grid(2, 6, 3)
    yield loss("Tversky", alpha=0.25, beta=0.75), targets, scores


def weighted_cases():
    real, other = d.grid(4, 3), d.grid(4, 3)
    weights = d.positive(4)
    for reduction in ["sum", "mean", "none", "sum_over_batch_size"]:
        yield loss("MeanSquaredError", reduction=reduction), real, other, None
        yield loss("MeanAbsoluteError", reduction=reduction), real, other, weights
    yield loss("SparseCategoricalCrossentropy", from_logits=True), d.integers(0, 3, 4), real, weights
    yield loss("BinaryCrossentropy", from_logits=True), d.bits(4, 3) * 1.0, real, weights
    yield loss("MeanSquaredError"), d.grid(2, 3, 2), d.grid(2, 3, 2), d.positive(2, 3)


def rows():
    for spec, y_true, y_pred, *weights in [*cases(), *weighted_cases()]:
        yield loss_case(spec, y_true, y_pred, weights[0] if weights else None)


def loss_case(spec, y_true, y_pred, weights):
    made = spec.build()
    extra = {} if weights is None else {"sample_weight": to_keras(weights)}
    outputs, pull = differentiate(lambda tensors: made(to_keras(y_true), tensors[0], **extra), [y_pred], [])
    cotangent = d.grid(*outputs[0].shape) if outputs[0].ndim else np.array(1.0)
    by_inputs, _ = pull([cotangent])
    record = {"kind": "loss", "class": spec.name, "config": config_of(spec.options)}
    record["yTrue"] = written(y_true, exact=True)
    record["yPred"] = written(y_pred, exact=True)
    if weights is not None:
        record["sampleWeight"] = written(weights, exact=True)
    record["outputs"] = [written(outputs[0])]
    record["cotangents"] = [written(cotangent, exact=True)]
    record["gradients"] = {"yPred": written(by_inputs[0])}
    return record
