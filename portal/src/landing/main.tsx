import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from '../api/queries';
import { SignIn } from '../shared/SignIn';
import { nextOf, startOf } from '../shared/start';
import { Fence } from '../shared/states';
import { useSessionQuery } from '../shared/session';
import { TextProvider, useText, type Loader } from '../shared/text';
import '../shared/base.css';

const loader: Loader = {
  'zh-CN': () => import('../text/shared/zh-CN.json').then((text) => text.default),
  en: () => import('../text/shared/en.json').then((text) => text.default),
};

/** Sign in, or go straight to where one already is; and the two entries for those who know theirs. */
function Landing() {
  const { t, word } = useText();
  const session = useSessionQuery().data;
  const next = nextOf(location.search, location.origin);
  return (
    <>
      {session && (
        <p className="notice signed-in">
          {t('landing.signed-in', { name: session.name, role: word('role', session.role) })}{' '}
          <a href={next ?? startOf(session.role)}>{t('landing.go-on')}</a>
        </p>
      )}
      <SignIn next={next} />
      <nav className="entries" aria-label={t('landing.entries')}>
        <a href="/m/">
          <strong>{t('landing.m')}</strong>
          <span>{t('landing.m-hint')}</span>
        </a>
        <a href="/console/">
          <strong>{t('landing.console')}</strong>
          <span>{t('landing.console-hint')}</span>
        </a>
      </nav>
    </>
  );
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient()}>
      <TextProvider loader={loader}>
        <Fence>
          <Landing />
        </Fence>
      </TextProvider>
    </QueryClientProvider>
  </StrictMode>,
);
