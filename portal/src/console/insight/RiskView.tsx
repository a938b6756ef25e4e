import type { Plan, Project, Risk } from '../../api/insight';
import { useText, type TextKey } from '../../shared/text';
import { Grid } from '../Grid';

/** What the columns as asked would tell, what was made coarser, and what is told then. */
export function RiskView({
  plan,
  finding,
  columns,
}: {
  plan: Plan;
  finding: NonNullable<Project['finding']>;
  columns: string[];
}) {
  const { t, word } = useText();
  const { asked, reached, steps } = finding;
  const least: Record<string, string> = {
    birth: plan.birth.least,
    sex: 'code',
    place: plan.residence?.least ?? '',
    ethnicity: 'group',
    day: plan.day.least,
  };
  const coarser = steps.flatMap((step, at) => {
    const column = columns[at]!;
    return step === least[column]
      ? []
      : [
          t('insight.coarser', {
            column: word('project-column', column),
            from: word('project-form', least[column] ?? ''),
            to: word('project-form', step),
          }),
        ];
  });
  const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
  const lines: { name: TextKey; figure: (risk: Risk) => string }[] = [
    { name: 'insight.smallest', figure: ({ smallest }) => String(smallest) },
    { name: 'insight.k', figure: ({ k }) => String(k) },
    {
      name: 'insight.suppressed',
      figure: ({ suppressed, rows }) => `${suppressed} / ${rows}（${percent(rows ? suppressed / rows : 0)}）`,
    },
    { name: 'insight.groups', figure: ({ groups }) => String(groups) },
    { name: 'insight.loss', figure: ({ loss }) => percent(loss) },
    { name: 'insight.distinct', figure: ({ distinct, entropy }) => `${distinct}（${entropy.toFixed(2)}）` },
    { name: 'insight.distance', figure: ({ distance }) => distance.toFixed(3) },
  ];
  return (
    <>
      <p data-test="risk">
        {t('insight.smallest-asked', { count: asked.smallest, k: plan.limits.k })}{' '}
        {steps.length === 0
          ? t('insight.missed')
          : coarser.length === 0
            ? t('insight.as-asked')
            : `${coarser.join('；')}。`}{' '}
        {steps.length > 0 && t('insight.smallest-reached', { count: reached.k })}
      </p>
      <Grid
        label={t('insight.risk')}
        rows={lines}
        keyOf={({ name }) => name}
        columns={[
          { title: t('insight.figure'), cell: ({ name }) => t(name) },
          { title: t('insight.before'), figure: true, cell: ({ figure }) => figure(asked) },
          { title: t('insight.after'), figure: true, cell: ({ figure }) => figure(reached) },
        ]}
      />
    </>
  );
}
