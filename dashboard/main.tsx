import '@fontsource-variable/inter/opsz.css'
import './theme/mantine.css'
import './theme/tokens.css'
import './theme/page.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createPage } from './router.tsx'
import { cssVariables, theme } from './theme/mantine.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
const { router, queryClient } = createPage()

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
