import { z } from 'zod';
import type { Decision } from '../../gateway/hold/decisions.ts';
import type { Outcome } from '../../gateway/hold/hold.ts';
import { maySee } from '../../gateway/hold/may-decide.ts';
import { done, idParams, laneItem, listOf, nothing, paging } from '../list.ts';
import { conflict, forbidden, notFound, route, type Route } from '../route.ts';
import type { Services } from '../services.ts';

const held = laneItem.extend({ asked: z.array(z.string()), until: z.string(), state: z.string() });
const detail = held.extend({
  findings: z.array(z.object({ clause: z.string(), reasons: z.array(z.string()) })),
  questions: z.array(
    z.object({
      asked: z.array(z.string()),
      state: z.string(),
      subject: z.string(),
      excerpt: z.string(),
      by: z.string().nullable(),
      reason: z.string(),
    }),
  ),
  history: z.array(z.object({ at: z.string(), by: z.string(), text: z.string() })),
});

export const shownDecision = (d: Decision): z.input<typeof held> => ({
  id: d.id,
  messageId: d.messageId,
  subject: d.subject,
  from: d.from,
  recipients: d.recipients.map((r) => r.address),
  receivedAt: d.receivedAt,
  reasons: d.questions.flatMap((q) => q.reasons),
  asked: [...new Set(d.questions.flatMap((q) => q.asked))],
  until: d.until,
  state: d.state,
});

/** An outcome as an HTTP answer. */
export function settledDecision(id: string, outcome: Outcome, state: string): z.input<typeof done> {
  switch (outcome) {
    case 'done':
      return { id, state };
    case 'late':
      throw conflict('Thư này đã có ý kiến trước đó');
    case 'forbidden':
      throw forbidden();
    case 'unknown':
      throw notFound();
  }
}

const inCharge = (roles: readonly string[]): boolean => roles.some((role) => role === 'van-thu' || role === 'chanh-van-phong');

export const heldRoutes = ({ decisions, hold, directory }: Pick<Services, 'decisions' | 'hold' | 'directory'>): readonly Route[] => {
  const answer = (name: 'release' | 'refuse' | 'return', summary: string, state: string): Route =>
    route({
      method: 'post',
      path: `/held/{id}/${name}`,
      access: 'signed-in',
      summary,
      params: idParams,
      query: nothing,
      body: z.object({ reason: z.string().max(500).default('') }),
      output: done,
      run: async ({ params, body }, { person }) => settledDecision(params.id, await hold[name](params.id, person, body.reason), state),
    });
  return [
    route({
      method: 'get',
      path: '/held',
      access: 'signed-in',
      summary: 'Thư chờ đồng ý / mail that waits for consent',
      params: nothing,
      query: z.object({ state: z.enum(['waiting', 'released', 'refused', 'returned', 'expired']).default('waiting'), ...paging }),
      body: nothing,
      output: listOf(held),
      async run({ query: { state, limit, after } }, { person }) {
        const found = await decisions.list({
          state,
          limit,
          ...(inCharge(person.roles) ? {} : { of: person.address }),
          ...(after === undefined ? {} : { after }),
        });
        return { items: found.items.map(shownDecision), total: found.total, next: found.next };
      },
    }),
    route({
      method: 'get',
      path: '/held/{id}',
      access: 'signed-in',
      summary: 'Một thư chờ đồng ý, với căn cứ / one held mail with its evidence',
      params: idParams,
      query: nothing,
      body: nothing,
      output: detail,
      async run({ params }, { person }) {
        const found = await decisions.get(params.id);
        if (found === null || !maySee(found, directory(), person)) throw notFound();
        return {
          ...shownDecision(found),
          findings: found.questions.map((q) => ({ clause: q.clause, reasons: [...q.reasons] })),
          questions: found.questions.map((q) => ({
            asked: [...q.asked],
            state: q.state,
            subject: q.aboutSubject,
            excerpt: q.excerpt,
            by: q.byName,
            reason: q.reason,
          })),
          history: found.history.map((h) => ({ at: h.at, by: h.by, text: h.text })),
        };
      },
    }),
    answer('release', 'Đồng ý / agree', 'released'),
    answer('refuse', 'Từ chối / refuse', 'refused'),
    answer('return', 'Trả lại, rút lại / return without judgement', 'returned'),
  ];
};
