import type { Area, Point } from '../../api/surveillance';
import type { FigureData } from '../figure';
import type { Text } from '../../shared/text';

type Head = Pick<FigureData, 'file' | 'title' | 'note'>;

/** A curve as a table that is taken along. */
export function curveData(t: Text['t'], points: Point[], head: Head): FigureData {
  return {
    ...head,
    note: head.note.filter(Boolean),
    columns: [
      t('series.day'),
      t('series.cases'),
      t('signals.expected'),
      t('signals.bound'),
      t('series.alarm'),
      t('figure.estimate'),
      t('figure.low'),
      t('figure.high'),
    ],
    rows: points.map((point) => [
      point.day,
      point.cases,
      point.expected,
      point.bound,
      point.alarm ? 1 : 0,
      point.estimate,
      point.low,
      point.high,
    ]),
  };
}

/** A map as a table that is taken along. */
export function mapData(t: Text['t'], areas: Area[], head: Head): FigureData {
  return {
    ...head,
    note: head.note.filter(Boolean),
    columns: [
      t('map.code'),
      t('map.name'),
      t('series.cases'),
      t('signals.expected'),
      t('map.people'),
      t('map.rate'),
      t('map.signals'),
    ],
    rows: areas.map(({ code, name, cases, expected, people, rate, signals }) => [
      code,
      name,
      cases,
      expected,
      people,
      rate,
      signals,
    ]),
  };
}
