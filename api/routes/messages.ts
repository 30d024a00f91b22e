import { z } from 'zod';
import { concernedIn, traceOf, type Trace } from '../../gateway/traces.ts';
import type { Person } from '../../mail/people.ts';
import { id, idParams, listOf, nothing, paging } from '../list.ts';
import { notFound, route, type Route } from '../route.ts';
import type { Services } from '../services.ts';

const message = z.object({
  id,
  messageId: z.string().nullable(),
  subject: z.string().nullable(),
  from: z.string(),
  via: z.string(),
  receivedAt: z.string(),
  bytes: z.number().int(),
  findings: z.array(
    z.object({ rule: z.string(), clause: z.string(), action: z.string(), recipients: z.array(z.string()), reasons: z.array(z.string()) }),
  ),
  recipients: z.array(z.object({ address: z.string(), state: z.string(), lastReply: z.string().nullable(), at: z.string() })),
  events: z.array(
    z.object({
      at: z.string(),
      event: z.string(),
      recipients: z.array(z.string()),
      by: z.string().nullable(),
      detail: z.string().nullable(),
    }),
  ),
});

export const shownTrace = (trace: Trace): z.input<typeof message> => ({
  id: trace.id,
  messageId: trace.messageId,
  subject: trace.subject,
  from: trace.from,
  via: trace.via,
  receivedAt: trace.receivedAt,
  bytes: trace.bytes,
  findings: trace.findings.map((f) => ({
    rule: f.rule,
    clause: f.clause,
    action: f.action,
    recipients: [...f.recipients],
    reasons: f.reasons.map((r) => r.text),
  })),
  recipients: trace.recipients.map((r) => ({ ...r })),
  events: trace.events.map((e) => ({
    at: e.at,
    event: e.event,
    recipients: [...(e.recipients ?? [])],
    by: e.by ?? null,
    detail: e.detail ?? null,
  })),
});

const seesAll = (person: Person): boolean => person.roles.some((role) => role === 'quan-tri' || role === 'chanh-van-phong');

/** Their own mail, and everything for those who run the gateway. */
export const maySeeMessage = (person: Person, trace: Trace): boolean => seesAll(person) || concernedIn(trace).includes(person.address);

/** From the spool while it is there, which is always the newest; else as it was remembered. */
export const findMessage = async ({ traces, entries }: Pick<Services, 'traces' | 'entries'>, wanted: string): Promise<Trace | null> => {
  const entry = entries.view(wanted);
  return entry === null ? traces.find(wanted) : traceOf(entry);
};

export const messageRoutes = (parts: Pick<Services, 'traces' | 'entries'>): readonly Route[] => [
  route({
    method: 'get',
    path: '/messages',
    access: 'signed-in',
    summary: 'Tìm thư theo Message-ID / messages by Message-ID',
    params: nothing,
    query: z.object({ messageId: z.string().min(1).max(998).optional(), ...paging }),
    body: nothing,
    output: listOf(message),
    async run({ query: { messageId, limit, after } }, { person }) {
      const found = await parts.traces.list({
        limit,
        ...(messageId === undefined ? {} : { messageId }),
        ...(after === undefined ? {} : { after }),
        ...(seesAll(person) ? {} : { of: person.address }),
      });
      return { items: found.items.map(shownTrace), total: found.total, next: found.next };
    },
  }),
  route({
    method: 'get',
    path: '/messages/{id}',
    access: 'signed-in',
    summary: 'Diễn biến của một thư / the life of a message',
    params: idParams,
    query: nothing,
    body: nothing,
    output: message,
    async run({ params }, { person }) {
      const found = await findMessage(parts, params.id);
      if (found === null || !maySeeMessage(person, found)) throw notFound();
      return shownTrace(found);
    },
  }),
];
