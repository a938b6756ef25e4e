import { describe, expect, it } from 'vitest';
import { address, csrfToken, problemOf, UNREADABLE } from './http';

describe('an address', () => {
  it('carries only parameters that have a value, lists joined by commas', () => {
    expect(address('/a', { state: 'REFUSED', before: null, categories: ['visits', 'laboratory'], query: '' })).toBe(
      '/a?state=REFUSED&categories=visits%2Claboratory',
    );
    expect(address('/a')).toBe('/a');
  });
});

describe('the token against forged requests', () => {
  it('is read from its cookie among others', () => {
    expect(csrfToken('a=1; XSRF-TOKEN=x%2Fy; b=2')).toBe('x/y');
    expect(csrfToken('a=1')).toBeNull();
  });
});

describe('a refused answer', () => {
  it('says what, why and mend, with the code and the trace', () => {
    const problem = problemOf(
      403,
      JSON.stringify({
        title: 'Forbidden',
        detail: 'Not permitted.',
        code: 'access.not-permitted',
        why: 'No consent.',
        mend: 'Ask.',
        where: ['Patient'],
        traceId: 'abc',
      }),
    );

    expect({ ...problem }).toMatchObject({
      status: 403,
      code: 'access.not-permitted',
      what: 'Not permitted.',
      why: 'No consent.',
      mend: 'Ask.',
      where: ['Patient'],
      traceId: 'abc',
    });
  });

  it.each(['', '<html>', 'null', '[]', '"x"'])('that is no problem document is still a problem: %s', (text) => {
    expect(problemOf(502, text)).toMatchObject({ status: 502, code: UNREADABLE, what: '', traceId: null });
  });
});
