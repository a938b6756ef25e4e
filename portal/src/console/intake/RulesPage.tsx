import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { quality, type QualityRule } from '../../api/quality';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { Elements } from './QualityElements';
import './quality.css';

/** Every rule and every data element that holds today. */
export default function RulesPage() {
  const { t, say, word } = useText();
  const query = useQuery({
    queryKey: ['intake', 'quality', 'rules'],
    queryFn: ({ signal }) => quality.rules(signal),
  });
  const elements = useQuery({
    queryKey: ['intake', 'quality', 'elements'],
    queryFn: ({ signal }) => quality.elements(signal),
  });
  return (
    <>
      <p className="back">
        <Link href="/intake/quality">← {t('data-quality.title')}</Link>
      </p>
      <h1>{t('data-quality.rules')}</h1>
      <p className="lead">{t('data-quality.rules-lead')}</p>
      <Shown query={query} lines={8}>
        {(rules) =>
          rules.length === 0 ? (
            <Empty title={t('data-quality.no-rules')} />
          ) : (
            <Grid
              label={t('data-quality.rules')}
              rows={rules}
              keyOf={({ code }) => code}
              columns={[
                {
                  title: t('data-quality.rule'),
                  cell: (rule: QualityRule) => (
                    <Link href={`/intake/quality/rules/${rule.code}`}>{say(rule.words)}</Link>
                  ),
                },
                { title: t('data-quality.dimension'), cell: (rule: QualityRule) => word('dimension', rule.dimension) },
                {
                  title: t('data-quality.severity'),
                  cell: (rule: QualityRule) => (
                    <span className={`severity ${rule.severity.toLowerCase()}`}>{word('severity', rule.severity)}</span>
                  ),
                },
                {
                  title: t('data-quality.weights'),
                  cell: (rule: QualityRule) => `${rule.dimensionWeight} × ${rule.weight}`,
                  figure: true,
                },
              ]}
            />
          )
        }
      </Shown>
      <section className="panel">
        <h2>{t('data-quality.dictionary')}</h2>
        <Shown query={elements} lines={8}>
          {(all) => <Elements label={t('data-quality.dictionary')} elements={all} />}
        </Shown>
      </section>
    </>
  );
}
