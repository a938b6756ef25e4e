import { Fragment, lazy, Suspense, useEffect, useRef, type ComponentType, type ReactNode } from 'react';
import { Link, Redirect, Route, Router, Switch, useLocation } from 'wouter';
import type { Role } from '../api/contract';
import { useArrival } from '../shared/arrival';
import { useSession, useSignOut } from '../shared/session';
import { Fence, Loading } from '../shared/states';
import { LanguageSwitch, useText, type TextKey } from '../shared/text';
import { WalkInsPage } from './portal/WalkInsPage';

const OwnAccountPage = lazy(() => import('../shared/account/OwnAccountPage'));
const RecordPage = lazy(() => import('./portal/RecordPage'));
const SummaryPage = lazy(() => import('./intake/SummaryPage'));
const MessagesPage = lazy(() => import('./intake/MessagesPage'));
const MessagePage = lazy(() => import('./intake/MessagePage'));
const TablesPage = lazy(() => import('./intake/TablesPage'));
const CodesPage = lazy(() => import('./intake/CodesPage'));
const CodePage = lazy(() => import('./intake/CodePage'));
const TerminologyPage = lazy(() => import('./intake/TerminologyPage'));
const LoadPage = lazy(() => import('./intake/LoadPage'));
const OnboardingsPage = lazy(() => import('./onboarding/OnboardingsPage'));
const OnboardingPage = lazy(() => import('./onboarding/OnboardingPage'));
const VolumesPage = lazy(() => import('./onboarding/VolumesPage'));
const InstitutionsPage = lazy(() => import('./access/InstitutionsPage'));
const SystemsPage = lazy(() => import('./access/SystemsPage'));
const AppsPage = lazy(() => import('./access/AppsPage'));
const AccountsPage = lazy(() => import('./access/AccountsPage'));
const ChangesPage = lazy(() => import('./access/ChangesPage'));
const ReportsPage = lazy(() => import('./access/ReportsPage'));
const SecurityPage = lazy(() => import('./access/SecurityPage'));
const LogPage = lazy(() => import('./access/LogPage'));
const EmergenciesPage = lazy(() => import('./access/EmergenciesPage'));
const LawsPage = lazy(() => import('./access/LawsPage'));
const LawfulPage = lazy(() => import('./access/LawfulPage'));
const LawfulRecordPage = lazy(() => import('./access/LawfulRecordPage'));
const LawfulQueuePage = lazy(() => import('./access/LawfulQueuePage'));
const NodesPage = lazy(() => import('./exchange/NodesPage'));
const OpenedPage = lazy(() => import('./intake/OpenedPage'));
const DecisionsPage = lazy(() => import('./person/DecisionsPage'));
const WindowPage = lazy(() => import('./healthcode/WindowPage'));
const StatisticsPage = lazy(() => import('./healthcode/StatisticsPage'));
const HistoryPage = lazy(() => import('./person/HistoryPage'));
const QualityPage = lazy(() => import('./person/QualityPage'));
const PossiblePage = lazy(() => import('./person/PossiblePage'));
const ProjectsPage = lazy(() => import('./insight/ProjectsPage'));
const ProjectPage = lazy(() => import('./insight/ProjectPage'));
const ProjectFormPage = lazy(() => import('./insight/ProjectFormPage'));
const SearchPage = lazy(() => import('./person/SearchPage'));
const CardsPage = lazy(() => import('./surveillance/CardsPage'));
const CardPage = lazy(() => import('./surveillance/CardPage'));
const EventsPage = lazy(() => import('./emergency/EventsPage'));
const EventPage = lazy(() => import('./emergency/EventPage'));
const TasksPage = lazy(() => import('./emergency/TasksPage'));
const SignalsPage = lazy(() => import('./surveillance/SignalsPage'));
const SignalPage = lazy(() => import('./surveillance/SignalPage'));
const OverviewPage = lazy(() => import('./surveillance/OverviewPage'));
const MapPage = lazy(() => import('./surveillance/MapPage'));
const SeriesPage = lazy(() => import('./surveillance/SeriesPage'));
const RumoursPage = lazy(() => import('./surveillance/RumoursPage'));
const RumourPage = lazy(() => import('./surveillance/RumourPage'));
const SourcesPage = lazy(() => import('./surveillance/SourcesPage'));
const CasesPage = lazy(() => import('./surveillance/CasesPage'));
const PartingsPage = lazy(() => import('./person/PartingsPage'));
const BoardPage = lazy(() => import('./intake/BoardPage'));
const RulePage = lazy(() => import('./intake/RulePage'));
const RulesPage = lazy(() => import('./intake/RulesPage'));
const RecognisePage = lazy(() => import('./recognition/RecognisePage'));
const NoticesPage = lazy(() => import('./recognition/NoticesPage'));
const CataloguePage = lazy(() => import('./recognition/CataloguePage'));
const QualityControlPage = lazy(() => import('./recognition/QualityPage'));
const FiguresPage = lazy(() => import('./recognition/FiguresPage'));

