import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'simulator/**/*.test.ts',
      'tools/**/*.test.ts',
      'test/**/*.test.ts',
      'examples/**/*.test.ts',
      'web/**/*.test.ts',
    ],
    globalSetup: ['test/support/global-setup.ts'],
    // Processes, not threads: tests kill, signal and set the environment.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/support/reporter.ts'],
  },
})
