import { operations } from '../panels/operations/page.ts'
import { PanelPage } from '../panels/panel-page.tsx'

export const Operations = () => <PanelPage page={operations} />
