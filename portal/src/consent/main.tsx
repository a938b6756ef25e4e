import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from '../api/queries';
import { Fence } from '../shared/states';
import { TextProvider, type Loader } from '../shared/text';
import { Consent } from './Consent';
import '../shared/base.css';
import './consent.css';

const loader: Loader = {
  'zh-CN': () =>
    Promise.all([import('../text/shared/zh-CN.json'), import('../text/consent/zh-CN.json')]).then(([shared, own]) => ({
      ...shared.default,
      ...own.default,
    })),
  en: () =>
    Promise.all([import('../text/shared/en.json'), import('../text/consent/en.json')]).then(([shared, own]) => ({
      ...shared.default,
      ...own.default,
    })),
};

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient()}>
      <TextProvider loader={loader}>
        <Fence>
          <Consent state={new URLSearchParams(location.search).get('state') ?? ''} />
        </Fence>
      </TextProvider>
    </QueryClientProvider>
  </StrictMode>,
);
