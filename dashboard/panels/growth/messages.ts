import { matrix } from '../kinds/matrix.ts'

export const messages = matrix({
  id: 'messages',
  title: 'Messages',
  question: 'Which messages are read?',
  metrics: [
    ...(['notifications_sent', 'notifications_delivered'] as const),
    ...['notification_open_rate', 'notification_click_rate'],
  ],
  by: [
    { dimension: 'medium', title: 'Medium' },
    { dimension: 'template', title: 'Template' },
  ],
})
