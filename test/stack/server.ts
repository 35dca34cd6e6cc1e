import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server that a test has started, and that it may take away and bring back. */
export interface Server {
  /** Of the process that runs now; another one after `comeBack`. */
  readonly pid: number
  /** What it wrote last, for the message of a failure. */
  said(): string
  /** Ends the server as `kill -9` does, with all its processes; its data stays. */
  goAway(): Promise<void>
  /** Starts it again on the same port and data, and resolves when it answers. */
  comeBack(): Promise<void>
  /** Stops all its processes where they stand (SIGSTOP): it holds its connections and answers nothing. */
  pause(): void
  resume(): void
  /** Ends the server for good. */
  stop(): Promise<void>
}

export interface Program {
  /** As a person calls it, for messages. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>
  /** Whom it runs as, where that is not the user of this process. */
  readonly user?: { readonly uid?: number; readonly gid?: number }
  /** Asks the server something; it has started when this no longer throws. */
  readonly ask: () => Promise<unknown>
  /** Where a minute is not enough on a busy machine. */
  readonly startsWithinMs?: number
}

const startsWithinDefaultMs = 60_000
const askAgainMs = 20
const keptCharacters = 4_000

/**
 * Starts a server and resolves when it answers. It dies with this process, however that ends.
 * @throws Error with what the server said last, when it ended or did not answer in time.
 */
export async function startServer(program: Program): Promise<Server> {
  let said = ''
  const start = async () => {
    // The kernel ends the server when this process is killed and can end nothing itself any more.
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', program.command, ...program.args], {
      cwd: program.cwd,
      env: { ...process.env, ...program.env },
      ...program.user,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C is for the process that started the server, which stops it when it is done with it.
      detached: true,
    })
    const ended = once(child, 'exit')
    const keep = (text: unknown) => {
      said = `${said}${text}`.slice(-keptCharacters)
    }
    child.stdout.setEncoding('utf8').on('data', keep)
    child.stderr.setEncoding('utf8').on('data', keep)
    const { pid } = child
    if (pid === undefined) throw (await once(child, 'error'))[0]
    const isOver = () => child.exitCode !== null || child.signalCode !== null
    try {
      await answered(program, isOver)
    } catch (cause) {
      if (!isOver()) signalTree(pid, 'SIGKILL')
      throw new Error(`${program.name} did not start: ${said}`, { cause })
    }
    return { pid, ended, isOver }
  }

  let running = await start()
  const goAway = async () => {
    if (running.isOver()) return
    const processes = signalTree(running.pid, 'SIGKILL')
    await running.ended
    // A process that outlives its parent by a moment still holds the port, or PostgreSQL's shared memory.
    while (processes.some(isAlive)) await sleep(askAgainMs)
  }
  return {
    get pid() {
      return running.pid
    },
    said: () => said,
    goAway,
    async comeBack() {
      running = await start()
    },
    pause: () => {
      signalTree(running.pid, 'SIGSTOP')
    },
    resume: () => {
      signalTree(running.pid, 'SIGCONT')
    },
    stop: goAway,
  }
}

async function answered(
  { name, ask, startsWithinMs = startsWithinDefaultMs }: Program,
  isOver: () => boolean,
): Promise<void> {
  for (const deadline = Date.now() + startsWithinMs; ; await sleep(askAgainMs)) {
    try {
      await ask()
      return
    } catch (cause) {
      if (isOver()) throw new Error(`${name} ended`, { cause })
      if (Date.now() > deadline) throw new Error(`${name} did not answer in ${startsWithinMs} ms`, { cause })
    }
  }
}

/** Signals a process and all that it has started, and gives their ids. PostgreSQL gives each of its own a group. */
function signalTree(root: number, signal: NodeJS.Signals): number[] {
  // What stands still starts no further process while the tree is read.
  process.kill(root, 'SIGSTOP')
  const tree = treeOf(root)
  for (const pid of tree) if (isAlive(pid)) process.kill(pid, signal)
  return tree
}

function treeOf(root: number): number[] {
  const tree = [root]
  for (const pid of tree) tree.push(...childrenOf(pid))
  return tree
}

function childrenOf(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`) ?? ''
  return children.split(' ').filter(Boolean).map(Number)
}

/** A zombie only waits to be counted: it holds nothing any more. */
const isAlive = (pid: number) => !['Z', 'X', undefined].includes(stateOf(pid))

/** The letter of a process's state (proc(5)): S sleeps, T is stopped; undefined when there is no such process. */
const stateOf = (pid: number) => /\) (\w) /.exec(read(`/proc/${pid}/stat`) ?? '')?.[1]

/** The states of a process and of all that it has started, where they live. */
export const statesOf = (root: number): string[] =>
  treeOf(root).flatMap((pid) => (isAlive(pid) ? [stateOf(pid) ?? ''] : []))

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    // ESRCH: the process ended between opening and reading.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

/** Stands for a server that the environment gave: it is not ours to end. `drop` takes away what tests have put there. */
export function givenServer(name: string, setting: string, drop: () => Promise<void>): Server {
  const refuse = () => {
    throw new Error(`${name} was given by ${setting}, and a test may not take it away: unset it to run this test`)
  }
  return {
    get pid() {
      return refuse()
    },
    said: () => '',
    goAway: async () => refuse(),
    comeBack: async () => refuse(),
    pause: refuse,
    resume: refuse,
    stop: drop,
  }
}

/** A TCP port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
