import { PanelPage } from '../panels/panel-page.tsx'
import { payments } from '../panels/payments/page.ts'

export const Payments = () => <PanelPage page={payments} />
