import { describe, expect, it } from 'vitest';
import { CATEGORIES } from '../api/contract';
import { endOf, namedCategories, scopeOf } from './Scope';

const now = new Date('2026-11-21T02:00:00Z');

describe('an edited scope', () => {
  it('starts as it was asked for', () => {
    const scope = scopeOf({ categories: ['laboratory'], classes: ['PSY'], until: '2026-11-21T10:00:00Z' });

    expect(scope).toEqual({
      offered: ['laboratory'],
      categories: ['laboratory'],
      offeredClasses: ['PSY'],
      classes: ['PSY'],
      span: 'own',
      own: '2026-11-21T18:00',
    });
    expect(endOf(scope, now)?.toISOString()).toBe('2026-11-21T10:00:00.000Z');
  });

  it('of all categories names none, so that the platform takes it for all', () => {
    expect(namedCategories(scopeOf({ categories: [], classes: [], until: '2026-11-21T10:00:00Z' }))).toEqual([]);
    expect(
      namedCategories({
        offered: CATEGORIES,
        categories: CATEGORIES.slice(1),
        offeredClasses: [],
        classes: [],
        span: 'day',
        own: '',
      }),
    ).toHaveLength(8);
  });

  it('has no end in the past', () => {
    expect(
      endOf(
        {
          offered: CATEGORIES,
          categories: CATEGORIES,
          offeredClasses: [],
          classes: [],
          span: 'own',
          own: '2026-11-21T09:59',
        },
        now,
      ),
    ).toBeNull();
    expect(
      endOf(
        { offered: CATEGORIES, categories: CATEGORIES, offeredClasses: [], classes: [], span: 'own', own: '' },
        now,
      ),
    ).toBeNull();
  });
});
