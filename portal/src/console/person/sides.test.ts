import { describe, expect, it } from 'vitest';
import type { Explanation, Member, PossibleLink } from '../../api/contract';
import { compared, deciding, knownFields, overlap, standing } from './sides';
import { signed, strength } from './weight';

const member = (patient: string, name: string, identifierTail: string | null): Member => ({
  patient,
  institution: null,
  name,
  birthDate: '1990-01-01',
  identifierTail,
  linkedAt: null,
  explanation: null,
});

describe('registrations side by side', () => {
  const members = [member('a', '王小雨', '1234'), member('b', '王晓雨', null), member('c', '王小雨', '1234')];

  it('show only what at least one of them knows', () => {
    expect(knownFields(members)).toEqual(['name', 'birthDate', 'identifierTail']);
  });

  it('tell what differs from most, and what is missing', () => {
    expect(members.map((one) => standing(members, one, 'name'))).toEqual(['same', 'differs', 'same']);
    expect(members.map((one) => standing(members, one, 'identifierTail'))).toEqual(['same', 'missing', 'same']);
  });
});

describe('an address', () => {
  it('without its province is the same place told with less', () => {
    const at = (patient: string, address: string): Member => ({ ...member(patient, '王小雨', null), address });
    const members = [at('a', '浙江省杭州市庆春路79号'), at('b', '杭州市庆春路79号'), at('c', '杭州市文三路1号')];

    expect(members.map((one) => standing(members, one, 'address'))).toEqual(['same', 'alike', 'differs']);
  });
});

describe('a pair in the queue', () => {
  const fact = (name: string, finding: string, weight: number) => ({
    name,
    finding,
    words: { zh: '', en: '' },
    weight,
  });
  const explanation = (rule: string, ...facts: Explanation['facts']): Explanation => ({
    decided: 'possible',
    rule,
    sentence: { zh: '', en: '' },
    facts,
  });
  const alone = { count: 1, others: [] };
  const pair = (why: Explanation, bits = 0): PossibleLink => ({
    a: { ...member('a', '谢子星', null), localId: '1', phoneTail: '0001' },
    b: { ...member('b', '谢梓星', null), localId: '2', phoneTail: '0002' },
    aWith: alone,
    bWith: alone,
    bits,
    explanation: why,
  });

  it('shows what speaks against one person first, and the numbers of the institutions last', () => {
    const why = explanation(
      'person.weights@5.1',
      fact('birth-date', 'same', 12),
      fact('name', 'sounds-same', 6),
      fact('phone', 'different', -3),
      fact('resident-number', 'missing', 0),
      fact('guardian', 'same', 8),
    );

    expect(compared(pair(why)).map(({ field, fact, standing }) => [field ?? fact?.name, standing])).toEqual([
      ['phoneTail', 'differs'],
      ['name', 'alike'],
      ['birthDate', 'same'],
      ['guardian', 'same'],
      ['localId', 'same'],
    ]);
  });

  it('differs in a name that a rule decides by, though it weighs nothing', () => {
    const why = explanation('person.same-number-other-name@5.1', fact('name', 'different', 0));

    expect(compared(pair(why))[0]).toMatchObject({ field: 'name', standing: 'differs' });
  });

  it('names the trait by which a rule decided, and none where the sum did', () => {
    expect(deciding(explanation('person.same-number-other-name@5.1'))).toBe('name');
    expect(deciding(explanation('person.weights@5.1'))).toBeUndefined();
  });

  it('weighs one household less than the sum of what tells it', () => {
    const why = explanation('person.weights@5.1', fact('phone', 'same', 14), fact('address', 'same', 12));

    expect(overlap(pair(why, -4), -26)).toBe(-4);
    expect(overlap(pair(why, 0), -26)).toBe(0);
  });
});

describe('a weight', () => {
  it('is said in words, with its sign', () => {
    expect(strength(12.3)).toBe('weight.for.strong');
    expect(strength(0.5)).toBe('weight.for.slight');
    expect(strength(-5)).toBe('weight.against.clear');
    expect(strength(0)).toBe('weight.none');
    expect(signed(12.34)).toBe('+12.3');
    expect(signed(-2)).toBe('−2.0');
  });
});
