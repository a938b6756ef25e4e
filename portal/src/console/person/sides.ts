import type { Member, NotCompared } from '../../api/contract';

export const FIELDS = ['name', 'gender', 'birthDate', 'identifierTail', 'phoneTail', 'address', 'localId'] as const;
export type Field = (typeof FIELDS)[number];

/** How the value of one registration stands to the others. */
export type Standing = 'same' | 'differs' | 'missing';

/** The fields that at least one registration knows. */
export function knownFields(members: Member[]): Field[] {
  return FIELDS.filter((field) => members.some((member) => member[field] || notCompared(member, field)));
}

/** What was sent in this field and is not compared; undefined where that is nothing. */
export function notCompared(member: Member, field: Field): NotCompared | undefined {
  return member[field] ? undefined : member.notCompared?.find((one) => one.field === field);
}

/** Compares a value with the most frequent one among the registrations; of a tie, with the first. */
export function standing(members: Member[], member: Member, field: Field): Standing {
  const own = member[field];
  if (!own) return 'missing';
  // each institution numbers its patients by itself
  if (field === 'localId') return 'same';
  const counts = new Map<string, number>();
  for (const { [field]: value } of members) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best));
  return own === most[0] ? 'same' : 'differs';
}
