import { z } from 'zod';

const hours = z.preprocess(
  (v) =>
    typeof v === 'string'
      ? v
          .split(',')
          .map((w) => w.trim())
          .filter((w) => w !== '')
      : v,
  z
    .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM'))
    .min(1)
    .max(4),
);

export const registrySettings = z.object({
  'register.lists': hours
    .default(['10:00', '15:30'])
    .describe('When văn thư gets the list of newly registered documents, HH:MM, one a session; khẩn and doubtful ones come at once.'),
  'register.lists-at-once': z.coerce
    .number()
    .int()
    .min(0)
    .max(20)
    .default(4)
    .describe('Lists of doubtful documents sent at once, at most this many a day; what is beyond joins the next list.'),
  'register.complaints-person': z
    .string()
    .toLowerCase()
    .default('')
    .describe('Address of the person named by the leader who opens the book of đơn beside văn thư; empty = nobody.'),
  'register.receipts': z
    .stringbool()
    .or(z.boolean())
    .default(true)
    .describe('Whether outside senders of filed documents get a receipt (only where SPF or DKIM passed aligned).'),
});
