import { mkdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import bundled from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

const lock = join(tmpdir(), 'pocm-chromium.lock')
const staleMs = 120_000

/** Unpacks the browser once. Test files run side by side, and a half-written browser looks like a whole one. */
async function unpack(): Promise<string> {
  for (;;) {
    const isMine = await mkdir(lock).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false
        throw error
      },
    )
    if (isMine) break
    const held = await stat(lock).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (held !== null && Date.now() - held.mtimeMs > staleMs) await rm(lock, { recursive: true, force: true })
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  try {
    return await bundled.executablePath()
  } finally {
    await rm(lock, { recursive: true, force: true })
  }
}

// No page draws by WebGL, and to draw all by a software GPU takes two thirds of the browser's time.
bundled.setGraphicsMode = false

// In one process a closed page ends the browser, and without web security nothing would notice a broken policy.
const unwanted = ['--single-process', '--no-zygote', '--disable-web-security', '--allow-running-insecure-content']

/** This build now and then dies of a segmentation fault before it has begun: that says nothing of a page. */
const launches = 3

let shared: Promise<Browser> | undefined

/** A headless Chromium from npm alone: one for all test files of a process, with which it ends. */
export async function launch(): Promise<Browser> {
  if (!(await shared)?.isConnected()) shared = start()
  return shared as Promise<Browser>
}

async function start(): Promise<Browser> {
  const args = [...bundled.args.filter((it) => !unwanted.includes(it)), '--no-sandbox']
  const executablePath = await unpack()
  for (let attempt = 1; ; attempt++) {
    try {
      return await chromium.launch({ args, executablePath, headless: true })
    } catch (error) {
      if (attempt === launches) throw error
    }
  }
}
