import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { quality, type Asked, type QualityFinding, type QualitySample } from '../../api/quality';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';

/** What broke which rule, with an example of the mend and places to look; the gravest first. */
export function QualityFindings({ asked, search }: { asked: Asked; search: string }) {
  const { t } = useText();
  const query = useQuery({
    queryKey: ['intake', 'quality', 'findings', asked],
    queryFn: ({ signal }) => quality.findings(asked, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <section className="panel">
      <div className="page-head">
        <h2>{t('data-quality.findings')}</h2>
        <a href={quality.table(asked)} download>
          {t('data-quality.download')}
        </a>
      </div>
      <Shown query={query} lines={6}>
        {({ findings }) =>
          findings.length === 0 ? (
            <Empty title={t('data-quality.no-findings')} />
          ) : (
            <ul className="quality-findings">
              {findings.map((finding) => (
                <li key={`${finding.dataset} ${finding.rule}`}>
                  <One finding={finding} search={search} />
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

function One({ finding, search }: { finding: QualityFinding; search: string }) {
  const { t, say, word } = useText();
  return (
    <article data-rule={finding.rule}>
      <h3>
        <Link href={`/intake/quality/rules/${finding.rule}${search}`}>{say(finding.words)}</Link>
      </h3>
      <p className="fine">
        <span className={`severity ${finding.severity.toLowerCase()}`}>{word('severity', finding.severity)}</span>{' '}
        {word('dimension', finding.dimension)} · {word('dataset', finding.dataset)} ·{' '}
        {t('data-quality.broken-of', {
          broken: finding.broken.toLocaleString('en'),
          judged: finding.judged.toLocaleString('en'),
        })}
        <Untold count={finding.untold} /> ·{' '}
        {finding.first === finding.last ? finding.last : `${finding.first} – ${finding.last}`}
      </p>
      <p>{say(finding.mend)}</p>
      <Example before={finding.before} after={finding.after} />
      <Samples samples={finding.samples} />
    </article>
  );
}

/** How often a rule could not be told; then it is mostly the rule that is to be mended. */
export function Untold({ count }: { count: number }) {
  const { t } = useText();
  return count === 0 ? null : <> · {t('data-quality.untold', { count: count.toLocaleString('en') })}</>;
}

/** A value that breaks the rule, and the same mended. */
export function Example({ before, after }: { before: string; after: string }) {
  const { t } = useText();
  if (!before && !after) return null;
  return (
    <dl className="mend-example">
      <div>
        <dt>{t('data-quality.before')}</dt>
        <dd>
          <code>{before}</code>
        </dd>
      </div>
      <div>
        <dt>{t('data-quality.after')}</dt>
        <dd>
          <code>{after}</code>
        </dd>
      </div>
    </dl>
  );
}

/** At most three places where it happened, masked. */
export function Samples({ samples }: { samples: QualitySample[] }) {
  const { t } = useText();
  if (samples.length === 0) return null;
  return (
    <ul className="samples" aria-label={t('tables.samples')}>
      {samples.map((sample) => (
        <li key={`${sample.day} ${sample.message} ${sample.load} ${sample.line}`}>
          <Place sample={sample} /> {[sample.patient, sample.content].filter(Boolean).join(' · ')}
        </li>
      ))}
    </ul>
  );
}

function Place({ sample }: { sample: QualitySample }) {
  const { t } = useText();
  if (sample.message !== null)
    return (
      <Link href={`/intake/messages/${sample.message}`}>{t('data-quality.message', { message: sample.message })}</Link>
    );
  if (sample.load !== null)
    return (
      <Link href={`/intake/loads/${sample.load}`}>
        {t('data-quality.row', { load: sample.load, line: sample.line ?? '—' })}
      </Link>
    );
  return <>{sample.day}</>;
}
