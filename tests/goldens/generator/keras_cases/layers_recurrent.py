"""Recurrent layers and wrappers."""

from .record import Draws, layer, layer_case

d = Draws(4)


def mask_of(*shape):
    mask = d.bits(*shape)
    mask[:, 0] = True
    return mask


def rows_of(name, states):
    """What all recurrent layers have."""
    x = d.grid(2, 4, 3)
    yield layer(name, units=3), x, {}
    yield layer(name, units=2, return_sequences=True), x, {}
    yield layer(name, units=2, return_sequences=True, return_state=True, use_bias=False), x, {}
    yield layer(name, units=2, go_backwards=True, return_sequences=True), x, {}
    yield layer(name, units=2), x, {"mask": mask_of(2, 4)}
    yield layer(name, units=2, return_sequences=True, zero_output_for_mask=True), x, {"mask": mask_of(2, 4)}
    yield layer(name, units=2, return_state=True), x, {"initial_state": [d.grid(2, 2) for _ in range(states)]}
    yield layer(name, units=2, activation="relu"), x, {}


def recurrent_rows():
    for name, states in [("SimpleRNN", 1), ("LSTM", 2), ("GRU", 1)]:
        yield from rows_of(name, states)
    yield layer("LSTM", units=2, recurrent_activation="hard_sigmoid", unit_forget_bias=False), d.grid(2, 3, 2), {}
    yield layer("GRU", units=2, reset_after=False), d.grid(2, 3, 2), {}
    yield layer("GRU", units=2, reset_after=False, use_bias=False, return_sequences=True), d.grid(2, 3, 2), {"mask": mask_of(2, 3)}


def wrapper_rows():
    x = d.grid(2, 4, 3)
    for mode in ["concat", "sum", "mul", "ave", None]:
        yield layer("Bidirectional", layer=layer("LSTM", units=2, return_sequences=True), merge_mode=mode), x, {}
    yield layer("Bidirectional", layer=layer("GRU", units=2)), x, {}
    yield layer("Bidirectional", layer=layer("SimpleRNN", units=2, return_sequences=True)), x, {"mask": mask_of(2, 4)}
    yield layer("TimeDistributed", layer=layer("Dense", units=2, activation="tanh")), x, {}
    yield layer("TimeDistributed", layer=layer("Conv1D", filters=2, kernel_size=2)), d.grid(2, 3, 4, 2), {}
    for cell in ["SimpleRNNCell", "LSTMCell", "GRUCell"]:
        yield layer("RNN", cell=layer(cell, units=2), return_sequences=True), x, {}
    cells = [layer("LSTMCell", units=3), layer("GRUCell", units=2)]
    yield layer("RNN", cell=layer("StackedRNNCells", cells=cells), return_state=True), x, {}


def convolutional_rows():
    for rank, shape in [(1, (2, 3, 5, 2)), (2, (1, 3, 4, 3, 2)), (3, (1, 2, 3, 2, 3, 1))]:
        name = f"ConvLSTM{rank}D"
        yield layer(name, filters=2, kernel_size=2, padding="same"), d.grid(*shape), {}
        yield layer(name, filters=2, kernel_size=2, strides=2, return_sequences=True, return_state=True), d.grid(*shape), {}
    x = d.grid(2, 3, 5, 2)
    yield layer("ConvLSTM1D", filters=2, kernel_size=3, dilation_rate=2, recurrent_activation="hard_sigmoid"), x, {}
    yield layer("ConvLSTM1D", filters=1, kernel_size=2, return_sequences=True, use_bias=False), x, {"mask": mask_of(2, 3)}


def rows():
    for seed, (spec, inputs, call) in enumerate([*recurrent_rows(), *wrapper_rows(), *convolutional_rows()]):
        yield layer_case(500 + seed, spec, inputs, call=call)
