import { expect, it } from 'vitest'
import { openMetrics } from './metrics.ts'

it('a gauge that cannot be read says so and leaves the page whole', async () => {
  const faults: string[] = []
  const metrics = openMetrics((name) => faults.push(name))
  metrics.watch({ name: 'good', help: 'h', read: async () => 7 })
  metrics.watch({ name: 'by_state', help: 'h', label: 'state', read: async () => new Map([['open', 2]]) })
  metrics.watch({ name: 'broken', help: 'h', read: () => Promise.reject(new Error('away')) })
  metrics.http({ method: 'POST', route: '/v1/trades', status: 201, seconds: 0.004 })
  metrics.lane({ operation: 'trade.place', size: 12, ms: 8, waiting: 3 })
  metrics.loop({ loop: 'publisher', seconds: 0.001, done: 5, failed: false })
  const page = await metrics.text()
  expect(faults).toEqual(['broken'])
  expect(page).toContain('good 7')
  expect(page).toContain('by_state{state="open"} 2')
  expect(page).toMatch(/^broken nan$/im)
  expect(page).toContain('tongbao_http_seconds_count{method="POST",route="/v1/trades",status="201"} 1')
  expect(page).toContain('tongbao_lane_batch_size_sum{operation="trade.place"} 12')
  expect(page).toContain('tongbao_loop_done_total{loop="publisher"} 5')
})
