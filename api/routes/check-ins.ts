import { z } from 'zod';
import { checkInBoard, dayOf } from '../check-in-board.ts';
import { nothing } from '../list.ts';
import { route, type Route } from '../route.ts';
import type { Services } from '../services.ts';

const board = z.object({
  date: z.string(),
  workingDay: z.boolean(),
  slots: z.array(z.string()),
  items: z.array(z.object({ address: z.string(), name: z.string(), unit: z.string(), states: z.array(z.string()) })),
  total: z.number().int(),
  next: z.null(),
});

export const checkInRoutes = (parts: Pick<Services, 'checkIns' | 'calendar' | 'directory'>): readonly Route[] => [
  route({
    method: 'get',
    path: '/check-ins',
    access: 'signed-in',
    summary: 'Theo dõi kiểm tra hộp thư / check-in board',
    params: nothing,
    query: z.object({ date: z.iso.date().optional() }),
    body: nothing,
    output: board,
    async run({ query }, { person, now }) {
      const made = await checkInBoard(parts, dayOf(query.date, now), person, now);
      return {
        date: made.date,
        workingDay: made.workingDay,
        slots: [...made.slots],
        items: made.rows.map((row, i) => ({
          address: made.addresses[i] ?? '',
          name: row.name,
          unit: row.unit,
          states: row.slots.map((s) => s.state),
        })),
        total: made.rows.length,
        next: null,
      };
    },
  }),
];
