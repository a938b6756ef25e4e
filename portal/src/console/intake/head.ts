/** Bytes of a text file that a preview looks at. */
export const HEAD_BYTES = 1_000_000;

const LINE_FEED = 10;

/**
 * What is sent for a preview: of a text file its beginning, to the end of a line; a workbook as a whole, since it cannot be
 * cut. A line feed is never part of a longer character in UTF-8 or GB 18030.
 */
export async function head(file: File, most = HEAD_BYTES): Promise<Blob> {
  if (file.size <= most || file.name.toLowerCase().endsWith('.xlsx')) return file;
  const bytes = new Uint8Array(await file.slice(0, most).arrayBuffer());
  const end = bytes.lastIndexOf(LINE_FEED);
  return new Blob([bytes.subarray(0, end < 0 ? bytes.length : end + 1)]);
}
