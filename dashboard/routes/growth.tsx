import { growth } from '../panels/growth/page.ts'
import { PanelPage } from '../panels/panel-page.tsx'

export const Growth = () => <PanelPage page={growth} />
