import type { MessageDetail } from '../../api/contract';

/** How the lines of a message end: HL7 v2 separates segments by a carriage return, which a text area cannot hold. */
export type LineEnd = '\r' | '\n' | '\r\n';

/** A message as it can be edited, and what its lines must end with again. */
export interface Editable {
  text: string;
  end: LineEnd;
}

export function editable(body: string): Editable {
  const end: LineEnd = body.includes('\r\n') ? '\r\n' : body.includes('\r') ? '\r' : '\n';
  return { text: body.replaceAll(/\r\n?/g, '\n'), end };
}

/** The edited text with the line ends of the message it came from. */
export function restored(text: string, end: LineEnd): string {
  return text.replaceAll('\n', end);
}

/** Whether a later run stored a message whose sender had been told otherwise: HL7 v2 is told only when it asks again. */
export function resultNotSent({ state, acknowledgement }: Pick<MessageDetail, 'state' | 'acknowledgement'>): boolean {
  return state === 'RESOLVED' && acknowledgement !== null && !/[\r\n]MSA.AA/.test(acknowledgement);
}

/** Where a fault lies in the text: the first and one past the last character, and the line, from 1. */
export interface Spot {
  line: number;
  from: number;
  to: number;
}

const POSITION = /^([A-Z][A-Z0-9]{2})(?:[[(](\d+)[\])])?/;

/** Finds the segment that an HL7 v2 position such as PID-7 or OBX[2]-5 names; null for any other kind of position. */
export function spotOf(text: string, where: string): Spot | null {
  const position = POSITION.exec(where);
  if (!position) return null;
  const segment = position[1]!;
  let left = Number(position[2] ?? 1);
  let from = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith(segment) && --left <= 0) return { line: index + 1, from, to: from + line.length };
    from += line.length + 1;
  }
  return null;
}
