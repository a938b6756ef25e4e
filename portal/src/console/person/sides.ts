import type { Explanation, Member, NotCompared } from '../../api/contract';

export const FIELDS = ['name', 'gender', 'birthDate', 'identifierTail', 'phoneTail', 'address', 'localId'] as const;
export type Field = (typeof FIELDS)[number];

/** How the value of one registration stands to the others; alike is written differently and speaks for one person. */
export type Standing = 'same' | 'alike' | 'differs' | 'missing';

/** What an explanation calls these fields. */
const FACTS: Partial<Record<Field, string>> = {
  name: 'name',
  gender: 'sex',
  birthDate: 'birth-date',
  identifierTail: 'resident-number',
  phoneTail: 'phone',
  address: 'address',
};

/** The fields that at least one registration knows. */
export function knownFields(members: Member[]): Field[] {
  return FIELDS.filter((field) => members.some((member) => member[field] || notCompared(member, field)));
}

/** What was sent in this field and is not compared; undefined where that is nothing. */
export function notCompared(member: Member, field: Field): NotCompared | undefined {
  return member[field] ? undefined : member.notCompared?.find((one) => one.field === field);
}

/**
 * Compares a value with the most frequent one among the registrations; of a tie, with the first.
 *
 * @param explanation what the platform finds in comparing two registrations, where there are just these two
 */
export function standing(members: Member[], member: Member, field: Field, explanation?: Explanation): Standing {
  const own = member[field];
  if (!own) return 'missing';
  // each institution numbers its patients by itself
  if (field === 'localId') return 'same';
  const counts = new Map<string, number>();
  for (const { [field]: value } of members) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best));
  if (own === most[0]) return 'same';
  const fact = explanation?.facts.find(({ name }) => name === FACTS[field]);
  return fact && fact.weight > 0 ? 'alike' : 'differs';
}
