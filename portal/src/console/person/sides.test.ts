import { describe, expect, it } from 'vitest';
import type { Member } from '../../api/contract';
import { knownFields, standing } from './sides';
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

describe('what differs in writing', () => {
  const members = [member('a', '王小雨', null), member('b', '王晓雨', null)];
  const found = (weight: number) => ({
    decided: 'possible',
    rule: 'linkage-1',
    sentence: { zh: '', en: '' },
    facts: [{ name: 'name', finding: 'sounds-alike', words: { zh: '', en: '' }, weight }],
  });

  it('is alike where the comparison speaks for one person', () => {
    expect(standing(members, members[1]!, 'name', found(6))).toBe('alike');
    expect(standing(members, members[1]!, 'name', found(-4))).toBe('differs');
    expect(standing(members, members[0]!, 'name', found(6))).toBe('same');
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
