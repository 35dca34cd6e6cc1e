import { overview } from '../panels/overview/page.ts'
import { PanelPage } from '../panels/panel-page.tsx'

export const Overview = () => <PanelPage page={overview} />
