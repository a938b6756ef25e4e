import { describe, expect, it } from 'vitest';
import { nextOf } from './start';

const ORIGIN = 'https://node.example';
const of = (next: string) => nextOf(`?next=${encodeURIComponent(next)}`, ORIGIN);

describe('where one goes on after signing in', () => {
  it('is the authorization page of this server, with all that the application asked', () => {
    const asked = '/oauth2/authorize?client_id=a&redirect_uri=https%3A%2F%2Fapp.example%2F&state=x%26y';

    expect(of(asked)).toBe(asked);
  });

  it.each([
    'https://evil.example/oauth2/authorize',
    '//evil.example/oauth2/authorize',
    '/\\evil.example/oauth2/authorize',
    '/oauth2/authorize/../../console/',
    '/oauth2/authorizeX',
    '/console/',
    'javascript:alert(1)',
    '',
  ])('is never %s', (next) => {
    expect(of(next)).toBeNull();
  });

  it('is nowhere in particular without one', () => {
    expect(nextOf('', ORIGIN)).toBeNull();
  });
});
