const quote = 0x22;
const newline = 0x0a;
const space = 0x20;

/** How many records a table has: what stands between line ends outside of quotes, blank lines not counted. */
export async function countRecords(source: AsyncIterable<Uint8Array>): Promise<number> {
  let records = 0;
  let isQuoted = false;
  let hasContent = false;
  for await (const bytes of source) {
    for (const byte of bytes) {
      if (byte === quote) isQuoted = !isQuoted;
      const ends = byte === newline && !isQuoted;
      if (ends && hasContent) records += 1;
      hasContent = !ends && (hasContent || byte > space);
    }
  }
  return hasContent ? records + 1 : records;
}
