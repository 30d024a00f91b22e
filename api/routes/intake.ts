import { z } from 'zod';
import type { IntakeItem, IntakeState } from '../../agency/registry/intake-item.ts';
import type { Answered } from '../../agency/registry/register.ts';
import { done, idParams, laneItem, listOf, nothing, paging } from '../list.ts';
import type { Person } from '../../mail/people.ts';
import { conflict, notFound, route, type Route } from '../route.ts';
import type { Services } from '../services.ts';

const item = laneItem.extend({
  state: z.string(),
  kind: z.string(),
  copyOf: z.object({ documentId: z.string(), arrivalNumber: z.number().int(), year: z.number().int() }).nullable(),
});

export const shownItem = (row: IntakeItem): z.input<typeof item> => ({
  id: row.id,
  messageId: row.messageId,
  subject: row.rule === 'secrecy.marked' ? null : row.subject,
  from: row.from,
  recipients: [...row.recipients],
  receivedAt: row.receivedAt,
  reasons: [...row.reasons],
  state: row.state,
  kind: row.kind,
  copyOf: row.copyOf,
});

/** Turns what the registry says into an answer; the first of two answers wins, the second learns what the first was. */
export const settled = (answered: Answered): z.input<typeof done> => {
  if (answered.ok) return { id: answered.item.id, state: answered.item.state };
  if (answered.why === 'unknown') throw notFound();
  throw conflict(`Thư này đã được xử lý (${answered.item?.state ?? ''})`);
};

/**
 * The item for one person: a đơn is opened by văn thư and the leader's named person only (TB Đ5, QN Đ5.3), others see that it came.
 */
export const shownItemTo = (registry: Pick<Services['registry'], 'visible'>, person: Person, row: IntakeItem): z.input<typeof item> => {
  const shown = shownItem(row);
  if (row.kind !== 'complaint' || registry.visible(person, { book: 'don' })) return shown;
  return { ...shown, subject: null, from: '', messageId: null, reasons: [] };
};

const clerks = ['van-thu', 'chanh-van-phong'] as const;

/** Addresses that take over mail of a unit: its mailbox, else its head. */
export const addressesOf = (directory: ReturnType<Services['directory']>, code: string): readonly string[] => {
  const mailbox = directory.mailboxes.find((m) => m.kind === 'unit' && m.unit === code);
  const head = directory.unit(code)?.head;
  return mailbox !== undefined ? [mailbox.address] : head === undefined ? [] : [head];
};

export const intakeRoutes = ({ intake, registry, directory }: Pick<Services, 'intake' | 'registry' | 'directory'>): readonly Route[] => {
  const answer = (
    name: string,
    summary: string,
    body: z.ZodObject,
    run: (id: string, by: string, fields: Record<string, unknown>) => Promise<Answered>,
  ): Route =>
    route({
      method: 'post',
      path: `/intake/{id}/${name}`,
      access: ['van-thu'],
      summary,
      params: idParams,
      query: nothing,
      body,
      output: done,
      run: async ({ params, body: fields }, { person }) => settled(await run(params.id, person.address, fields)),
    });
  return [
    route({
      method: 'get',
      path: '/intake',
      access: clerks,
      summary: 'Chờ văn thư / the tray',
      params: nothing,
      query: z.object({ state: z.enum(['waiting', 'registered', 'dismissed', 'forwarded']).default('waiting'), ...paging }),
      body: nothing,
      output: listOf(item),
      async run({ query }, { person }) {
        const states: readonly IntakeState[] = [query.state];
        const found = await intake.list({ states, limit: query.limit, ...(query.after === undefined ? {} : { after: query.after }) });
        return { items: found.items.map((row) => shownItemTo(registry, person, row)), total: found.total, next: found.next };
      },
    }),
    answer('register', 'Vào sổ / take a number', z.object({ book: z.enum(['den', 'don']).default('den') }), (id, by, fields) =>
      registry.register(id, by, fields['book'] === 'don' ? 'don' : 'den'),
    ),
    answer('dismiss', 'Không vào sổ / no number', z.object({ reason: z.string().max(500).default('') }), (id, by, fields) =>
      registry.dismiss(id, by, String(fields['reason'])),
    ),
    answer('forward', 'Chuyển đơn vị / hand to a unit', z.object({ unit: z.string().max(40) }), async (id, by, fields) => {
      const code = String(fields['unit']);
      const to = addressesOf(directory(), code);
      if (to.length === 0) throw conflict('Không có đơn vị này');
      return registry.forward(id, by, directory().unit(code)?.name ?? code, to);
    }),
  ];
};
