import { lazy, Suspense } from 'react';
import { Link, Redirect, Route, Router, Switch, useLocation } from 'wouter';
import { useAccessEvents } from '../api/events';
import { useArrival } from '../shared/arrival';
import { useSession, useSignOut } from '../shared/session';
import { startOf } from '../shared/start';
import { Fence, Loading } from '../shared/states';
import { LanguageSwitch, useText, type TextKey } from '../shared/text';
import { HomePage } from './HomePage';
import { Icon, type IconName } from './Icon';
import { ActingProvider, useActing } from './proxies/ward';
import { WhoBar } from './proxies/WhoBar';
import { useLargePrint } from './print';
import { RecordPage } from './RecordPage';
import { useRequests } from './requests';
import { RequestsPage } from './RequestsPage';

const OwnAccountPage = lazy(() => import('../shared/account/OwnAccountPage'));
const LooksPage = lazy(() => import('./LooksPage'));
const AnswerPage = lazy(() => import('./AnswerPage'));
const AbroadPage = lazy(() => import('./AbroadPage'));
const ProxiesPage = lazy(() => import('./proxies/ProxiesPage'));
const RulePage = lazy(() => import('./rules/RulePage'));
const CodePage = lazy(() => import('./healthcode/CodePage'));
const ReportPage = lazy(() => import('./ReportPage'));
const UsesPage = lazy(() => import('./healthcode/UsesPage'));
const CardsPage = lazy(() => import('./healthcode/CardsPage'));
const PrintPage = lazy(() => import('./healthcode/PrintPage'));
const ManagePage = lazy(() => import('./healthcode/ManagePage'));

export function App() {
  const session = useSession();
  if (session.role !== 'RESIDENT') return <Elsewhere />;
  return (
    <Router base="/m">
      <ActingProvider>
        <Resident />
      </ActingProvider>
    </Router>
  );
}

function Resident() {
  useAccessEvents();
  const { ward } = useActing();
  const main = useArrival();
  return (
    <div className="phone">
      <TopBar />
      <main ref={main} tabIndex={-1}>
        <Fence>
          <Suspense fallback={<Loading lines={6} />}>
            <Switch>
              <Route path="/" component={HomePage} />
              {ward === null && <Route path="/code" component={CodePage} />}
              {ward === null && <Route path="/code/uses" component={UsesPage} />}
              {ward === null && <Route path="/code/cards" component={CardsPage} />}
              {ward === null && <Route path="/code/print" component={PrintPage} />}
              {ward === null && <Route path="/code/manage" component={ManagePage} />}
              {ward === null && <Route path="/proxies" component={ProxiesPage} />}
              {ward === null && <Route path="/record/abroad" component={AbroadPage} />}
              {ward === null && <Route path="/report" component={ReportPage} />}
              <Route path="/record" component={RecordPage} />
              <Route path="/requests" component={RequestsPage} />
              <Route path="/requests/:id">{({ id }) => <AnswerPage id={id} />}</Route>
              <Route path="/rules/:id">{({ id }) => <RulePage id={id} />}</Route>
              <Route path="/looks" component={LooksPage} />
              {ward === null && <Route path="/account" component={OwnAccountPage} />}
              <Route>
                <Redirect to="/" replace />
              </Route>
            </Switch>
          </Suspense>
        </Fence>
      </main>
      <TabBar />
    </div>
  );
}

function TopBar() {
  const { t } = useText();
  const [large, setLarge] = useLargePrint();
  const signOut = useSignOut();
  return (
    <header className="top">
      <span className="brand">
        <img src="/favicon.svg" alt="" width="28" height="28" />
        <span>{t('brand.short')}</span>
      </span>
      <button type="button" className="quiet" aria-pressed={large} onClick={() => setLarge(!large)}>
        {t(large ? 'print.standard' : 'print.large')}
      </button>
      <LanguageSwitch />
      <button type="button" className="quiet" onClick={() => signOut.mutate()}>
        {t('sign-out')}
      </button>
      <WhoBar />
    </header>
  );
}

const TABS: { path: string; key: TextKey; icon: IconName }[] = [
  { path: '/', key: 'tab.home', icon: 'home' },
  { path: '/record', key: 'tab.record', icon: 'record' },
  { path: '/code', key: 'tab.code', icon: 'code' },
  { path: '/requests', key: 'tab.requests', icon: 'key' },
  { path: '/looks', key: 'tab.looks', icon: 'eye' },
];

function TabBar() {
  const { t } = useText();
  const [path] = useLocation();
  const { ward } = useActing();
  const waiting = useRequests().data?.requests.filter(({ state }) => state === 'REQUESTED').length ?? 0;
  return (
    <nav className="tabs" aria-label={t('tab.all')}>
      {TABS.filter(({ path: of }) => ward === null || of !== '/code').map((tab) => (
        <Link
          key={tab.path}
          href={tab.path}
          aria-current={(tab.path === '/' ? path === '/' : path.startsWith(tab.path)) ? 'page' : undefined}
        >
          <Icon name={tab.icon} />
          <span>{t(tab.key)}</span>
          {tab.path === '/requests' && waiting > 0 && (
            <span className="badge">
              {waiting}
              <span className="unseen">{t('tab.waiting')}</span>
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}

function Elsewhere() {
  const { t } = useText();
  const session = useSession();
  const signOut = useSignOut();
  return (
    <main className="alone">
      <h1>{t('elsewhere.title')}</h1>
      <p>{t('elsewhere.m')}</p>
      <p>
        <a className="button primary" href={startOf(session.role)}>
          {t('elsewhere.go')}
        </a>
      </p>
      <button type="button" onClick={() => signOut.mutate()}>
        {t('sign-out')}
      </button>
    </main>
  );
}
