import { devices } from '../panels/devices/page.ts'
import { PanelPage } from '../panels/panel-page.tsx'

export const Devices = () => <PanelPage page={devices} />
