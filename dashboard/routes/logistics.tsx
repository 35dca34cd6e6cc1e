import { logistics } from '../panels/logistics/page.ts'
import { PanelPage } from '../panels/panel-page.tsx'

export const Logistics = () => <PanelPage page={logistics} />
