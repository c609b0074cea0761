"""Cases of layers, activations, losses, metrics, optimizers and what goes with them, as Keras computes them in float64."""

from . import activations, layers, layers_pooling, losses, metrics, optimizers

modules = {
    "activations": activations,
    "layers": layers,
    "pooling": layers_pooling,
    "losses": losses,
    "metrics": metrics,
    "optimizers": optimizers,
}