interface Page {
  path: string;
  page: ComponentType;
  /** Its name in the navigation; absent for pages that one reaches from another. */
  key?: TextKey;
  /** Names the group that begins with it, where there are so many that they stand in groups at the side. */
  group?: TextKey;
}

/** Those whose duty lets them read by law. */
const BY_LAW: Page[] = [
  { path: '/access/lawful', page: LawfulPage, key: 'nav.lawful' },
  { path: '/access/lawful/:patient', page: LawfulRecordPage },
  { path: '/access/laws', page: LawsPage },
];

const PAGES: Partial<Record<Role, Page[]>> = {
  DOCTOR: [
    { path: '/walk-ins', page: WalkInsPage, key: 'nav.walk-ins' },
    { path: '/surveillance/cards', page: CardsPage, key: 'nav.cards' },
    { path: '/surveillance/cards/:card', page: CardPage },
    { path: '/health-code', page: WindowPage, key: 'nav.window' },
    { path: '/recognition/notices', page: NoticesPage, key: 'nav.notices' },
    { path: '/emergency/tasks', page: TasksPage, key: 'nav.tasks' },
    { path: '/record/:patient', page: RecordPage },
    { path: '/record/:patient/recognise', page: RecognisePage },
  ],
  INSTITUTION_IT: [
    { path: '/intake', page: SummaryPage, key: 'nav.summary' },
    { path: '/intake/messages', page: MessagesPage, key: 'nav.messages' },
    { path: '/intake/messages/:message', page: MessagePage },
    { path: '/intake/tables', page: TablesPage, key: 'nav.tables' },
    { path: '/onboarding/volumes', page: VolumesPage, key: 'nav.volumes' },
    { path: '/onboarding', page: OnboardingsPage, key: 'nav.onboarding' },
    { path: '/onboarding/:client', page: OnboardingPage },
    { path: '/intake/loads/:load', page: LoadPage },
    { path: '/intake/quality', page: BoardPage, key: 'nav.data-quality' },
    { path: '/intake/quality/rules', page: RulesPage },
    { path: '/intake/quality/rules/:rule', page: RulePage },
    { path: '/intake/codes', page: CodesPage, key: 'nav.codes' },
    { path: '/intake/codes/one', page: CodePage },
    { path: '/intake/terminology', page: TerminologyPage },
    { path: '/health-code/uses', page: StatisticsPage, key: 'nav.code-uses' },
    { path: '/recognition/statistics', page: FiguresPage, key: 'nav.recognition' },
    { path: '/recognition/quality', page: QualityControlPage, key: 'nav.quality-control' },
    { path: '/recognition/catalogue', page: CataloguePage, key: 'nav.catalogue' },
  ],
  OPERATOR: [
    { path: '/access/institutions', page: InstitutionsPage, key: 'nav.institutions', group: 'nav.group-parties' },
    { path: '/access/systems', page: SystemsPage, key: 'nav.systems' },
    { path: '/onboarding', page: OnboardingsPage, key: 'nav.onboarding' },
    { path: '/onboarding/volumes', page: VolumesPage, key: 'nav.volumes' },
    { path: '/onboarding/:client', page: OnboardingPage },
    { path: '/access/apps', page: AppsPage, key: 'nav.apps' },
    { path: '/access/accounts', page: AccountsPage, key: 'nav.accounts' },
    { path: '/access/changes', page: ChangesPage, key: 'nav.changes' },
    { path: '/access/security', page: SecurityPage, key: 'nav.security', group: 'nav.group-looks' },
    { path: '/access/reports', page: ReportsPage, key: 'nav.reports' },
    { path: '/access/log', page: LogPage, key: 'nav.log' },
    { path: '/access/laws', page: LawsPage, key: 'nav.laws' },
    { path: '/intake/looks', page: OpenedPage, key: 'nav.opened' },
    { path: '/intake', page: SummaryPage, key: 'nav.summary', group: 'nav.group-intake' },
    { path: '/intake/messages', page: MessagesPage, key: 'nav.messages' },
    { path: '/intake/messages/:message', page: MessagePage },
    { path: '/intake/quality', page: BoardPage, key: 'nav.data-quality' },
    { path: '/intake/quality/rules', page: RulesPage },
    { path: '/intake/quality/rules/:rule', page: RulePage },
    { path: '/intake/codes', page: CodesPage, key: 'nav.codes' },
    { path: '/intake/codes/one', page: CodePage },
    { path: '/intake/terminology', page: TerminologyPage },
    { path: '/exchange/nodes', page: NodesPage, key: 'nav.nodes' },
    { path: '/recognition/statistics', page: FiguresPage, key: 'nav.recognition', group: 'nav.group-use' },
    { path: '/recognition/quality', page: QualityControlPage, key: 'nav.quality-control' },
    { path: '/recognition/catalogue', page: CataloguePage, key: 'nav.catalogue' },
    { path: '/health-code/uses', page: StatisticsPage, key: 'nav.code-uses' },
  ],
  CDC: [
    { path: '/surveillance/overview', page: OverviewPage, key: 'nav.overview' },
    { path: '/surveillance/signals', page: SignalsPage, key: 'nav.signals' },
    { path: '/surveillance/signals/:signal', page: SignalPage },
    { path: '/surveillance/rumours', page: RumoursPage, key: 'nav.rumours' },
    { path: '/surveillance/rumours/:rumour', page: RumourPage },
    { path: '/surveillance/cards', page: CardsPage, key: 'nav.cards' },
    { path: '/surveillance/cards/:card', page: CardPage },
    { path: '/surveillance/series', page: SeriesPage, key: 'nav.series' },
    { path: '/surveillance/sources', page: SourcesPage, key: 'nav.sources' },
    { path: '/surveillance/map', page: MapPage, key: 'nav.map' },
    { path: '/surveillance/cases', page: CasesPage, key: 'nav.cases' },
    { path: '/emergency/events', page: EventsPage, key: 'nav.events' },
    { path: '/emergency/events/:event', page: EventPage },
    { path: '/emergency/tasks', page: TasksPage, key: 'nav.tasks' },
    ...BY_LAW,
  ],
  REVIEWER: [
    { path: '/access/emergencies', page: EmergenciesPage, key: 'nav.emergencies' },
    { path: '/access/lawful', page: LawfulQueuePage, key: 'nav.lawful-queue' },
    { path: '/access/laws', page: LawsPage, key: 'nav.laws' },
  ],
  RESEARCHER: [
    { path: '/insight/projects', page: ProjectsPage, key: 'nav.projects' },
    { path: '/insight/projects/new', page: ProjectFormPage },
    { path: '/insight/projects/:project/edit', page: ProjectFormPage },
    { path: '/insight/projects/:project', page: ProjectPage },
  ],
  ETHICS: [
    { path: '/insight/projects', page: ProjectsPage, key: 'nav.projects' },
    { path: '/insight/projects/:project', page: ProjectPage },
  ],
  STEWARD: [
    { path: '/person/possible', page: PossiblePage, key: 'nav.possible' },
    { path: '/person/search', page: SearchPage, key: 'nav.search' },
    { path: '/person/decisions', page: DecisionsPage, key: 'nav.decisions' },
    { path: '/person/partings', page: PartingsPage, key: 'nav.partings' },
    { path: '/person/quality', page: QualityPage, key: 'nav.quality' },
    { path: '/person/:patient/history', page: HistoryPage },
    ...BY_LAW,
  ],
};

