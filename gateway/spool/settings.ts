import { z } from 'zod';

export const spoolSettings = z.object({
  'spool.reserve': z.coerce
    .number()
    .int()
    .min(0)
    .default(268_435_456)
    .describe('Octets kept free on the spool disk; below it new mail is answered 452 4.3.1.'),
  'keep.passed': z.coerce
    .number()
    .min(0)
    .max(3650)
    .default(7)
    .describe('Days that the bytes of a passed message are kept for replay after its last recipient.'),
  'keep.decided': z.coerce
    .number()
    .min(0)
    .max(36_500)
    .default(1_826)
    .describe('Days that originals of repaired, held and sealed mail are kept after their last recipient is settled.'),
});

export type SpoolSettings = z.infer<typeof spoolSettings>;
