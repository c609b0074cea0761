"""W6: the first step of W1: `python torch_start.py THREADS OPTIMIZER FOLDER`."""

import sys

from serving import Arrays, answer
from torch_sessions import Train, set_up

_, threads, optimizer, folder = sys.argv
set_up(threads, optimizer)
arrays = Arrays(folder)
session = Train({"model": "mlp", "batchSize": 32, "dropout": 0, "checkSteps": 1}, arrays)
answer(value=session.check())
