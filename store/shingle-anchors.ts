/** By which of its shingles a stored text is found again. */

/** Anchors of one message: enough that a text of which 70 % is quoted shares about eleven. */
const anchorsKept = 16;
/** An anchor in more messages than this is a formula: quốc hiệu, a signature, a footer. */
const commonAbove = 100;
const refreshAfter = 200;

const trailingZeros = (hash: string): number => {
  const value = Number.parseInt(hash.slice(8), 16);
  return value === 0 ? 32 : 31 - Math.clz32(value & -value);
};

/** Those with most zero bits at the end: a long carrier is sampled by these bits, so they are the last to be dropped from it. */
export const anchorsOf = (shingles: readonly string[]): readonly string[] =>
  shingles
    .map((hash) => ({ hash, zeros: trailingZeros(hash) }))
    .sort((a, b) => b.zeros - a.zeros || (a.hash < b.hash ? -1 : 1))
    .slice(0, anchorsKept)
    .map(({ hash }) => hash);

/** The anchors that are common, kept in memory and read again after every 200 messages. */
export function commonness(read: (above: number) => Promise<readonly string[]>) {
  let cached: Promise<ReadonlySet<string>> | null = null;
  let since = 0;
  return {
    known(): Promise<ReadonlySet<string>> {
      if (cached === null) {
        const reading = read(commonAbove).then((hashes): ReadonlySet<string> => new Set(hashes));
        cached = reading;
        since = 0;
        // a failed read is tried again by the next one who asks
        reading.catch(() => {
          if (cached === reading) cached = null;
        });
      }
      return cached;
    },
    added(messages: number): void {
      since += messages;
      if (since >= refreshAfter) cached = null;
    },
  };
}
