import { describe, expect, it } from 'vitest';
import { besideOf, parametersOf } from './methods';

describe('the address of a series', () => {
  it('holds what is compared, items of a source too', () => {
    expect(besideOf(new URLSearchParams('with=2400@330106&with=SRC-DRUG:退热药@&with=1900'))).toEqual([
      { what: '2400', region: '330106' },
      { what: 'SRC-DRUG:退热药', region: '' },
      { what: '1900', region: '' },
    ]);
  });

  it('holds parameters parted by blanks', () => {
    expect(parametersOf(' alpha=0.01  limit54=5,4 ')).toEqual(['alpha=0.01', 'limit54=5,4']);
    expect(parametersOf(null)).toEqual([]);
  });
});
