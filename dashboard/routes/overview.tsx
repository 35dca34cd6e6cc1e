import { overview } from '../panels/overview.ts'
import { PanelPage } from '../panels/panel-page.tsx'

export const Overview = () => <PanelPage page={overview} />
