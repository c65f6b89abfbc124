import { openTestServer } from './server.ts'

/** Runs once, before the workers start; they inherit the environment. */
const setup = async (): Promise<() => Promise<void>> => {
  const { close, ...server } = await openTestServer()
  process.env.TONGBAO_TEST_SERVER = JSON.stringify(server)
  return close
}

export default setup
