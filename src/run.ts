import { banner } from './banner.ts'
import { lifecycle, onSignals } from './lifecycle.ts'
import { type Config, ConfigError, readConfig } from './platform/config.ts'
import { openLog } from './platform/log.ts'
import { shrinkAfterStart } from './rest.ts'
import { start } from './start.ts'

/** Starts the product as the environment and the command line say, and runs until it is told to stop. */
export async function run(env: NodeJS.ProcessEnv, argv: readonly string[]): Promise<void> {
  const began = performance.now()
  const config = configOrExit(env, argv)
  const log = openLog(config.logLevel)
  const life = lifecycle(log)
  onSignals(async (signal) => {
    log.info({ signal }, 'stopping')
    await life.close()
  })
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'a defect nobody caught')
    process.exit(1)
  })
  try {
    const product = await start(config, log, life)
    process.stdout.write(banner(product, performance.now() - began))
    shrinkAfterStart()
  } catch (err) {
    log.fatal({ err }, whyNot(err))
    await life.close()
    process.exit(1)
  }
}

/** The one failure that every newcomer meets gets words of its own. */
function whyNot(err: unknown): string {
  const { code, port } = err as { code?: string; port?: number }
  return code === 'EADDRINUSE'
    ? `port ${port} is taken: is Tongbao running already? Set PORT to another`
    : 'Tongbao could not start'
}

function configOrExit(env: NodeJS.ProcessEnv, argv: readonly string[]): Config {
  try {
    return readConfig(env, argv)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}
