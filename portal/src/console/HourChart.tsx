import type { ReactNode } from 'react';

/** Width of an hour in the units of the chart. */
export const HOUR = 20;

const BAR = 14;
const LABELLED = 3;

/** The hours of a day side by side over their axis; what is drawn of one, the caller says. */
export function HourChart<T>({
  hours,
  label,
  className = 'hours',
  height,
  children,
}: {
  hours: T[];
  label: string;
  className?: string;
  height: number;
  children: (each: T, hour: number) => ReactNode;
}) {
  return (
    <svg className={className} viewBox={`0 0 ${24 * HOUR} ${height + 18}`} role="img" aria-label={label}>
      {hours.map((each, hour) => (
        <g key={hour}>
          {children(each, hour)}
          {hour % LABELLED === 0 && (
            <text x={hour * HOUR + 10} y={height + 13} textAnchor="middle">
              {hour}
            </text>
          )}
        </g>
      ))}
      <line x1="0" x2={24 * HOUR} y1={height} y2={height} />
    </svg>
  );
}

/** A count of an hour. */
export function HourBar({
  hour,
  y,
  height,
  className,
}: {
  hour: number;
  y: number;
  height: number;
  className: string;
}) {
  return <rect className={className} x={hour * HOUR + 3} y={y} width={BAR} height={height} />;
}
