import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from '../api/queries';
import { Gate } from '../shared/session';
import { Fence } from '../shared/states';
import { TextProvider, type Loader } from '../shared/text';
import { App } from './App';
import { applyPrint } from './print';
import '../shared/base.css';
import './m.css';

const loader: Loader = {
  'zh-CN': () =>
    Promise.all([import('../text/shared/zh-CN.json'), import('../text/m/zh-CN.json')]).then(([shared, own]) => ({
      ...shared.default,
      ...own.default,
    })),
  en: () =>
    Promise.all([import('../text/shared/en.json'), import('../text/m/en.json')]).then(([shared, own]) => ({
      ...shared.default,
      ...own.default,
    })),
};

applyPrint();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient()}>
      <TextProvider loader={loader}>
        <Fence>
          <Gate entry="/m/">
            <App />
          </Gate>
        </Fence>
      </TextProvider>
    </QueryClientProvider>
  </StrictMode>,
);
