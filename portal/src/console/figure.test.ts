import { describe, expect, it } from 'vitest';
import { csv, wrapped } from './figure';

describe('a figure that is taken along', () => {
  it('says in its table what it is of, and holds no formula', () => {
    const table = csv({
      file: 'x',
      title: '流行性感冒',
      note: ['浙江省', 'ears-c1, alpha=0.01'],
      columns: ['day', 'cases'],
      rows: [
        ['=1+1', 3],
        ['2026-05-04', null],
      ],
    });

    expect(table.split('\r\n')).toEqual([
      '\uFEFF# 流行性感冒',
      '# 浙江省',
      '"# ears-c1, alpha=0.01"',
      'day,cases',
      "'=1+1,3",
      '2026-05-04,',
      '',
    ]);
  });

  it('has notes that fit, Chinese characters being twice as wide', () => {
    expect(wrapped(['abcdef', '一二三'], 4)).toEqual(['abcd', 'ef', '一二', '三']);
  });
});
