/** Offers tasks: a page to the test that opened it, a worker to the page that started it. */

/** What can be asked for, by name. */
export type Tasks = Readonly<Record<string, (argument: never) => unknown>>

/** Begins in a task of the event loop of its own: what a debugger calls may do things that a policy forbids to pages. */
async function call(tasks: Tasks, name: string, argument: unknown): Promise<unknown> {
  await new Promise((resolve) => setTimeout(resolve))
  const task = tasks[name]
  if (!task) throw new Error(`there is no task ${name}`)
  return task(argument as never)
}

/** Offers the tasks of a page. */
export function offer(tasks: Tasks): void {
  const offered = Object.keys(tasks).map((name) => [name, (argument: unknown) => call(tasks, name, argument)])
  Reflect.set(globalThis, 'tasks', Object.fromEntries(offered))
}

/** Offers the tasks of a worker; `callWorker` asks for them. */
export function offerFromWorker(tasks: Tasks): void {
  globalThis.onmessage = ({ data, ports }: MessageEvent<{ name: string; argument: unknown }>) => {
    call(tasks, data.name, data.argument).then(
      (result) => ports[0]!.postMessage({ result }, []),
      (error: unknown) => ports[0]!.postMessage({ error: String(error) }, []),
    )
  }
}

/** Asks a worker for a task. */
export function callWorker(worker: Worker, name: string, argument: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }: MessageEvent<{ result?: unknown; error?: string }>) =>
      data.error === undefined ? resolve(data.result) : reject(new Error(data.error))
    worker.onerror = ({ message }) => reject(new Error(`the worker failed: ${message}`))
    worker.postMessage({ name, argument }, [port2])
  })
}
