import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Card, Flex, Form, Input } from 'antd'
import { useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { setCsrf } from '../../api/client.ts'
import { isProblemCode } from '../../api/problem.ts'
import { Brand } from '../../ui/Brand.tsx'
import { problemText } from '../../ui/problemText.ts'
import { useUiWords } from '../../ui/words/index.ts'
import { write } from '../parts/wire.ts'
import { LanguageSwitch, ThemeSwitch } from '../shell/switches.tsx'
import { useWords } from '../words/index.ts'
import { readSession } from './session.tsx'

type Credentials = { username: string; password: string; totp?: string }

/** Staff sign in by name and password; the second factor is asked for only when the account has one. */
export function SignInPage() {
  const t = useWords()
  const ui = useUiWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { state } = useLocation()
  const [refusal, setRefusal] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const needsCode = isProblemCode(refusal, 'second_factor_required')

  async function enter({ username, password, totp }: Credentials) {
    setBusy(true)
    try {
      const body = totp ? { username, password, totp } : { username, password }
      // A token of an earlier session would be checked against the new cookie and refused.
      setCsrf(null)
      await write({ method: 'POST', path: '/v1/session/staff', body })
      client.clear()
      client.setQueryData(['session'], await readSession())
      navigate(state?.from ?? '/', { replace: true })
    } catch (error) {
      setRefusal(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <main className="sign-in">
      <Card className="sign-in-card">
        <Flex justify="space-between" align="center">
          <Brand size={34} />
          <Flex gap={4}>
            <LanguageSwitch />
            <ThemeSwitch />
          </Flex>
        </Flex>
        <h1>{t('sign_in.title')}</h1>
        <p className="page-lead">{t('sign_in.lead')}</p>
        {state?.ended && !refusal ? <Alert type="info" showIcon title={t('sign_in.ended')} /> : null}
        {refusal ? (
          <Alert type={needsCode ? 'info' : 'error'} showIcon title={problemText(refusal, ui)} />
        ) : null}
        <Form<Credentials> layout="vertical" requiredMark={false} onFinish={enter} className="sign-in-form">
          <Form.Item
            name="username"
            label={t('sign_in.username')}
            rules={[{ required: true, message: t('form.needed') }]}
          >
            <Input size="large" autoComplete="username" autoFocus />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('sign_in.password')}
            rules={[{ required: true, message: t('form.needed') }]}
          >
            <Input.Password size="large" autoComplete="current-password" />
          </Form.Item>
          {needsCode ? (
            <Form.Item
              name="totp"
              label={t('sign_in.code')}
              rules={[{ pattern: /^(\d{6}|\w{5}-\w{5})$/, message: t('sign_in.code_or_backup') }]}
            >
              <Input size="large" autoComplete="one-time-code" maxLength={11} />
            </Form.Item>
          ) : null}
          <Button type="primary" size="large" htmlType="submit" block loading={busy}>
            {t('sign_in.enter')}
          </Button>
        </Form>
      </Card>
    </main>
  )
}
