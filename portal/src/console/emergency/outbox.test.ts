import { expect, it } from 'vitest';
import { keep, mine, sent, waiting } from './outbox';

function shelf(start?: string) {
  const kept = new Map<string, string>(start === undefined ? [] : [['tongmai.follow-ups', start]]);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

const tap = (person: number, outcome: 'WELL' | 'ILL', saidAt: string, event = '1') => ({
  account: 'cdc',
  event,
  said: { person, day: '2026-03-01', outcome, saidAt },
});

it('keeps the last tap of a person and day', () => {
  const kept = shelf();

  keep(kept, tap(1, 'WELL', '2026-03-01T01:00:00Z'));
  keep(kept, tap(2, 'WELL', '2026-03-01T01:00:01Z'));
  keep(kept, tap(1, 'ILL', '2026-03-01T01:00:02Z'));

  expect(mine(waiting(kept), 'cdc', '1').map(({ person, outcome }) => [person, outcome])).toEqual([
    [2, 'WELL'],
    [1, 'ILL'],
  ]);
});

it('forgets what was sent and no tap that was made meanwhile', () => {
  const kept = shelf();
  const before = tap(1, 'WELL', '2026-03-01T01:00:00Z');
  keep(kept, before);
  const sending = mine(waiting(kept), 'cdc', '1');
  keep(kept, tap(1, 'ILL', '2026-03-01T01:00:02Z'));

  sent(kept, 'cdc', '1', sending);

  expect(mine(waiting(kept), 'cdc', '1').map(({ outcome }) => outcome)).toEqual(['ILL']);
});

it('keeps the taps of another event and another account apart', () => {
  const kept = shelf();
  keep(kept, tap(1, 'WELL', '2026-03-01T01:00:00Z'));
  keep(kept, tap(1, 'ILL', '2026-03-01T01:00:00Z', '2'));

  sent(kept, 'cdc', '1', mine(waiting(kept), 'cdc', '1'));

  expect(mine(waiting(kept), 'cdc', '2')).toHaveLength(1);
  expect(mine(waiting(kept), 'other', '2')).toHaveLength(0);
});

it('begins anew where what was kept cannot be read', () => {
  expect(waiting(shelf('{'))).toEqual([]);
});
