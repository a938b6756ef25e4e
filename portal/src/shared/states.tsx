import type { UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { refused } from '../api/queries';
import { ProblemView } from './Problem';
import { useText } from './text';

/** Grey lines where the content is about to be; said to screen readers. */
export function Loading({ lines = 3 }: { lines?: number }) {
  const { t } = useText();
  return (
    <div className="loading" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} />
      ))}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p>{title}</p>
      {children && <div className="fine">{children}</div>}
    </div>
  );
}

/**
 * Shows what a query brought: the loading, the refusal, or the content. Content that could not be refreshed stays, with
 * a line that says so; content that is refused now goes.
 */
export function Shown<T>({
  query,
  lines,
  children,
}: {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isPending' | 'refetch'>;
  lines?: number;
  children: (data: T) => ReactNode;
}) {
  const again = () => void query.refetch();
  if (query.error && (query.data === undefined || refused(query.error)))
    return <ProblemView failure={query.error} again={again} />;
  if (query.data === undefined) return <Loading {...(lines === undefined ? {} : { lines })} />;
  return (
    <>
      {query.error && <Stale again={again} />}
      {children(query.data)}
    </>
  );
}

/** The page shows what it had, because the platform did not answer just now. */
export function Stale({ again }: { again: () => void }) {
  const { t } = useText();
  return (
    <p className="notice" role="status">
      {t('state.stale')}{' '}
      <button type="button" className="quiet" onClick={again}>
        {t('problem.again')}
      </button>
    </p>
  );
}

/** Asks for the next page of a list; nothing where there is none. */
export function More({
  query,
}: {
  query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
}) {
  const { t } = useText();
  if (!query.hasNextPage) return null;
  return (
    <button
      type="button"
      className="more"
      disabled={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {t(query.isFetchingNextPage ? 'state.loading' : 'state.more')}
    </button>
  );
}

/** Catches a fault of the page itself, so that no screen ever goes blank. */
export class Fence extends Component<{ children: ReactNode }, { failure: unknown }> {
  override state: { failure: unknown } = { failure: null };

  static getDerivedStateFromError(failure: unknown) {
    return { failure };
  }

  override componentDidCatch(failure: Error, info: ErrorInfo) {
    console.error(failure.name, info.componentStack);
  }

  override render() {
    if (this.state.failure == null) return this.props.children;
    return <ProblemView failure={this.state.failure} again={() => location.reload()} />;
  }
}
