import { describe, expect, it } from 'vitest';
import { editable, restored, resultNotSent, spotOf } from './body';
import { hoursOf } from './hours';

const BODY = 'MSH|^~\\&|HIS\rPID|1||7\rOBX|1|NM\rOBX|2|NM\r';

describe('a message in the editor', () => {
  it.each([BODY, '{\n "a": 1\n}', 'a\r\nb', 'one line'])('comes back with its own line ends: %j', (body) => {
    const { text, end } = editable(body);

    expect(text).not.toContain('\r');
    expect(restored(text, end)).toBe(body);
  });
});

describe('a place of a fault', () => {
  const { text } = editable(BODY);

  it('is the line of its segment', () => {
    const spot = spotOf(text, 'PID-7');

    expect(spot?.line).toBe(2);
    expect(text.slice(spot?.from, spot?.to)).toBe('PID|1||7');
  });

  it('is the line of the repetition that it names', () => {
    expect(spotOf(text, 'OBX[2]-5.1')?.line).toBe(4);
    expect(spotOf(text, 'OBX(1)-5')?.line).toBe(3);
  });

  it('is nowhere for a segment that is not there, or a FHIRPath', () => {
    expect(spotOf(text, 'PV1-2')).toBeNull();
    expect(spotOf(text, 'Bundle.entry[0].resource')).toBeNull();
  });
});

describe('the hours of a day', () => {
  it('are 24, whatever the platform names', () => {
    expect(hoursOf([{ hour: 9, received: 5, refused: 1 }])).toHaveLength(24);
    expect(hoursOf([{ hour: 9, received: 5, refused: 1 }])[9]).toEqual({ hour: 9, received: 5, refused: 1 });
    expect(hoursOf([0, 3])[1]).toEqual({ hour: 1, received: 3, refused: 0 });
  });
});

it('what a later run came to was not sent, unless the sender has been told', () => {
  const refused = 'MSH|^~\\&|\rMSA|AE|1|\r';
  expect(resultNotSent({ state: 'RESOLVED', acknowledgement: refused })).toBe(true);
  expect(resultNotSent({ state: 'REFUSED', acknowledgement: refused })).toBe(false);
  expect(resultNotSent({ state: 'RESOLVED', acknowledgement: refused.replace('AE', 'AA') })).toBe(false);
  expect(resultNotSent({ state: 'RESOLVED', acknowledgement: null })).toBe(false);
});
