"""Metrics: the result after each of several updates, some of them weighted."""

import keras
import numpy as np

from .losses import distribution, one_hot
from .record import Draws, Made, config_of, to_keras, written

d = Draws(6)


def metric(name, **options):
    return Made(keras.metrics, name, **options)


def several(make):
    """Three batches, of 4, 3 and 1."""
    return [make(count) for count in (4, 3, 1)]


def with_weights(batches):
    return [(*batch, d.positive(batch[0].shape[0])) for batch in batches]


def cases():
    real = several(lambda n: (d.grid(n, 3), d.grid(n, 3)))
    binary = several(lambda n: (d.bits(n, 2) * 1.0, d.unit(n, 2)))
    single = several(lambda n: (d.bits(n) * 1.0, d.unit(n)))
    classes = several(lambda n: (one_hot(n, 5), distribution(n, 5)))
    sparse = several(lambda n: (d.integers(0, 5, n), d.distinct(n, 5)))
    signs = several(lambda n: (np.where(d.bits(n, 3), 1.0, -1.0), d.grid(n, 3)))
    positive = several(lambda n: (d.positive(n, 3), d.positive(n, 3)))
    for name in ["MeanSquaredError", "RootMeanSquaredError", "MeanAbsoluteError", "MeanAbsolutePercentageError", "LogCoshError"]:
        yield metric(name), real
    yield metric("CosineSimilarity"), real
    yield metric("R2Score"), real
    yield metric("R2Score", class_aggregation=None, num_regressors=1), with_weights(real)
    yield metric("R2Score", class_aggregation="variance_weighted_average"), real
    yield metric("PearsonCorrelation"), real
    yield metric("ConcordanceCorrelation"), real
    yield metric("MeanSquaredError"), with_weights(real)
    yield metric("RootMeanSquaredError"), with_weights(real)
    yield metric("MeanSquaredLogarithmicError"), positive
    yield metric("Poisson"), positive
    yield metric("KLDivergence"), several(lambda n: (distribution(n, 3), distribution(n, 3)))
    for name in ["Hinge", "SquaredHinge"]:
        yield metric(name), signs
    yield metric("CategoricalHinge"), several(lambda n: (one_hot(n, 3), d.grid(n, 3)))
    yield metric("BinaryCrossentropy"), binary
    yield metric("CategoricalCrossentropy"), classes
    yield metric("CategoricalCrossentropy", from_logits=True, label_smoothing=0.25), several(lambda n: (one_hot(n, 3), d.grid(n, 3)))
    yield metric("SparseCategoricalCrossentropy", from_logits=True), sparse
    yield metric("Accuracy"), several(lambda n: (d.integers(0, 3, n), d.integers(0, 3, n)))
    yield metric("BinaryAccuracy"), binary
    yield metric("BinaryAccuracy", threshold=0.75), with_weights(binary)
    yield metric("CategoricalAccuracy"), classes
    yield metric("CategoricalAccuracy"), with_weights(classes)
    yield metric("SparseCategoricalAccuracy"), sparse
    yield metric("SparseCategoricalAccuracy"), with_weights(sparse)
    yield metric("TopKCategoricalAccuracy", k=2), several(lambda n: (one_hot(n, 5), d.distinct(n, 5)))
    yield metric("SparseTopKCategoricalAccuracy", k=3), sparse
    for name in ["Precision", "Recall"]:
        yield metric(name), binary
        yield metric(name, thresholds=0.25), with_weights(single)
        yield metric(name, thresholds=[0.25, 0.5, 0.75]), binary
        yield metric(name, top_k=2), several(lambda n: (one_hot(n, 5), d.distinct(n, 5)))
        yield metric(name, class_id=1), binary
    for name in ["TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives"]:
        yield metric(name), binary
    yield metric("TruePositives", thresholds=[0.25, 0.75]), with_weights(single)
    for name, option in [
        ("SensitivityAtSpecificity", "specificity"),
        ("SpecificityAtSensitivity", "sensitivity"),
        ("PrecisionAtRecall", "recall"),
        ("RecallAtPrecision", "precision"),
    ]:
        yield metric(name, **{option: 0.5}), single
        yield metric(name, **{option: 0.75, "num_thresholds": 11}), with_weights(single)
    labels = several(lambda n: (d.integers(0, 3, n, 4), d.integers(0, 3, n, 4)))
    yield metric("IoU", num_classes=3, target_class_ids=[0, 2]), labels
    yield metric("MeanIoU", num_classes=3), labels
    yield metric("MeanIoU", num_classes=3, dtype="float32"), [(*batch, d.positive(*batch[0].shape)) for batch in labels]
    yield metric("BinaryIoU"), binary
    yield metric("BinaryIoU", target_class_ids=[1], threshold=0.25), binary
    yield metric("OneHotIoU", num_classes=5, target_class_ids=[1, 3]), classes
    yield metric("OneHotMeanIoU", num_classes=5), classes
    yield metric("F1Score"), classes
    yield metric("F1Score", average="micro", threshold=0.5), binary
    yield metric("F1Score", average="macro"), classes
    yield metric("F1Score", average="weighted"), classes
    yield metric("FBetaScore", beta=2.0, average="macro"), classes
    yield metric("AUC"), single
    yield metric("AUC", num_thresholds=9), with_weights(single)
    yield metric("AUC", curve="PR"), single
    yield metric("AUC", num_thresholds=21, summation_method="minoring"), single
    yield metric("AUC", num_thresholds=21, summation_method="majoring", curve="PR"), single
    yield metric("AUC", multi_label=True, num_thresholds=11), binary
    yield metric("AUC", from_logits=True, num_thresholds=21), several(lambda n: (d.bits(n) * 1.0, d.grid(n)))


def values():
    yield metric("Mean"), [(d.grid(3),), (d.grid(2),), (d.grid(2, 2),)]
    yield metric("Mean"), [(d.grid(3), d.positive(3)), (d.grid(2), d.positive(2))]
    yield metric("Sum"), [(d.grid(3),), (d.grid(2, 2),)]


def rows():
    for spec, batches in cases():
        yield metric_case(spec, batches, ["yTrue", "yPred", "sampleWeight"])
    for spec, batches in values():
        yield metric_case(spec, batches, ["values", "sampleWeight"])


def metric_case(spec, batches, names):
    made = spec.build()
    updates = []
    for batch in batches:
        made.update_state(*[to_keras(part) for part in batch])
        given = {name: written(part, exact=True) for name, part in zip(names, batch)}
        updates.append({**given, "result": written(keras.ops.convert_to_numpy(made.result()))})
    return {"kind": "metric", "class": spec.name, "config": config_of(spec.options), "updates": updates}
