import { Link } from 'wouter';
import { person } from '../../api/client';
import type { MisledReader, Parting, RegistrationName } from '../../api/contract';
import { usePages } from '../../api/queries';
import { moment } from '../../shared/format';
import { Empty, More, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';

/** Registrations that were taken for one person and parted, and who read one through the other in between. */
export default function PartingsPage() {
  const { t } = useText();
  const query = usePages(['person', 'partings'], (before, signal) => person.partings(before, signal));
  return (
    <>
      <h1>{t('partings.title')}</h1>
      <p className="lead">{t('partings.lead')}</p>
      <Shown query={query} lines={8}>
        {({ pages }) => {
          const partings = pages.flatMap((page) => page.partings);
          return partings.length === 0 ? (
            <Empty title={t('partings.none')} />
          ) : (
            partings.map((parting) => <One key={parting.id} parting={parting} />)
          );
        }}
      </Shown>
      <More query={query} />
    </>
  );
}

function One({ parting: { since, at, decidedBy, ones, others, readers, whole } }: { parting: Parting }) {
  const { t, language } = useText();
  const who =
    decidedBy === 'model'
      ? t('history.by-model')
      : decidedBy.startsWith('institution/')
        ? t('history.by-institution')
        : t('history.by-account', { account: decidedBy });
  return (
    <article className="panel" data-test="parting">
      <h2>{t('partings.at', { at: moment(language, at) })}</h2>
      <p>{t('partings.together', { since: moment(language, since), who })}</p>
      <p>
        <Sides label="partings.ones" sides={ones} />
        {' · '}
        <Sides label="partings.others" sides={others} />
      </p>
      {readers.length === 0 ? <p>{t('partings.no-readers')}</p> : <Readers readers={readers} />}
      {!whole && <p className="notice">{t('partings.not-whole')}</p>}
    </article>
  );
}

function Sides({ label, sides }: { label: 'partings.ones' | 'partings.others'; sides: RegistrationName[] }) {
  const { t } = useText();
  return (
    <>
      {t(label)} {sides.length === 0 && t('partings.gone')}
      {sides.map(({ patient, institution }, index) => (
        <span key={patient}>
          {index > 0 && '、'}
          <Link href={`/person/${patient}/history`}>{institution?.name ?? t('institution.unknown')}</Link>
        </span>
      ))}
    </>
  );
}

function Readers({ readers }: { readers: MisledReader[] }) {
  const { t, word, language } = useText();
  return (
    <Grid
      label={t('partings.readers')}
      rows={readers}
      keyOf={({ account }) => account}
      columns={[
        {
          title: t('partings.who'),
          cell: ({ name, role, account, institution }) => (
            <span>
              <b>{name}</b> {word('role', role)} <code>{account}</code>
              <br />
              {institution?.name ?? t('institution.unknown')}
            </span>
          ),
        },
        {
          title: t('partings.read'),
          cell: ({ read }) => read.map(({ institution }) => institution?.name ?? t('institution.unknown')).join('、'),
        },
        { title: t('partings.looks'), figure: true, cell: ({ looks }) => looks },
        { title: t('partings.last'), cell: ({ last }) => moment(language, last) },
      ]}
    />
  );
}
