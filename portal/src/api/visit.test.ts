import { describe, expect, it } from 'vitest';
import { Problem } from './http';
import { Visit } from './visit';

const told = (visit: Visit, what = 'record') => visit.load(what, (refresh) => Promise.resolve(refresh));

function failing(visit: Visit, status: number) {
  return visit.load('record', () => Promise.reject(new Problem(status, 'code', '', '', '', [], null))).catch(() => {});
}

describe('a visit', () => {
  it('begins with what the person opens; the page refreshes the rest', async () => {
    const visit = new Visit();

    expect([await told(visit), await told(visit), await told(visit)]).toEqual([false, true, true]);
  });

  it('counts each thing that the person chooses', async () => {
    const visit = new Visit();
    await told(visit);

    expect(await told(visit, 'another')).toBe(false);
  });

  it('takes the same for a refresh after it was refused', async () => {
    const visit = new Visit();
    await failing(visit, 403);

    expect(await told(visit)).toBe(true);
  });

  it('still has to begin where the platform did not answer', async () => {
    const visit = new Visit();
    await failing(visit, 0);

    expect(await told(visit)).toBe(false);
  });

  it('begins anew when the person asks again', async () => {
    const visit = new Visit();
    await told(visit);
    visit.again();

    expect(await told(visit)).toBe(false);
  });
});
