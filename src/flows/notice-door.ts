import type { Channel, Notice, NoticeAnswer, NoticeHeaders } from '../channels/index.ts'
import { attemptByChannelNo } from '../modules/payment/index.ts'
import { channelOf, type FlowDeps } from './deps.ts'
import { disputeEvidence } from './disputes.ts'
import type { Lanes } from './lanes.ts'
import { contentId, noticeEvidence, type Piece } from './reports.ts'

/** Where channels' notices come in: each is checked, stored as evidence, answered, and then applied. */
export function noticeDoor(
  deps: FlowDeps,
  lanes: Lanes,
  applySoon: (evidenceId: number) => void,
): (code: string, headers: NoticeHeaders, body: Buffer) => Promise<NoticeAnswer | null> {
  return async function receiveNotice(code, headers, body) {
    const channel = channelOf(deps.channels, code)
    if (!channel) return null
    const now = deps.clock.now()
    const verdict = channel.verifyNotice(headers, body, now)
    const common = {
      caller: 'rule',
      requestHash: '',
      now,
      channel: channel.code,
      kind: 'notice' as const,
      headers: plain(headers),
      body,
    }
    if (!verdict.verified) {
      const sourceId = contentId(verdict.reason, body.toString('latin1'))
      // A probe is expected and frequent: it is refused, not collected.
      if (verdict.reason !== 'probe')
        await lanes.storeEvidence.submit({
          ...common,
          key: sourceId,
          sourceId,
          verified: false,
          verdict: verdict.reason,
          subjectNo: null,
          report: null,
        })
      return channel.acknowledge('refused')
    }
    const { notice } = verdict
    const pieces = noticeEvidence(channel, notice) ?? [await disputeNotice(channel, notice)]
    const stored = await Promise.all(
      pieces.map((piece) => {
        const sourceId = piece?.part === undefined ? notice.noticeId : `${notice.noticeId}/${piece.part}`
        return lanes.storeEvidence.submit({
          ...common,
          key: sourceId,
          sourceId,
          verified: true,
          verdict: 'verified',
          subjectNo: piece?.subjectNo ?? null,
          report: piece?.report ?? null,
        })
      }),
    )
    // Told again, the channel finds what was stored before as it is.
    if (stored.some(({ ok }) => !ok)) return channel.acknowledge('failed')
    // The channel waits for the storing only. If applying fails, the sweep takes it up.
    for (const [at, one] of stored.entries())
      if (one.ok && one.value.isNew && pieces[at]?.report) applySoon(one.value.id)
    return channel.acknowledge('taken')
  }

  /** A dispute may name its payment only by the channel's number. */
  async function disputeNotice(channel: Channel, notice: Notice): Promise<Piece | null> {
    if (notice.kind !== 'dispute') return null
    const { report } = notice
    const subjectNo = report.attemptNo ?? (await attemptByChannelNo(deps.db, channel.code, report.channelNo))
    return subjectNo === undefined ? null : { subjectNo, report: disputeEvidence(report), part: undefined }
  }
}

const KEPT_HEADERS = /^(wechatpay-|content-type$|user-agent$|request-id$|alipay-|stripe-)/

/** The headers that belong to the proof; cookies and proxies' additions do not. */
const plain = (headers: NoticeHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value !== undefined && KEPT_HEADERS.test(name.toLowerCase())
        ? [[name.toLowerCase(), String(value).slice(0, 2_000)]]
        : [],
    ),
  )
