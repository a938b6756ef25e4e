import { describe, expect, it } from 'vitest';
import { REFUSALS, type Accepted, type UseReport } from '../../api/healthcode';
import { deskOf, opening, purposeOf, reportId, reportOf, resent, startOf, tone } from './shown';

const code = (...bytes: number[]) => `TM1.${btoa(String.fromCharCode(...bytes)).replaceAll('=', '')}`;

describe('the purpose that a code says', () => {
  it('stands in its third byte', () => {
    expect(purposeOf(code(1, 0, 0, 120, 1, 2))).toBe('IDENTIFY');
    expect(purposeOf(` ${code(1, 0, 1, 120, 1, 2)}\n`)).toBe('READ');
  });

  it('is unknown where it cannot be read', () => {
    for (const text of ['', '7d0a:1', 'TM1.', 'TM1.%%%%', code(1, 0, 9, 0)]) expect(purposeOf(text)).toBeNull();
  });
});

describe('the desk', () => {
  it('is as it was kept, and begins with the least where that cannot be read', () => {
    expect(deskOf('{"scene":"PHARMACY","channel":"MACHINE","purpose":"READ"}')).toEqual({
      scene: 'PHARMACY',
      channel: 'MACHINE',
      purpose: 'READ',
    });
    for (const kept of [null, '', 'nonsense', 'null', '{"scene":"DANCE"}'])
      expect(deskOf(kept)).toEqual({ scene: 'REGISTRATION', channel: 'WINDOW', purpose: 'IDENTIFY' });
  });
});

describe('a good code', () => {
  const accepted: Accepted = {
    code: 'c',
    form: 'DYNAMIC',
    purpose: 'READ',
    holder: { name: '王建军', gender: null, birthDate: null, identifierTail: null },
    index: 'i',
    factorWanted: false,
    evidence: 'e',
    readUntil: '2026-11-21T06:00:00Z',
    readAsked: null,
    local: { patient: 'p', inCare: true },
  };

  it('opens the record only where the resident allowed it and there is a visit', () => {
    expect(opening(accepted)).toBe('open');
    expect(opening({ ...accepted, purpose: 'IDENTIFY' })).toBe('none');
    expect(opening({ ...accepted, local: { patient: 'p', inCare: false } })).toBe('no-visit');
    expect(opening({ ...accepted, local: null })).toBe('no-visit');
    expect(opening({ ...accepted, readUntil: null, readAsked: 'r' })).toBe('asked');
  });
});

describe('a report of use', () => {
  const desk = deskOf(null);
  const at = new Date('2026-11-21T06:00:00Z');
  const good = { code: 'c', evidence: 'e', form: 'DYNAMIC' } as Accepted;
  const made = reportOf(good, desk, at);

  it('counts once where the answer was lost and it is sent again', async () => {
    const counted = new Set<string>();
    const node = (report: UseReport, lost: boolean) => {
      counted.add(report.id);
      if (lost) throw new TypeError('Failed to fetch');
    };
    expect(() => node(made, true)).toThrow();
    node(resent(made, undefined, new Date('2026-11-21T06:01:00Z')), false);
    expect(counted.size).toBe(1);
    expect(resent(made, undefined, new Date())).toBe(made);
  });

  it('keeps its name and takes the right time where the clock was wrong', () => {
    const later = new Date('2026-11-21T06:01:00Z');
    expect(resent(made, 'TIME_WRONG', later)).toEqual({ ...made, at: later.toISOString() });
  });

  it('counts paper and cards as such, whatever the desk is set to', () => {
    expect(reportOf({ ...good, form: 'PRINTED' }, desk, at).channel).toBe('PRINT');
    expect(reportOf({ ...good, form: 'CARD' }, { ...desk, channel: 'MACHINE' }, at).channel).toBe('CARD');
    expect(reportOf({ ...good, form: 'BY_GUARDIAN' }, { ...desk, channel: 'MACHINE' }, at).channel).toBe('MACHINE');
  });

  it('says what was verified and for what', () => {
    expect(made).toMatchObject({ code: 'c', scene: 'REGISTRATION', channel: 'WINDOW', evidence: 'e' });
  });
});

it('a day begins at midnight in China', () => {
  expect(startOf('2026-11-21')).toBe('2026-11-20T16:00:00.000Z');
});

it('every refusal has its tone, and every report a name of its own', () => {
  for (const refusal of REFUSALS) expect(tone(refusal)).toBeTruthy();
  expect(reportId()).toHaveLength(32);
  expect(reportId()).not.toBe(reportId());
});
