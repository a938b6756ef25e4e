import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { lawful } from '../../api/lawful';
import type { Law } from '../../api/contract';
import { day, localDay } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';

/** The statutory rules in force on a day: who reads what without consent, and when the resident is told. */
export default function LawsPage() {
  const { t, say, word, language } = useText();
  const [search, change] = useSearchParams();
  const on = search.get('on');
  const query = useQuery({
    queryKey: ['participants', 'laws', on],
    queryFn: ({ signal }) => lawful.laws(on, signal),
  });
  const list = (kinds: Law['categories']) => kinds.map(({ text }) => say(text)).join(t('list.comma'));
  return (
    <>
      <h1>{t('nav.laws')}</h1>
      <p className="lead">{t('laws.lead')}</p>
      <label className="asked-day">
        {t('laws.on')}{' '}
        <input
          type="date"
          value={on ?? localDay(new Date())}
          onChange={({ target }) => change(target.value ? { on: target.value } : {}, { replace: true })}
        />
      </label>
      <Shown query={query} lines={6}>
        {({ laws }) =>
          laws.length === 0 ? (
            <Empty title={t('laws.none')} />
          ) : (
            <Grid
              label={t('nav.laws')}
              rows={laws}
              keyOf={({ id, version }) => `${id}@${version}`}
              columns={[
                {
                  title: t('laws.title'),
                  cell: (law) => (
                    <span className="long">
                      <b>{say(law.title)}</b>
                      <br />
                      {say(law.law)}
                      <br />
                      <span className="fine">
                        {t('laws.since', { from: day(language, law.from), version: law.version })}
                        {law.until && ` · ${t('laws.until', { until: day(language, law.until) })}`}
                      </span>
                      {!law.verified && <span className="fine warn"> {t('laws.unverified')}</span>}
                    </span>
                  ),
                },
                {
                  title: t('laws.who'),
                  cell: (law) => (
                    <>
                      {word('role', law.role)}
                      <br />
                      <span className="fine">{t(law.place === 'NODE' ? 'laws.node' : 'laws.region')}</span>
                    </>
                  ),
                },
                {
                  title: t('laws.what'),
                  cell: (law) => (
                    <span className="long">
                      {list(law.categories)}
                      {law.classes.length > 0 && ` · ${t('laws.classes', { classes: list(law.classes) })}`}
                      <br />
                      <span className="fine">{t('laws.most', { days: law.careDays, hours: law.hours })}</span>
                    </span>
                  ),
                },
                {
                  title: t('laws.needs'),
                  cell: (law) => (
                    <span className="long">
                      {t(law.document ? 'laws.document' : 'laws.no-document')}
                      <br />
                      {t(law.confirm ? 'laws.confirm' : 'laws.no-confirm')}
                    </span>
                  ),
                },
                {
                  title: t('laws.tell'),
                  cell: (law) => (
                    <span className="long">
                      {t(`laws.tell.${law.tell}`, { days: law.tellDays })}
                      <br />
                      {t(law.overDenial ? 'laws.over-denial' : 'laws.under-denial')}
                    </span>
                  ),
                },
              ]}
            />
          )
        }
      </Shown>
    </>
  );
}
