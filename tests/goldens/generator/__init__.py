"""Golden numbers: computed by NumPy, PyTorch and Keras, written as JSON for the tests of this package."""
