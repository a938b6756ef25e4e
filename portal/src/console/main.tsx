import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from '../api/queries';
import { Gate } from '../shared/session';
import { Fence } from '../shared/states';
import { TextProvider, type Loader } from '../shared/text';
import { App } from './App';
import { Look } from './Look';
import '../shared/base.css';
import './console.css';

const loader: Loader = {
  'zh-CN': () =>
    Promise.all([
      import('../text/shared/zh-CN.json'),
      import('../text/console/zh-CN.json'),
      // What a message is refused for: the journal keeps it in English.
      import('../text/problem/zh-CN.json'),
    ]).then(([shared, own, problem]) => ({ ...shared.default, ...own.default, ...problem.default })),
  en: () =>
    Promise.all([import('../text/shared/en.json'), import('../text/console/en.json')]).then(([shared, own]) => ({
      ...shared.default,
      ...own.default,
    })),
};

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient()}>
      <TextProvider loader={loader}>
        <Look>
          <Fence>
            <Gate entry="/console/">
              <App />
            </Gate>
          </Fence>
        </Look>
      </TextProvider>
    </QueryClientProvider>
  </StrictMode>,
);
