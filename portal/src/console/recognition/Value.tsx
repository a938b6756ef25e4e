import type { Candidate, Line } from '../../api/recognition';
import { markOf } from '../../shared/laboratory';
import { useText } from '../../shared/text';

/** A value with its unit, how it stands to its range, and in the item's unit where that is another. */
export function Value({ of }: { of: Candidate }) {
  const { t } = useText();
  if (of.value === null && of.lines.length > 0)
    return (
      <details>
        <summary>
          {t('recognise.lines', {
            count: of.lines.length,
            abnormal: of.lines.filter(({ flag }) => markOf(flag) !== null).length,
          })}
        </summary>
        <ul className="plain">
          {of.lines.map((line, index) => (
            <li key={index}>
              {line.name} <Plain of={line} />
            </li>
          ))}
        </ul>
      </details>
    );
  if (of.value === null) return <span className="fine">{t('recognise.in-record')}</span>;
  return (
    <span>
      <Plain of={of} />
      {of.comparable && <span className="fine"> ≈ {of.comparable}</span>}
      {of.range && <span className="fine range"> {t('recognise.range', { range: of.range })}</span>}
    </span>
  );
}

export function Plain({ of }: { of: Pick<Line, 'value' | 'unit' | 'flag'> }) {
  const { t } = useText();
  const mark = markOf(of.flag);
  return (
    <span className={mark ? 'out-of-range' : undefined}>
      {of.value} {of.unit}
      {mark && (
        <b title={t(mark.key)}>
          {' '}
          {mark.sign} <span className="unseen">{t(mark.key)}</span>
        </b>
      )}
    </span>
  );
}
