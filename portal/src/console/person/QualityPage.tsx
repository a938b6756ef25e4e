import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { person } from '../../api/client';
import type { InstitutionQuality } from '../../api/contract';
import { moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid, type Column } from '../Grid';

/** How good each institution's registrations are, and where a steward is waited for. */
export default function QualityPage() {
  const { t, language } = useText();
  const query = useQuery({ queryKey: ['person', 'quality'], queryFn: ({ signal }) => person.quality(signal) });
  const columns: Column<InstitutionQuality>[] = [
    { title: t('quality.institution'), cell: ({ institution }) => institution?.name ?? t('institution.unknown') },
    { title: t('quality.registrations'), figure: true, cell: ({ registrations }) => count(language, registrations) },
    share('quality.without-number', ({ withoutNumber }) => withoutNumber),
    share('quality.without-birth-date', ({ withoutBirthDate }) => withoutBirthDate),
    share('quality.with-placeholder', ({ withPlaceholder }) => withPlaceholder),
    { title: t('quality.duplicates'), figure: true, cell: ({ duplicates }) => count(language, duplicates) },
    {
      title: t('quality.open'),
      figure: true,
      cell: ({ institution, open }) =>
        open > 0 && institution ? (
          <Link
            href={`/person/possible?institution=${institution.code}`}
            aria-label={t('quality.see-open', { count: open, institution: institution.name })}
          >
            {count(language, open)}
          </Link>
        ) : (
          count(language, open)
        ),
    },
  ];

  function share(
    title: 'quality.without-number' | 'quality.without-birth-date' | 'quality.with-placeholder',
    of: (row: InstitutionQuality) => number,
  ): Column<InstitutionQuality> {
    return {
      title: t(title),
      figure: true,
      cell: (row) => `${count(language, of(row))} (${percent(language, of(row), row.registrations)})`,
    };
  }

  return (
    <>
      <h1>{t('quality.title')}</h1>
      <p className="lead">{t('quality.lead')}</p>
      <Shown query={query} lines={8}>
        {({ countedAt, institutions }) =>
          institutions.length === 0 ? (
            <Empty title={t('quality.none')} />
          ) : (
            <>
              <Grid
                label={t('quality.title')}
                columns={columns}
                rows={institutions}
                keyOf={({ institution }) => institution?.code ?? ''}
              />
              <p className="fine">{t('quality.counted', { at: moment(language, countedAt) })}</p>
            </>
          )
        }
      </Shown>
    </>
  );
}

function count(language: string, value: number) {
  return new Intl.NumberFormat(language).format(value);
}

function percent(language: string, part: number, whole: number) {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(part / whole);
}
