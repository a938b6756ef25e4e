import type { Language } from './text';

/** All times of the platform are shown in the one time zone of the country. */
const ZONE = 'Asia/Shanghai';
const OFFSET = '+08:00';
const DAY_MILLIS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', {
      timeZone: ZONE,
      hourCycle: 'h23',
      ...options,
    });
    formats.set(key, found);
  }
  return found;
}

const DAY: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'long', day: 'numeric' };
const TIME: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };

/** True for a time of day, false for a plain date such as 2026-11-21, which must not shift with the zone. */
function hasTime(iso: string): boolean {
  return iso.includes('T');
}

function instant(iso: string): Date | null {
  const date = new Date(hasTime(iso) ? iso : `${iso}T00:00:00${OFFSET}`);
  return Number.isNaN(date.getTime()) ? null : date;
}

function formatted(language: Language, iso: string | null | undefined, options: Intl.DateTimeFormatOptions): string {
  if (!iso) return '';
  const date = instant(iso);
  return date ? format(language, options).format(date) : iso;
}

/** 2026年11月21日. */
export function day(language: Language, iso: string | null | undefined): string {
  return formatted(language, iso, DAY);
}

/** 14:05; empty for a plain date. */
export function time(language: Language, iso: string | null | undefined): string {
  return iso && hasTime(iso) ? formatted(language, iso, TIME) : '';
}

/** 14:05:32, for what lives but a minute. */
export function clock(language: Language, iso: string): string {
  return formatted(language, iso, { ...TIME, second: '2-digit' });
}

/** 2026年11月21日 14:05. */
export function moment(language: Language, iso: string | null | undefined): string {
  return [day(language, iso), time(language, iso)].filter(Boolean).join(' ');
}

/** Full years from a birth date to a moment; null where there is no date. */
export function age(birthDate: string | null, now: Date): number | null {
  if (!birthDate || !/^\d{4}/.test(birthDate)) return null;
  const [year = 0, month = 1, date = 1] = birthDate.split('-').map(Number);
  const [nowYear = 0, nowMonth = 1, nowDate = 1] = localDay(now).split('-').map(Number);
  const had = nowMonth > month || (nowMonth === month && nowDate >= date);
  return Math.max(0, nowYear - year - (had ? 0 : 1));
}

/** 2026-11-21, in the time zone of the country. */
export function localDay(moment_: Date): string {
  return new Date(moment_.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** 2026-11-21T14:05 as an input of type datetime-local wants it. */
export function localInput(moment_: Date): string {
  return new Date(moment_.getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
}

/** The moment that an input of type datetime-local names; null where it names none. */
export function fromLocalInput(value: string): Date | null {
  const date = new Date(`${value}:00${OFFSET}`);
  return value.length === 16 && !Number.isNaN(date.getTime()) ? date : null;
}

/** Until when a consent may be asked or given, besides a moment of one's own. */
export const SPANS = ['today', 'day', 'week', 'month'] as const;
export type Span = (typeof SPANS)[number];

/** The moment at which a span that starts now ends. */
export function until(span: Span, now: Date): Date {
  switch (span) {
    case 'today':
      return new Date(`${localDay(now)}T23:59:00${OFFSET}`);
    case 'day':
      return new Date(now.getTime() + DAY_MILLIS);
    case 'week':
      return new Date(now.getTime() + 7 * DAY_MILLIS);
    case 'month':
      return new Date(now.getTime() + 30 * DAY_MILLIS);
  }
}
