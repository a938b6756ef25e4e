import type { Sent } from '../../api/client';
import { CLASSIFICATIONS, type PersonWhole } from '../../api/people';
import type { Field } from '../access/FormDialog';

type Word = (kind: string, code: string) => string;

const options = (word: Word, kind: string, codes: readonly string[]) =>
  codes.map((code) => ({ value: code, label: word(kind, code) }));

export const CATEGORIES = ['CLOSE', 'SECONDARY', 'GENERAL'] as const;
export const RELATIONS = ['FAMILY', 'COLLEAGUE', 'SCHOOL', 'HEALTH_CARE', 'TRAVEL', 'NEIGHBOUR', 'OTHER'] as const;
export const EXPOSURES = ['LIVED_TOGETHER', 'CARED', 'SAME_ROOM', 'MEAL', 'TRANSPORT', 'OTHER'] as const;

/** What is asked of somebody: as a case, as a contact, or as both. */
export function personFields(word: Word, asCase: boolean, asContact: boolean): Field[] {
  const ofCase: Field[] = [
    {
      name: 'classification',
      label: 'people.classification',
      options: options(word, 'classification', CLASSIFICATIONS),
      optional: asContact,
    },
    { name: 'onset', label: 'people.onset', hint: 'people.day-hint', optional: true },
    { name: 'ending', label: 'people.ending', options: options(word, 'ending', ['RECOVERED', 'DIED']), optional: true },
    {
      name: 'endedOn',
      label: 'people.ended-on',
      hint: 'people.day-hint',
      when: ({ ending }) => Boolean(ending),
    },
  ];
  const ofContact: Field[] = [
    {
      name: 'category',
      label: 'people.category',
      options: options(word, 'contact-category', CATEGORIES),
    },
    { name: 'lastExposure', label: 'people.last-exposure', hint: 'people.day-hint' },
    { name: 'followDays', label: 'people.follow-days', optional: true },
  ];
  return [
    { name: 'name', label: 'column.name' },
    {
      name: 'sex',
      label: 'people.sex',
      options: ['男', '女'].map((sex) => ({ value: sex, label: sex })),
      optional: true,
    },
    { name: 'birthDate', label: 'people.birth-date', hint: 'people.day-hint', optional: true },
    { name: 'phone', label: 'people.phone', optional: true },
    { name: 'address', label: 'people.address', optional: true },
    { name: 'place', label: 'people.place', hint: 'events.place-hint', optional: true },
    ...(asContact ? ofContact : []),
    ...(asCase ? ofCase : []),
  ];
}

/** What was filled in; what is empty is unknown. */
export function given(values: Sent): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== '' && value !== undefined)
      .map(([name, value]) => [name, name === 'followDays' ? Number(value) : value]),
  );
}

const DAY = 86_400_000;

/** Somebody as the form shows it. */
export function asForm({ person, who }: PersonWhole): Sent {
  const { lastExposure, followUntil } = person;
  const values: Record<string, string | null> = {
    name: who.name,
    sex: who.sex,
    birthDate: who.birthDate,
    phone: who.phone,
    address: who.address,
    place: person.place.code,
    category: person.category,
    lastExposure,
    followDays: lastExposure && followUntil ? String((Date.parse(followUntil) - Date.parse(lastExposure)) / DAY) : null,
    classification: person.classification,
    onset: person.onset,
    ending: person.ending,
    endedOn: person.endedOn,
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? '']));
}
