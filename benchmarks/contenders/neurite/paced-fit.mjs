/** One long `fit` whose epochs run on demand, so that a slice is steady-state training and nothing else. */

/** @typedef {import('../../../packages/neurite/dist/index.js').Sequential} Sequential */
/** @typedef {import('../../../packages/neurite/dist/index.js').Callback} Callback */

/** A promise and what settles it. */
function gate() {
  /** @type {(value: number) => void} */
  let open = () => {}
  /** @type {Promise<number>} */
  const opened = new Promise((resolve) => (open = resolve))
  return { open, opened }
}

export class PacedFit {
  #model
  #permit = gate()
  #done = gate()
  #running

  /**
   * @param {Sequential} model
   * @param {{ x: import('../../../packages/neurite/dist/index.js').Tensor, y: import('../../../packages/neurite/dist/index.js').Tensor }} data
   * @param {{ batchSize: number, steps: number }} options - steps of an epoch; the next goes on where it ends
   */
  constructor(model, { x, y }, { batchSize, steps }) {
    this.#model = model
    this.#running = model.fit(x, y, {
      batchSize,
      stepsPerEpoch: steps,
      epochs: 2 ** 31,
      shuffle: false,
      verbose: 0,
      callbacks: [this.#callback()],
    })
    this.#running.catch(() => {}) // Thrown by `epoch`.
  }

  /**
   * Trains for an epoch; the loss at its end is read, so everything has run.
   *
   * @returns {Promise<number>} milliseconds
   */
  async epoch() {
    this.#permit.open(0)
    const milliseconds = await Promise.race([this.#done.opened, this.#running.then(() => NaN)])
    this.#done = gate()
    return milliseconds
  }

  async end() {
    this.#model.stopTraining = true
    this.#permit.open(0)
    await this.#running
  }

  /** @returns {Callback} */
  #callback() {
    let began = 0
    return {
      onEpochBegin: async () => {
        await this.#permit.opened
        this.#permit = gate()
        began = performance.now()
      },
      onEpochEnd: () => this.#done.open(performance.now() - began),
    }
  }
}
