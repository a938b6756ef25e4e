import { useLocation } from 'wouter';
import type { Area, RegionMap } from '../../api/surveillance';
import { useText } from '../../shared/text';
import { colourOf, light, type Metric, spanOf, type Step, valueOf, written } from './map';

const TILE = 100;
const GAP = 6;
const LEGEND = 40;
/** Characters of a name that fit a tile. */
const SHORT = 5;

/** The picture of the map: outlines where the operator gave some, else a tile for each division. The table beside it says the same. */
export function MapPicture({
  map,
  metric,
  scale,
  to,
}: {
  map: RegionMap;
  metric: Metric;
  scale: Step[];
  to: (area: Area) => string;
}) {
  const { t } = useText();
  const [, go] = useLocation();
  const shaped = map.width !== null && map.height !== null;
  const columns = Math.max(...map.areas.map(({ column }) => column)) + 1;
  const rows = Math.max(...map.areas.map(({ row }) => row)) + 1;
  const width = shaped ? map.width! : Math.max(columns, 5) * TILE;
  const height = (shaped ? map.height! : rows * TILE) + LEGEND;
  const key = Math.max(1, Math.min(150, width / (scale.length + 1)));
  return (
    <svg
      className={shaped ? 'region-map shaped' : 'region-map'}
      viewBox={`0 0 ${width} ${height}`}
      style={{ maxWidth: shaped ? '60rem' : `${Math.max(columns, 5) * 5.5}rem` }}
      role="group"
      aria-label={t('map.picture')}
    >
      {map.areas
        .filter((area) => !shaped || area.path)
        .map((area) => {
          const value = valueOf(area, metric);
          const colour = colourOf(value, scale);
          const said = `${area.name} ${t(`map.metric.${metric}`)} ${written(value, metric)}`;
          const href = to(area);
          return (
            <a
              key={area.code}
              href={`/console${href}`}
              aria-label={area.path && shaped ? said : undefined}
              data-test={`area-${area.code}`}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                go(href);
              }}
            >
              <title>{said}</title>
              {area.path && shaped ? (
                <path d={area.path} fill={colour} fillRule="evenodd" stroke="#55625f" />
              ) : (
                <Tile area={area} colour={colour} text={written(value, metric)} />
              )}
            </a>
          );
        })}
      <g className="map-legend" aria-hidden="true" transform={`translate(0 ${height - LEGEND + 12})`}>
        {scale.map(({ colour }, place) => (
          <g key={colour} transform={`translate(${place * key} 0)`}>
            <rect width={14} height={14} fill={colour} stroke="#55625f" />
            <text x={18} y={12} fontSize={12} fill="#1b2523">
              {spanOf(scale, place, metric)}
            </text>
          </g>
        ))}
      </g>
    </svg>
  );
}

function Tile({ area, colour, text }: { area: Area; colour: string; text: string }) {
  const x = area.column * TILE;
  const y = area.row * TILE;
  const ink = light(colour) ? '#ffffff' : '#1b2523';
  return (
    <>
      <rect
        x={x + GAP / 2}
        y={y + GAP / 2}
        width={TILE - GAP}
        height={TILE - GAP}
        rx={6}
        fill={colour}
        stroke={area.signals > 0 ? '#b42318' : '#8a9693'}
        strokeWidth={area.signals > 0 ? 3 : 1}
      />
      <text x={x + TILE / 2} y={y + 42} textAnchor="middle" fontSize={16} fill={ink}>
        {area.name.length > SHORT ? `${area.name.slice(0, SHORT - 1)}…` : area.name}
      </text>
      <text x={x + TILE / 2} y={y + 70} textAnchor="middle" fontSize={20} fontWeight={600} fill={ink}>
        {text}
      </text>
    </>
  );
}
