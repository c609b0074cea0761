"""W6: the first step of W1: `python keras_start.py FOLDER`."""

import sys

from keras_sessions import classifier, images_of
from serving import Arrays, answer

spec = {"model": "mlp", "batchSize": 32}
arrays = Arrays(sys.argv[1])
x, y = images_of(spec, arrays, 32)
model = classifier("mlp", 0, arrays)
answer(value=[float(model.train_on_batch(x, y))])
