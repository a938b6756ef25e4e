import { useText } from '../../shared/text';

const WIDTH = 126;
const HEIGHT = 28;

/** Cases of the last days as small bars; the days of the alarm stand out. */
export function Spark({ counts, marked }: { counts: number[]; marked: number }) {
  const { t } = useText();
  const most = Math.max(1, ...counts);
  const wide = WIDTH / counts.length;
  return (
    <svg
      className="spark"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={t('signals.spark', { days: counts.length, cases: counts.reduce((sum, each) => sum + each, 0) })}
    >
      {counts.map((count, day) => (
        <rect
          key={day}
          className={day >= counts.length - marked ? 'marked' : undefined}
          x={day * wide}
          width={wide * 0.8}
          y={HEIGHT - (count / most) * HEIGHT}
          height={(count / most) * HEIGHT}
        />
      ))}
    </svg>
  );
}
