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
    log.fatal({ err }, whyNot(err, config))
    await life.close()
    process.exit(1)
  }
}

/** SQLSTATE or system code of what keeps PostgreSQL from us, in words that say what to do. */
const DATABASE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers at the host and port of DATABASE_URL: is PostgreSQL running there?',
  ENOTFOUND: 'the host of DATABASE_URL is not known',
  ETIMEDOUT: 'the host of DATABASE_URL does not answer: may this machine reach it?',
  '28P01': 'PostgreSQL refuses the user or password of DATABASE_URL',
  '28000': 'PostgreSQL does not let the user of DATABASE_URL in',
  '3D000': 'the database of DATABASE_URL does not exist: create it first (docs/guides/production.md)',
  '42501':
    'the user of DATABASE_URL may not do this: run npm run migrate as the owner of the tables (docs/guides/production.md)',
}

/** The failures that newcomers meet get words of their own. */
function whyNot(err: unknown, config: Config): string {
  const { code = '', port } = err as { code?: string; port?: number }
  if (code === 'EADDRINUSE') return `port ${port} is taken: is Tongbao running already? Set PORT to another`
  const words = config.database.url === undefined ? undefined : DATABASE[code]
  return words ?? 'Tongbao could not start'
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
