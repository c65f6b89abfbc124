import { variables } from '../../src/platform/variables.ts'
import { openTestServer } from './server.ts'

/** Runs once, before the workers start; they inherit the environment. */
const setup = async (): Promise<() => Promise<void>> => {
  const { close, ...server } = await openTestServer()
  process.env.TONGBAO_TEST_SERVER = JSON.stringify(server)
  // A shell that is set up for production must not lead a test there: what the product reads, tests give themselves.
  for (const name of Object.keys(variables.properties)) delete process.env[name]
  return close
}

export default setup
