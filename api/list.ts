import { z } from 'zod';

/** `limit` and `after` of every list (contract: Lists). */
export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(200).optional(),
} as const;

export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.number().int(), next: z.string().nullable() });

/** An id as we make them; anything else is simply not found. */
export const id = z.string().regex(/^[A-Za-z0-9_.-]{1,80}$/);

export const idParams = z.object({ id });
export const nothing = z.object({});
export const done = z.object({ id: z.string(), state: z.string() });

/** Fields that items of tray, held, sealed, spam and failed share. */
export const laneItem = z.object({
  id: z.string(),
  messageId: z.string().nullable(),
  subject: z.string().nullable(),
  from: z.string(),
  recipients: z.array(z.string()),
  receivedAt: z.string(),
  reasons: z.array(z.string()),
});
