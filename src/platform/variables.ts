import { Type } from 'typebox'
import { alipayVariables } from './channel-keys/alipay.ts'
import { stripeVariables } from './channel-keys/stripe.ts'
import { unionpayVariables } from './channel-keys/unionpay.ts'
import { wechatVariables } from './channel-keys/wechat.ts'
import { offlineVariables } from './offline-keys.ts'
import { flag, text, whole } from './variable.ts'
import { wayVariables } from './way-keys.ts'

/**
 * Every variable that the product reads, with what it expects: the guide's table and the refusals are made from here.
 * No value is ever part of a refusal, for any of them may be a secret.
 */
export const variables = Type.Object({
  DATABASE_URL: text(
    'the URL of a PostgreSQL database, postgres://user:password@host:5432/name; left out: the embedded server',
    {
      pattern: '^postgres(ql)?://.+/.+',
    },
  ),
  DATABASE_POOL: whole(2, 200, 'most database connections of this process beside the 6 of its commands (10)'),
  HOST: text('the address to listen on (127.0.0.1)'),
  PORT: whole(0, 65_535, 'the port to listen on (8000)'),
  PUBLIC_URL: text(
    'the address under which buyers and channels reach this server, without a path (http://localhost:PORT)',
    {
      pattern: '^https?://[^/?#\\s]+/?$',
    },
  ),
  TRUST_PROXY: flag('1 when a proxy in front sets X-Forwarded-For and -Proto, else 0 (0)'),
  LOG_LEVEL: text('one of fatal, error, warn, info, debug, trace, silent (info)', {
    pattern: '^(fatal|error|warn|info|debug|trace|silent)$',
  }),
  TONGBAO_HOME: text('the folder of the embedded server and of kept secrets (.tongbao in the checkout)'),
  TONGBAO_ROLES: text('what this process does: api, worker or api,worker (both)', {
    pattern: '^(api|worker|api,worker|worker,api)$',
  }),
  TONGBAO_DEMO: flag(
    '1 for demo data and the channel simulator, 0 for neither (1 on the embedded server without channel keys)',
  ),
  TONGBAO_DEMO_YEAR: whole(
    0,
    100_000,
    "how many checkouts of a past year are played into a new demo's database (0); 6000 take some 20 s",
  ),
  TONGBAO_DEMO_ACCOUNTS: text(
    'further accounts of the demo at its simulated channels, joined by commas, so that routing has a choice (none)',
    { pattern: '^(wechat|alipay|stripe|unionpay)-[2-9](,(wechat|alipay|stripe|unionpay)-[2-9])*$' },
  ),
  TONGBAO_SECRET: text(
    'at least 32 random characters that sign sessions and tokens; needed with DATABASE_URL',
    {
      minLength: 32,
    },
  ),
  TONGBAO_SHARING_CHANNELS: text(
    'channels whose payments stay frozen until they are shared out, joined by commas (none)',
    { pattern: '^[a-z0-9_]+(,[a-z0-9_]+)*$' },
  ),
  TONGBAO_METRICS_TOKEN: text(
    'at least 16 characters; who sends them as X-Metrics-Token may read /metrics from anywhere (loopback only)',
    { minLength: 16 },
  ),
  ...wechatVariables,
  ...stripeVariables,
  ...alipayVariables,
  ...unionpayVariables,
  ...offlineVariables,
  ...wayVariables,
})

export type Variables = Type.Static<typeof variables>
