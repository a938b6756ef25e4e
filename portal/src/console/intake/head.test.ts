import { describe, expect, it } from 'vitest';
import { head } from './head';

describe('the beginning of a table', () => {
  it('is the whole of a small file', async () => {
    const file = new File(['a,b\n1,2\n'], 'small.csv');

    expect(await head(file)).toBe(file);
  });

  it('of a large text file ends with a line', async () => {
    const file = new File(['a,b\n1,2\n3,4\n'], 'large.csv');

    expect(await (await head(file, 10)).text()).toBe('a,b\n1,2\n');
  });

  it('is never a part of a workbook', async () => {
    const file = new File(['PK and much more'], 'book.XLSX');

    expect(await head(file, 4)).toBe(file);
  });
});
