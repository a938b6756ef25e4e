import { describe, expect, it } from 'vitest';
import { CATEGORIES } from '../../api/contract';
import { BLANK, draftOf, ofTemplate, type Form } from './draft';

const NOW = new Date('2026-05-04T08:00:00Z');
const HOSPITAL = { code: '12330000470003281N', name: '甲医院' };
const DOCTOR = { account: 'zhang', name: '张伟', institution: HOSPITAL };

function draft(form: Partial<Form>) {
  return draftOf({ ...BLANK, ...form }, NOW, null);
}

describe('a rule that is being written', () => {
  it('is not whole before somebody, something and an end are chosen', () => {
    expect(draft({})).toBeNull();
    expect(draft({ to: 'doctor' })).toBeNull();
    expect(draft({ to: 'everybody', categories: [] })).toBeNull();
    expect(draft({ to: 'everybody', end: 'never' })).toBeNull();
    expect(draft({ to: 'everybody', end: 'own', own: '2026-05-04T15:00' })).toBeNull();
    expect(draft({ to: 'everybody', effect: 'ONLY' })).toBeNull();
  });

  it('names nobody for everybody and no category for all', () => {
    expect(draft({ to: 'everybody' })).toMatchObject({ institution: null, account: null, categories: [] });
  });

  it('holds for the days that were chosen, a denial for ever', () => {
    expect(draft({ to: 'everybody', end: 7 })?.until).toBe('2026-05-11T08:00:00.000Z');
    expect(draft({ to: 'everybody', effect: 'DENY', end: 'never' })?.until).toBeNull();
  });

  it('takes the last day of care whole, in the time of China', () => {
    const made = draft({ to: 'everybody', careFrom: '2026-05-01', careUntil: '2026-05-03' });
    expect(made?.careFrom).toBe('2026-04-30T16:00:00.000Z');
    expect(made?.careUntil).toBe('2026-05-03T16:00:00.000Z');
  });

  it('about one document says nothing else', () => {
    const made = draft({ to: 'institution', institution: HOSPITAL, document: 'Condition/1-2', classes: ['PSY'] });
    expect(made).toMatchObject({ document: 'Condition/1-2', categories: [], classes: [], careFrom: null });
  });

  it('is filled from a template and says which', () => {
    const form = ofTemplate({
      id: 'family-doctor',
      version: 2,
      title: { zh: '', en: '' },
      hint: { zh: '', en: '' },
      effect: 'ONLY',
      to: 'doctor',
      categories: [],
      classes: [],
      once: false,
      days: 365,
    });
    expect(form.categories).toEqual(CATEGORIES);
    expect(draftOf(form, NOW, null)).toBeNull();
    expect(draftOf({ ...form, doctor: DOCTOR }, NOW, null)).toMatchObject({
      effect: 'ONLY',
      account: 'zhang',
      template: 'family-doctor@2',
    });
  });
});
