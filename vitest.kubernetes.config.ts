import { defineConfig } from 'vitest/config'

/** The Helm chart, by programs that are built once for this user; helm takes minutes. */
export default defineConfig({
  test: { include: ['test/kubernetes/**/*.test.ts'], pool: 'forks', testTimeout: 1_800_000, hookTimeout: 1_800_000 },
})
