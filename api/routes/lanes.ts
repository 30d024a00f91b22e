import { z } from 'zod';
import type { IntakeItem } from '../../agency/registry/intake-item.ts';
import { isSecret, type Trace } from '../../gateway/traces.ts';
import type { Person } from '../../mail/people.ts';
import { done, idParams, laneItem, listOf, nothing, paging } from '../list.ts';
import { conflict, route, type Route } from '../route.ts';
import type { Services } from '../services.ts';
import { settled, shownItem, shownItemTo } from './intake.ts';

type Parts = Pick<Services, 'intake' | 'registry' | 'traces' | 'entries'>;

const sealedItem = laneItem.extend({ rule: z.string().nullable() });
export type SealedItem = z.input<typeof sealedItem>;

/** Who looks after mail that was kept aside, spam and what could not be filed. */
export const keepers = ['van-thu', 'chanh-van-phong', 'quan-tri'] as const;
const deciders = ['van-thu', 'chanh-van-phong'] as const;

/** mail-rules, secrecy.marked: time and sender only. */
const fromTrace = (trace: Trace): SealedItem => {
  const secret = isSecret(trace.findings);
  const sealing = trace.findings.filter((f) => f.action === 'seal' || f.action === 'reject');
  return {
    id: trace.id,
    messageId: secret ? null : trace.messageId,
    subject: trace.subject,
    from: trace.from,
    recipients: secret ? [] : trace.recipients.filter((r) => r.state === 'sealed').map((r) => r.address),
    receivedAt: trace.receivedAt,
    reasons: secret ? [] : sealing.flatMap((f) => f.reasons.map((r) => r.text)),
    rule: secret ? 'secrecy.marked' : (sealing[0]?.rule ?? null),
  };
};

const fromIntake = (item: IntakeItem): SealedItem => ({
  ...shownItem(item),
  rule: item.rule,
  ...(item.rule === 'secrecy.marked' ? { recipients: [], reasons: [] } : {}),
});

/** Sealed on its way through (traces), then sealed after it was found in the office mailbox (intake): one list, one after the other. */
export async function sealedMail(
  { traces, intake }: Pick<Parts, 'traces' | 'intake'>,
  limit: number,
  after?: string,
): Promise<{ items: SealedItem[]; total: number; next: string | null }> {
  const [list, from] = after?.split(' ', 2) ?? ['traces'];
  const beyond = from === undefined ? {} : { after: from };
  const [passing, found] = await Promise.all([
    traces.list({ state: 'sealed', limit, ...(list === 'traces' ? beyond : {}) }),
    intake.list({ states: ['sealed'], limit, ...(list === 'intake' ? beyond : {}) }),
  ]);
  const total = passing.total + found.total;
  const items = list === 'intake' ? [] : passing.items.map(fromTrace);
  if (list !== 'intake' && passing.next !== null) return { items, total, next: `traces ${passing.next}` };
  const room = limit - items.length;
  if (room === 0) return { items, total, next: found.total > 0 ? 'intake' : null };
  const own = room < limit ? await intake.list({ states: ['sealed'], limit: room }) : found;
  return { items: [...items, ...own.items.map(fromIntake)], total, next: own.next === null ? null : `intake ${own.next}` };
}

/** Releases or drops sealed mail; what bears a mark of secrecy can only be dropped. */
export async function ruleSealed(
  parts: Parts,
  id: string,
  ruling: 'release' | 'drop',
  person: Person,
  reason: string,
): Promise<z.input<typeof done>> {
  const entry = parts.entries.view(id);
  if (entry === null) {
    const item = await parts.intake.get(id);
    if (item?.rule === 'secrecy.marked' && ruling === 'release') throw conflict('Thư có dấu mật chỉ xóa được, không chuyển tiếp');
    return settled(
      ruling === 'release'
        ? await parts.registry.releaseSealed(id, person.address)
        : await parts.registry.dropSealed(id, person.address, reason),
    );
  }
  const recipients = entry.recipients.filter((r) => r.state === 'sealed').map((r) => r.address);
  if (recipients.length === 0) throw conflict('Thư này đã được xử lý');
  if (ruling === 'release' && isSecret(entry.verdict.findings)) throw conflict('Thư có dấu mật chỉ xóa được, không chuyển tiếp');
  await parts.entries.rule(id, { ruling, recipients, by: person.address, reason });
  // somebody else may have been first while this one was written
  const now = parts.entries.view(id)?.recipients.filter((r) => recipients.includes(r.address)) ?? [];
  if (now.some((r) => (r.state === 'refused') !== (ruling === 'drop'))) throw conflict('Thư này đã được xử lý');
  return { id, state: ruling === 'release' ? 'released' : 'dropped' };
}

export const laneRoutes = (parts: Parts): readonly Route[] => {
  const { intake, registry } = parts;
  const lane = (path: '/spam' | '/failed', state: 'spam' | 'failed', summary: string): Route =>
    route({
      method: 'get',
      path,
      access: keepers,
      summary,
      params: nothing,
      query: z.object(paging),
      body: nothing,
      output: listOf(laneItem),
      async run({ query }, { person }) {
        const found = await intake.list({
          states: [state],
          limit: query.limit,
          ...(query.after === undefined ? {} : { after: query.after }),
        });
        return { items: found.items.map((row) => shownItemTo(registry, person, row)), total: found.total, next: found.next };
      },
    });
  return [
    route({
      method: 'get',
      path: '/sealed',
      access: keepers,
      summary: 'Thư giữ riêng / sealed mail',
      params: nothing,
      query: z.object(paging),
      body: nothing,
      output: listOf(sealedItem),
      run: ({ query }) => sealedMail(parts, query.limit, query.after),
    }),
    route({
      method: 'post',
      path: '/sealed/{id}/release',
      access: deciders,
      summary: 'Chuyển tới người nhận / release',
      params: idParams,
      query: nothing,
      body: nothing,
      output: done,
      run: ({ params }, { person }) => ruleSealed(parts, params.id, 'release', person, ''),
    }),
    route({
      method: 'post',
      path: '/sealed/{id}/drop',
      access: deciders,
      summary: 'Xóa, có lý do / drop with a reason',
      params: idParams,
      query: nothing,
      body: z.object({ reason: z.string().min(1).max(500) }),
      output: done,
      run: ({ params, body }, { person }) => ruleSealed(parts, params.id, 'drop', person, body.reason),
    }),
    lane('/spam', 'spam', 'Thư rác, quảng cáo / spam'),
    route({
      method: 'post',
      path: '/spam/{id}/release',
      access: ['van-thu'],
      summary: 'Không phải thư rác / not spam',
      params: idParams,
      query: nothing,
      body: nothing,
      output: done,
      run: async ({ params }, { person }) => settled(await registry.releaseSpam(params.id, person.address)),
    }),
    lane('/failed', 'failed', 'Thư chưa vào sổ được / what could not be filed'),
    route({
      method: 'post',
      path: '/failed/{id}/replay',
      access: ['van-thu', 'quan-tri'],
      summary: 'Xử lý lại / once more',
      params: idParams,
      query: nothing,
      body: nothing,
      output: done,
      run: async ({ params }, { person }) => settled(await registry.replay(params.id, person.address)),
    }),
  ];
};
