import { Button, Form, Input, InputNumber, Select } from 'antd'
import { newKey } from '../../api/transport.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { useWrite } from '../parts/ask.ts'
import { useWords } from '../words/index.ts'
import type { Faults } from './simulator-types.ts'

type Wanted = {
  fault: string
  on?: string
  order?: string
  remaining?: number | null
  param?: number | null
}

/** Switches a fault on: for one operation or all, one order or all, so many times. */
export function FaultForm({ faults, path }: { faults: Faults; path: string }) {
  const t = useWords()
  const language = useLanguage()
  const write = useWrite()
  const [form] = Form.useForm<Wanted>()
  const add = async (wanted: Wanted) => {
    const body = Object.fromEntries(
      Object.entries(wanted).filter(([, value]) => value !== undefined && value !== null && value !== ''),
    )
    await write.mutateAsync({ method: 'POST', path, body, key: newKey() }).catch(() => undefined)
  }
  const choices = (values: string[]) => values.map((value) => ({ value, label: value }))
  const named = faults.names.map((value) => ({
    value,
    label: `${labelText(faults.words[value] ?? value, language)} · ${value}`,
  }))
  return (
    <Form
      form={form}
      layout="vertical"
      onFinish={add}
      className="fault-form"
      initialValues={{ remaining: 1 }}
    >
      <Form.Item
        name="fault"
        label={t('simulator.fault')}
        rules={[{ required: true, message: t('form.needed') }]}
      >
        <Select showSearch options={named} popupMatchSelectWidth={420} optionFilterProp="label" />
      </Form.Item>
      <Form.Item name="on" label={t('simulator.on')}>
        <Select allowClear options={choices(faults.operations)} placeholder={t('simulator.everywhere')} />
      </Form.Item>
      <Form.Item name="order" label={t('payments.attempt_no')}>
        <Input placeholder={t('simulator.any_order')} maxLength={32} />
      </Form.Item>
      <Form.Item name="remaining" label={t('simulator.remaining')}>
        <InputNumber min={1} precision={0} />
      </Form.Item>
      <Form.Item name="param" label={t('simulator.param')}>
        <InputNumber precision={0} />
      </Form.Item>
      <Form.Item label=" ">
        <Button type="primary" htmlType="submit" loading={write.isPending}>
          {t('simulator.add')}
        </Button>
      </Form.Item>
    </Form>
  )
}
