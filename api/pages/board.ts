import { checkInPage } from '../../templates/pages/check-ins.ts';
import { messagePage } from '../../templates/pages/message.ts';
import { checkInBoard, dayOf, recordOwnWord } from '../check-in-board.ts';
import type { Page } from '../page.ts';
import { notFound } from '../route.ts';
import { findMessage, maySeeMessage } from '../routes/messages.ts';
import type { Services } from '../services.ts';

const happened: Readonly<Record<string, string>> = {
  judged: 'Đã kiểm tra',
  delivered: 'Đã chuyển tới',
  deferred: 'Máy chủ nhận thư hẹn lại',
  delayed: 'Đã báo người gửi là chậm',
  failed: 'Chưa chuyển được',
  notified: 'Đã báo người gửi',
  released: 'Được chuyển tiếp',
  refused: 'Không chuyển',
  returned: 'Trả lại',
  dropped: 'Đã xóa',
  sealed: 'Giữ riêng',
};

export const boardPages = (parts: Pick<Services, 'checkIns' | 'calendar' | 'directory' | 'traces' | 'entries'>): readonly Page[] => [
  {
    method: 'get',
    path: '/kiem-tra',
    access: 'signed-in',
    run: async ({ person, context, fields, now }) =>
      checkInPage(context, await checkInBoard(parts, dayOf(fields['date'], now), person, now)),
  },
  {
    method: 'post',
    path: '/kiem-tra',
    access: 'signed-in',
    async run({ person, fields, now }) {
      const date = dayOf(fields['date'], now);
      if (!(await recordOwnWord(parts, person, date, fields['slot'] ?? '', now))) throw notFound();
      return { goTo: `/kiem-tra?date=${date}` };
    },
  },
  {
    method: 'get',
    path: '/thu/:id',
    access: 'signed-in',
    async run({ person, params, context }) {
      const found = await findMessage(parts, params['id'] ?? '');
      if (found === null || !maySeeMessage(person, found)) throw notFound();
      return messagePage(context, {
        id: found.id,
        subject: found.subject ?? '(không hiển thị)',
        from: found.from,
        receivedAt: found.receivedAt,
        findings: found.findings.map((f) => ({ rule: f.rule, clause: f.clause, action: f.action, reasons: f.reasons.map((r) => r.text) })),
        recipients: found.recipients,
        events: found.events
          .filter((e) => e.event !== 'step')
          .map((e) => ({
            at: e.at,
            text: [happened[e.event] ?? e.event, ...(e.recipients ?? []), e.detail ?? ''].filter((t) => t !== '').join(' · '),
          })),
      });
    },
  },
];
