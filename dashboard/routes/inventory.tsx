import { inventory } from '../panels/inventory/page.ts'
import { PanelPage } from '../panels/panel-page.tsx'

export const Inventory = () => <PanelPage page={inventory} />
