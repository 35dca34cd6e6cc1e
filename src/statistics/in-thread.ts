import { Worker } from 'node:worker_threads'

/**
 * What a worker file posts once it has worked on the data, in a thread of its own: heavy work there holds no request up.
 * Rejects where the thread fails or ends without an answer.
 */
export async function inThread<Answer>(file: URL, data: unknown): Promise<Answer> {
  const worker = new Worker(file, { workerData: data })
  try {
    return await new Promise<Answer>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error(`the thread of ${file.pathname} ended without an answer`)))
    })
  } finally {
    await worker.terminate()
  }
}
