"""PyTorch: `python torch_sessions.py THREADS OPTIMIZER FOLDER`, where OPTIMIZER is `plain` or `fused`."""

import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

from serving import sample_entries, serve

optimizers = {"plain": {}, "fused": {"fused": True}}


def milliseconds_since(began):
    return (time.perf_counter() - began) * 1000


def linear(kernel, bias):
    layer = nn.Linear(*kernel.shape)
    layer.weight.data = torch.from_numpy(kernel.T.copy())
    layer.bias.data = torch.from_numpy(bias.copy())
    return layer


def convolution(kernel, bias):
    layer = nn.Conv2d(kernel.shape[2], kernel.shape[3], kernel.shape[:2])
    layer.weight.data = torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy())
    layer.bias.data = torch.from_numpy(bias.copy())
    return layer


def classifier(model, dropout, arrays):
    """Logits of W1-W3's models, from the shared weights."""
    weights = arrays.weights(model)

    def of(layer):
        return weights[f"{layer}.kernel"], weights[f"{layer}.bias"]

    if model == "mlp":
        return nn.Sequential(linear(*of("dense1")), nn.ReLU(), linear(*of("dense2")))
    kernel, bias = of("dense")
    # Its images have channels first, so the rows of the last kernel follow.
    rows = kernel.reshape(5, 5, 64, 10).transpose(2, 0, 1, 3).reshape(1600, 10)
    pool = lambda: nn.MaxPool2d(2)  # noqa: E731
    return nn.Sequential(
        convolution(*of("conv1")), nn.ReLU(), pool(), convolution(*of("conv2")), nn.ReLU(), pool(),
        nn.Flatten(), nn.Dropout(dropout), linear(rows, bias),
    )  # fmt: skip


def images_of(spec, arrays, most=None):
    x, y = arrays.images(spec["batchSize"], most)
    return torch.from_numpy(x if spec["model"] == "mlp" else x.reshape(-1, 1, 28, 28)), torch.from_numpy(y)


class Train:
    """The loop of PyTorch's tutorials. Runs at once, so there is no queue to drain."""

    optimizer = "plain"

    def __init__(self, spec, arrays):
        self.spec, self.arrays = spec, arrays
        self.x, self.y = images_of(spec, arrays)
        self.batches = len(self.y) // spec["batchSize"]
        self.model, self.adam = self.make(spec["dropout"])
        self.next = 0

    def make(self, dropout):
        model = classifier(self.spec["model"], dropout, self.arrays)
        return model, torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, **optimizers[self.optimizer])

    def step(self, model, adam, index):
        size = self.spec["batchSize"]
        start = index % self.batches * size
        adam.zero_grad()
        loss = F.cross_entropy(model(self.x[start : start + size]), self.y[start : start + size])
        loss.backward()
        adam.step()
        return loss

    def check(self):
        model, adam = self.make(0)
        return [self.step(model, adam, index).item() for index in range(self.spec["checkSteps"])]

    def slice(self, amount):
        began = time.perf_counter()
        for index in range(self.next, self.next + amount):
            loss = self.step(self.model, self.adam, index)
        loss.item()
        self.next += amount
        return milliseconds_since(began), amount


class Predict:
    def __init__(self, spec, arrays):
        x, _ = images_of(spec, arrays, spec["images"])
        self.count, self.batches = len(x), x.split(spec["batchSize"])
        self.model = classifier(spec["model"], 0, arrays).eval()

    @torch.inference_mode()
    def run(self):
        return [F.softmax(self.model(batch), dim=-1).numpy() for batch in self.batches]

    def check(self):
        return self.run()[0].reshape(-1)[:100]

    def slice(self, amount):
        began = time.perf_counter()
        for _ in range(amount):
            self.run()
        return milliseconds_since(began), amount * self.count


class Matmul:
    def __init__(self, spec, arrays):
        self.size = spec["size"]
        a, b = (torch.from_numpy(arrays.read(f"matmul.{name}.{self.size}")) for name in "ab")
        self.a = a.T if spec["transposeA"] else a
        self.b = b.T if spec["transposeB"] else b

    def check(self):
        return sample_entries((self.a @ self.b).numpy())

    def slice(self, amount):
        began = time.perf_counter()
        for _ in range(amount):
            self.a @ self.b
        return milliseconds_since(began), amount * 2 * self.size**3 / 1e9


class Encoder:
    """An encoder block with its fused attention. Its gradients are those of all weights."""

    def __init__(self, spec, arrays):
        self.heads, self.width = spec["heads"], spec["width"]
        self.weights = {
            name: torch.from_numpy(self.flat(value)).requires_grad_() for name, value in arrays.weights("encoder").items()
        }
        self.x, self.target = (torch.from_numpy(arrays.read(f"encoder.{name}")) for name in ("x", "target"))

    def flat(self, value):
        """Projections of heads are matrices here."""
        if value.ndim == 3:
            return value.reshape(self.width, self.width)
        return value.reshape(-1) if value.ndim == 2 and value.shape[0] == self.heads else value

    def dense(self, x, name):
        return F.linear(x, self.weights[f"{name}.kernel"].T, self.weights[f"{name}.bias"])

    def norm(self, x, name):
        return F.layer_norm(x, [self.width], self.weights[f"{name}.gamma"], self.weights[f"{name}.beta"], 1e-5)

    def run(self):
        x, (batch, sequence, _) = self.x, self.x.shape

        def split(name):
            return self.dense(x, name).view(batch, sequence, self.heads, -1).transpose(1, 2)

        mixed = F.scaled_dot_product_attention(split("query"), split("key"), split("value"))
        mixed = mixed.transpose(1, 2).reshape(batch, sequence, self.width)
        attended = self.norm(x + self.dense(mixed, "output"), "norm1")
        hidden = F.relu(self.dense(attended, "ffn1"))
        out = self.norm(attended + self.dense(hidden, "ffn2"), "norm2")
        loss = (out * self.target).mean()
        return loss, torch.autograd.grad(loss, list(self.weights.values()))

    def check(self):
        loss, grads = self.run()
        return [abs(loss.item()), *(grad.norm().item() for grad in grads)]

    def slice(self, amount):
        began = time.perf_counter()
        for _ in range(amount):
            loss, _ = self.run()
        loss.item()
        return milliseconds_since(began), amount


def about():
    """Version, threads and the rate of a product: without a real BLAS its figures mean nothing."""
    a = torch.ones(512, 512)
    rates = []
    for _ in range(20):
        began = time.perf_counter()
        a @ a
        rates.append(2 * 512**3 / 1e6 / milliseconds_since(began))
    rate = max(rates)
    blas = next((name for name in ("mkl", "openblas", "eigen") if f"blas_info={name}" in torch.__config__.show().lower()), "?")
    version = f"{torch.__version__}, threads: {torch.get_num_threads()}, BLAS {blas}, matmul {rate:.0f} GFLOP/s"
    # Without a BLAS it reaches a few GFLOP/s; with one, tens.
    slow = rate < 20
    return {"version": version, **({"warning": "its matmul is slow: is a real BLAS there?"} if slow else {})}


def set_up(threads, optimizer):
    torch.set_num_threads(int(threads))
    Train.optimizer = optimizer


if __name__ == "__main__":
    _, threads, optimizer, folder = sys.argv
    set_up(threads, optimizer)
    serve(folder, about, {"train": Train, "predict": Predict, "matmul": Matmul, "encoder": Encoder})
