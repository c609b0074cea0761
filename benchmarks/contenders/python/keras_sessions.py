"""tf.keras with its defaults: `python keras_sessions.py FOLDER`."""

import os
import queue
import sys
import threading
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

from serving import serve  # noqa: E402


def classifier(model, dropout, arrays):
    layers = keras.layers
    if model == "mlp":
        stack = [layers.Input([784]), layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax")]
    else:
        stack = [
            layers.Input([28, 28, 1]),
            layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(),
            layers.Flatten(), layers.Dropout(dropout), layers.Dense(10, activation="softmax"),
        ]  # fmt: skip
    made = keras.Sequential(stack)
    made.set_weights(list(arrays.weights(model).values()))
    made.compile(optimizer=keras.optimizers.Adam(1e-3), loss="sparse_categorical_crossentropy")
    return made


def images_of(spec, arrays, most=None):
    x, y = arrays.images(spec["batchSize"], most)
    return (x if spec["model"] == "mlp" else x.reshape(-1, 28, 28, 1)), y.astype("int32")


class PacedEpochs(keras.callbacks.Callback):
    """Lets an epoch of one long `fit` begin only when it is asked for, so that a slice is steady-state training."""

    def __init__(self):
        super().__init__()
        self.permits, self.results = queue.Queue(), queue.Queue()

    def on_epoch_begin(self, epoch, logs=None):
        if not self.permits.get():
            self.model.stop_training = True
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        # The logs are numbers here: everything has run.
        self.results.put((time.perf_counter() - self.began) * 1000)


class Train:
    def __init__(self, spec, arrays):
        self.spec, self.arrays = spec, arrays
        self.x, self.y = images_of(spec, arrays)
        self.pace, self.amount = None, 0
        self.model = classifier(spec["model"], spec["dropout"], arrays)
        # Each element is a whole batch: nothing is left to do per image.
        batches = (len(self.y) // spec["batchSize"], spec["batchSize"])
        cut = self.x.reshape(*batches, *self.x.shape[1:]), self.y.reshape(batches)
        self.data = tf.data.Dataset.from_tensor_slices(cut).repeat().prefetch(tf.data.AUTOTUNE)

    def check(self):
        """The loss of each step: it is reset between calls of `train_on_batch`."""
        model, size = classifier(self.spec["model"], 0, self.arrays), self.spec["batchSize"]
        losses = []
        for index in range(self.spec["checkSteps"]):
            start = index * size % len(self.y)
            model.reset_metrics()
            loss = model.train_on_batch(self.x[start : start + size], self.y[start : start + size])
            losses.append(loss[0] if isinstance(loss, (list, tuple)) else loss)
        return losses

    def begin(self, amount):
        """A fit with epochs of so many steps; each goes on where the last ended."""
        self.end()
        self.pace, self.amount = PacedEpochs(), amount
        options = {"shuffle": False, "epochs": 2**31, "steps_per_epoch": amount, "verbose": 0, "callbacks": [self.pace]}
        self.thread = threading.Thread(target=self.fit, args=(self.model, self.data, options), daemon=True)
        self.thread.start()

    def fit(self, model, data, options):
        try:
            model.fit(data, **options)
        except Exception as error:
            self.pace.results.put(error)

    def end(self):
        if self.pace:
            self.pace.permits.put(False)
            self.thread.join()

    def slice(self, amount):
        if amount != self.amount:
            self.begin(amount)
        self.pace.permits.put(True)
        result = self.pace.results.get()
        if isinstance(result, Exception):
            raise result
        return result, amount


class Predict:
    def __init__(self, spec, arrays):
        self.x, _ = images_of(spec, arrays, spec["images"])
        self.size = spec["batchSize"]
        self.model = classifier(spec["model"], 0, arrays)

    def run(self):
        return self.model.predict(self.x, batch_size=self.size, verbose=0)

    def check(self):
        return self.run().reshape(-1)[:100]

    def slice(self, amount):
        began = time.perf_counter()
        for _ in range(amount):
            self.run()
        return (time.perf_counter() - began) * 1000, amount * len(self.x)


def about():
    threads = tf.config.threading.get_intra_op_parallelism_threads() or f"{os.cpu_count()} (default)"
    return {"version": f"{keras.__version__}, TensorFlow {tf.__version__}, threads: {threads}"}


if __name__ == "__main__":
    serve(sys.argv[1], about, {"train": Train, "predict": Predict})
