import { z } from 'zod';
import { isTarget } from './route.ts';

const pairs = z.preprocess(
  (v) =>
    typeof v === 'string'
      ? Object.fromEntries(
          v
            .split(',')
            .map((w) => w.trim())
            .filter((w) => w !== '')
            .map((w) => [w.slice(0, w.indexOf('=')).trim(), w.slice(w.indexOf('=') + 1).trim()]),
        )
      : v,
  z.record(
    z.string().min(1).toLowerCase(),
    z
      .string()
      .refine(
        isTarget,
        'smtp://host:port, smtps://host:port, lmtp://host:port hoặc maildir:/thư/mục; ?tls=none|opportunistic|required|verified',
      ),
  ),
);

export const relaySettings = z.object({
  routes: pairs
    .default({})
    .describe(
      'Next hop by recipient: an address, a domain, .domain (its subdomains), inside (our own) or *; the narrowest wins. pattern=target, comma-separated in a variable.',
    ),
  'route-passwords': z
    .preprocess(
      (v) =>
        typeof v === 'string'
          ? Object.fromEntries(
              v
                .split(',')
                .filter((w) => w.includes('='))
                .map((w) => [w.slice(0, w.indexOf('=')).trim(), w.slice(w.indexOf('=') + 1).trim()]),
            )
          : v,
      z.record(z.string(), z.string()),
    )
    .default({})
    .meta({ secret: true })
    .describe('user:password of a smart host, by host:port.'),
  'queue.connections': z.coerce.number().int().min(1).max(100).default(10).describe('Connections at a time to one next hop.'),
  'queue.first-retry': z.coerce
    .number()
    .positive()
    .default(60)
    .describe('Seconds until a copy that could not be delivered is tried again; doubles each time.'),
  'queue.longest-retry': z.coerce.number().positive().default(3_600).describe('Most seconds between two tries.'),
  'queue.delay-notice': z.coerce.number().positive().default(14_400).describe('Seconds after which the sender is told of a delay.'),
  'queue.lifetime': z.coerce.number().positive().default(432_000).describe('Seconds after which a copy is given up (5 days).'),
  'queue.timeout': z.coerce.number().positive().default(300).describe('Seconds to wait for an answer of the next hop (RFC 5321 4.5.3.2).'),
  'trace-keys': z
    .string()
    .default('')
    .meta({ secret: true })
    .describe(
      'Keys of X-Vanthu-Id shared by nodes: id:base64url, the current one first, comma-separated; empty = made under data/secrets.',
    ),
});

export type RelaySettings = z.infer<typeof relaySettings>;
