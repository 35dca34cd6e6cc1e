import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const service = 'http://127.0.0.1:8080'

/** Modules loaded on demand, kept out of the bundle that every page needs. */
const late =
  '(?:Popover|Portal|Transition|FocusTrap|use-focus-trap|Floating|use-long-press|Menu|Combobox|Modal|Drawer|ScrollArea|Checkbox|dates)'

/** `vite build dashboard` writes dashboard/dist, which the service serves; `vite dashboard` proxies to a running service. */
export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/analytics': service, '/auth': service, '/health': service } },
  build: {
    target: 'es2022',
    // The polyfill would be one more script before the first byte of ours; every browser of the target preloads modules.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Dozens of files of a few hundred bytes compress badly; what most pages share is one.
          groups: [
            {
              name: 'shared',
              minShareCount: 8,
              test: new RegExp(`dashboard|@tanstack|@tabler|@mantine/(?!.*${late})`),
            },
          ],
        },
      },
    },
  },
})
