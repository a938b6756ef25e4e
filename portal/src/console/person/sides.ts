import type { Explanation, Member, NotCompared, PossibleLink } from '../../api/contract';

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

/** Compares a value with the most frequent one among the registrations; of a tie, with the first. */
export function standing(members: Member[], member: Member, field: Field): Standing {
  const own = member[field];
  if (!own) return 'missing';
  // each institution numbers its patients by itself
  if (field === 'localId') return 'same';
  const counts = new Map<string, number>();
  for (const { [field]: value } of members) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best));
  if (own === most[0]) return 'same';
  return field === 'address' && fuller(own, most[0]) ? 'alike' : 'differs';
}

/** Whether one address is the other without its province or city. */
function fuller(one: string, other: string): boolean {
  return one.endsWith(other) || other.endsWith(one);
}

type Fact = Explanation['facts'][number];

/** One row of a comparison: a field of both sides, or a finding that no field shows. */
export interface Compared {
  field?: Field;
  fact?: Fact;
  standing: Standing;
}

const ORDER: Standing[] = ['differs', 'alike', 'missing', 'same'];

/** The trait by which a rule keeps two apart, whatever the rest weighs. */
const DECIDING: Record<string, string> = {
  'person.same-number-other-name': 'name',
  'person.other-name': 'name',
  'person.stopgap-name': 'name',
  'person.perhaps-twins': 'name',
  'person.other-number': 'resident-number',
  'person.doubted-number': 'resident-number',
};

/** What is compared of a pair: what speaks against one person first, then what is only alike, missing, the same. */
export function compared({ a, b, explanation }: PossibleLink): Compared[] {
  const shown = knownFields([a, b]);
  const rows: Compared[] = shown.map((field) => {
    const fact = explanation.facts.find(({ name }) => name === FACTS[field]);
    return fact ? { field, fact, standing: found(fact) } : { field, standing: 'same' };
  });
  const told = new Set(Object.values(FACTS));
  const rest = explanation.facts.filter(({ name }) => !told.has(name) && name !== 'would-change');
  rows.push(...rest.map((fact): Compared => ({ fact, standing: found(fact) })));
  // what has no weight at all, a number of the institution's own, goes last
  const place = ({ fact, standing }: Compared) => (fact ? ORDER.indexOf(standing) : ORDER.length);
  const weight = ({ fact }: Compared) => Math.abs(fact?.weight ?? 0);
  return rows.sort((one, other) => place(one) - place(other) || weight(other) - weight(one));
}

function found({ finding, weight }: Fact): Standing {
  if (finding === 'same') return 'same';
  // a rule decides by some differences, which then weigh nothing
  if (finding === 'different') return 'differs';
  return weight === 0 ? 'missing' : weight > 0 ? 'alike' : 'differs';
}

/** The trait by which the rule decided; undefined where the sum did. */
export function deciding({ rule }: Explanation): string | undefined {
  return DECIDING[rule.split('@')[0] ?? ''];
}

/** What the sum is less than its parts, where several tell the same household; 0 or below. */
export function overlap({ bits, explanation }: PossibleLink, prior: number): number {
  const parts = explanation.facts.reduce((sum, { weight }) => sum + weight, prior);
  return Math.min(0, Math.round((bits - parts) * 10) / 10);
}
