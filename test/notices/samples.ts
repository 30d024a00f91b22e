import type { NoticeData } from '../../templates/notices/index.ts';

const subject = 'Fwd: Dự thảo phương án';
const recipients = ['ketoan@congty.example'];
const until = '2026-11-25T09:30:00Z';
const page = 'http://127.0.0.1:8080/cho-dong-y/m1';
const question = {
  sender: 'Vũ Thị Mai',
  subject,
  recipients,
  until,
  reasons: ['Khoảng 92% nội dung'],
  excerpt: 'Dòng một\nDòng hai',
  urgent: false,
  note: null,
  page,
};

/** One of each kind. */
export const samples: NoticeData = {
  'consent-question': { ...question, about: 'Dự thảo phương án', author: null },
  'approval-question': question,
  held: {
    subject,
    recipients,
    insideServed: true,
    asked: [{ name: 'Hoàng Anh Tuấn', title: 'Trưởng phòng CCVC', kind: 'consent', isAuthor: true }],
    clause: 'Điều 8 Quy chế',
    reasons: ['Khoảng 92% nội dung'],
    until,
    page,
  },
  released: { subject, recipients, by: ['Hoàng Anh Tuấn'], reason: '', forSender: true },
  refused: { subject, recipients, by: 'Hoàng Anh Tuấn', reason: 'tài liệu chưa công bố', clause: '', forSender: true },
  returned: { subject, recipients, by: 'Phạm Thị Lan', reason: 'thiếu phụ lục', withdrawn: false, forSender: true },
  expired: { subject, recipients, asked: ['Hoàng Anh Tuấn'], forSender: true },
  repaired: { subject, texts: ['Nội dung thư: TCVN3 (ABC), đọc được là "Kính gửi"'] },
  receipt: {
    organ: 'Ủy ban nhân dân xã Tân Lập',
    documentNumber: '87/BC-UBND',
    documentDate: '2026-11-20',
    about: 'kết quả rà soát',
    arrivalNumber: 4,
    arrivalDate: '2026-11-23',
  },
  registered: {
    items: [
      { arrivalNumber: 1, organ: 'UBND tỉnh', code: '1234/UBND-NC', subject: 'Rà soát vị trí việc làm', urgent: null, doubtful: true },
      { arrivalNumber: 2, organ: 'UBND tỉnh', code: '05/CĐ-UBND', subject: 'Ứng phó bão', urgent: 'Hỏa tốc', doubtful: false },
    ],
    page,
  },
  presented: {
    items: [
      {
        arrivalNumber: 1,
        organ: 'UBND tỉnh',
        code: '1234/UBND-NC',
        issuedDate: '2026-11-20',
        subject: 'Rà soát vị trí việc làm',
        urgent: null,
        dueDate: '2026-12-04',
      },
    ],
    by: 'Phạm Thị Lan',
    page,
  },
  reminder: {
    count: 3,
    slotLabel: 'đầu giờ sáng',
    date: '2026-11-23',
    items: [{ from: 'UBND tỉnh', receivedAt: '2026-11-23T00:31:00Z' }],
    office: false,
    page,
  },
  escalation: { unit: 'Phòng CCVC', date: '2026-11-23', items: [{ name: 'Vũ Thị Mai', slots: ['đầu giờ sáng', 'cuối buổi sáng'] }], page },
  delayed: { subject, recipients, since: '2026-11-23T01:00:00Z', until: '2026-11-28T01:00:00Z', lastReply: '451 4.3.0' },
  failed: { subject, recipients: [{ address: 'a@congty.example', reply: '550 5.1.1 no such user' }] },
  'too-large': { subject, bytes: 12_897_485, limit: 10_485_760, attachments: [{ name: 'bao-cao.pdf', bytes: 9_437_184 }] },
  'asked-again': { subject, recipients, answer: 'Đông y', forSender: false, last: false, until, page },
  nudge: { sender: 'Vũ Thị Mai', subject, recipients, until, note: null, page },
  admin: { subject: 'Lịch nghỉ năm 2027', text: 'Chưa có lịch nghỉ năm 2027.' },
};
