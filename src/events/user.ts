import { anything, date, defineEvent, text } from './define.ts'

const data = {
  email: text('personal'),
  phone: text('personal'),
  name: text('personal'),
  birth_date: date('personal'),
  consent: anything('public'),
}

const columns = {}

const example = {
  type: 'user',
  action: 'registered',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'accounts',
  user_id: 'user-42',
  context: { country: 'ES', channel: 'web' },
  data: {
    email: 'ana@example.com',
    phone: '+34600000000',
    name: 'Ana Ruiz',
    birth_date: '1988-04-12',
    consent: { analytics: true, marketing: false },
  },
}

export default defineEvent({
  type: 'user',
  emitted: 'By the account service, when a person registers, signs in, changes their record or leaves.',
  actions: ['registered', 'logged_in', 'updated', 'consent_changed', 'deleted'],
  personActions: ['registered', 'logged_in', 'updated', 'consent_changed'],
  data,
  columns,
  example,
})