export function App() {
  const { role } = useSession();
  const pages = PAGES[role];
  return (
    <Router base="/console">
      <div className={pages?.some(({ group }) => group) ? 'sided' : undefined}>
        <TopBar pages={pages ?? []} />
        <Work>{pages ? <Pages pages={pages} /> : <NoPages />}</Work>
      </div>
    </Router>
  );
}

function Work({ children }: { children: ReactNode }) {
  const main = useArrival();
  return (
    <main className="work" ref={main} tabIndex={-1}>
      {children}
    </main>
  );
}

function Pages({ pages }: { pages: Page[] }) {
  const [path] = useLocation();
  return (
    <Fence key={path}>
      <Suspense fallback={<Loading lines={6} />}>
        <Switch>
          <Route path="/account" component={OwnAccountPage} />
          {pages.map(({ path: pattern, page }) => (
            <Route key={pattern} path={pattern} component={page} />
          ))}
          <Route>
            <Redirect to={pages[0]!.path} replace />
          </Route>
        </Switch>
      </Suspense>
    </Fence>
  );
}

function Navigation({ pages }: { pages: Page[] }) {
  const { t } = useText();
  const [path] = useLocation();
  const nav = useRef<HTMLElement>(null);
  const current = pages
    .filter(({ path: to, key }) => key && (path === to || path.startsWith(`${to}/`)))
    .reduce((longest, { path: to }) => (to.length > longest.length ? to : longest), '');
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [current]);
  return (
    <nav aria-label={t('nav.all')} ref={nav}>
      {pages.map(
        ({ path: to, key, group }) =>
          key && (
            <Fragment key={to}>
              {group && (
                <span className="group" aria-hidden="true">
                  {t(group)}
                </span>
              )}
              <Link href={to} aria-current={to === current ? 'page' : undefined}>
                {t(key)}
              </Link>
            </Fragment>
          ),
      )}
    </nav>
  );
}

