"""The child's side of a contender in Python: the same lines of JSON as serving/serve.mjs, and the arrays."""

import json
import os
import sys

import numpy as np


class Arrays:
    """Arrays that the parent wrote, by name."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "arrays.json")) as file:
            self.entries = json.load(file)

    def read(self, name):
        entry = self.entries[name]
        data = np.fromfile(os.path.join(self.folder, f"{name}.bin"), dtype=entry["dtype"])
        return data.reshape(entry["shape"])

    def images(self, batch_size, most=None):
        """Images as float32 from 0 to 1 and labels, in whole batches."""
        pixels, labels = self.read("train.bytes"), self.read("train.labels")
        count = min(most or len(labels), len(labels)) // batch_size * batch_size
        return (pixels[:count] / 255).astype(np.float32), labels[:count].astype(np.int64)

    def weights(self, model):
        """Weights of a model by their names, in the order in which the parent wrote them."""
        prefix = f"{model}."
        return {name[len(prefix):]: self.read(name) for name in self.entries if name.startswith(prefix) and self.is_weight(name)}

    @staticmethod
    def is_weight(name):
        return name.endswith((".kernel", ".bias", ".gamma", ".beta"))


def answer(**fields):
    print("@" + json.dumps(fields), flush=True)


def sample_entries(result):
    """A few entries of a large result, those that serving/sample-entries.mjs takes."""
    flat = result.reshape(-1)
    return [float(flat[(index * (len(flat) - 1)) // 63]) for index in range(64)]


def serve(folder, about, kinds):
    """Opens sessions, runs their slices, one command after the other, until there is no more input."""
    arrays = Arrays(folder)
    session = None
    for line in sys.stdin:
        command = json.loads(line)
        call = command["call"]
        try:
            value = None
            if call == "about":
                value = about()
            elif call == "open":
                if command["kind"] not in kinds:
                    raise ValueError("cannot do this")
                session = kinds[command["kind"]](command["spec"], arrays)
            elif call == "check":
                value = [float(number) for number in session.check()]
            elif call == "slice":
                milliseconds, done = session.slice(command["amount"])
                value = {"milliseconds": milliseconds, "done": done}
            elif call == "facts":
                value = {}
            elif call == "close":
                session = None
            answer(value=value)
        except Exception as error:  # Told to the parent, which goes on without this case.
            answer(error=f"{type(error).__name__}: {error}")