function TopBar({ pages }: { pages: Page[] }) {
  const { t, word } = useText();
  const session = useSession();
  const signOut = useSignOut();
  return (
    <header className="bar">
      <span className="brand">
        <img src="/favicon.svg" alt="" width="24" height="24" />
        <span>{t('brand.short')}</span>
      </span>
      <Navigation pages={pages} />
      <Link className="who" href="/account" title={t('nav.account')}>
        <b>{session.name}</b> {word('role', session.role)}
        {session.institution && ` · ${session.institution.name}`}
      </Link>
      <LanguageSwitch />
      <button type="button" className="quiet" onClick={() => signOut.mutate()}>
        {t('sign-out')}
      </button>
    </header>
  );
}

const ELSEWHERE = { RESIDENT: 'elsewhere.console', SYSTEM: 'elsewhere.open' } as const;

function NoPages() {
  const { t, word } = useText();
  const { role } = useSession();
  return (
    <section className="empty">
      <h1>{t('elsewhere.title')}</h1>
      <p>
        {role === 'RESIDENT' || role === 'SYSTEM'
          ? t(ELSEWHERE[role])
          : t('elsewhere.none', { role: word('role', role) })}
      </p>
      {role === 'RESIDENT' && (
        <p>
          <a href="/m/">{t('elsewhere.go')}</a>
        </p>
      )}
    </section>
  );
}
