import type { RuleCase } from '../case.ts';

const held = { rule: 'circulation.internal', action: 'hold' } as const;

export const circulationCases: readonly RuleCase[] = [
  {
    name: 'a document marked so waits, also from its author',
    message: { parts: [{ fileName: 'a.docx', firstPage: 'SỞ NỘI VỤ\nLƯU HÀNH NỘI BỘ\nBÁO CÁO' }] },
    expect: { findings: [{ ...held, codes: ['circulation.page'], ask: [['hoanv']] }], outcomes: { 'x@congty.example': 'hold' } },
  },
  {
    name: 'the author is asked first',
    rcpt: ['huydq', 'x@congty.example'],
    message: { subject: 'Tài liệu (Xem xong trả lại)' },
    known: [{ author: 'tuanha', how: ['attachment'], attachments: ['a.docx'] }],
    expect: {
      findings: [
        { ...held, recipients: ['x@congty.example'], ask: [['tuanha', 'hoanv']] },
        { rule: 'forward.unconsented', action: 'hold', ask: [['tuanha', 'hoanv']] },
      ],
      outcomes: { 'x@congty.example': 'hold' },
    },
  },
  {
    name: "the Chánh Văn phòng's own document",
    as: 'hoanv',
    message: { text: 'XEM TẠI CHỖ\n\nKính gửi' },
    expect: { findings: [{ ...held, ask: [['ductm']] }], outcomes: { 'x@congty.example': 'hold' } },
  },
  {
    name: 'a file name',
    message: { parts: [{ fileName: 'bao-cao_lưu hành nội bộ.pdf' }] },
    expect: { findings: [{ ...held, codes: ['circulation.name'], ask: [['hoanv']] }], outcomes: { 'x@congty.example': 'hold' } },
  },
  { name: 'inside it may go', rcpt: ['huydq'], message: { text: 'LƯU HÀNH NỘI BỘ' }, expect: { findings: [] } },
  { name: 'to a trusted school it may go', rcpt: ['gv@truonghoc.example'], message: { text: 'LƯU HÀNH NỘI BỘ' }, expect: { findings: [] } },
  {
    name: 'speaking of it is no mark',
    message: { text: 'Tài liệu lưu hành nội bộ của công ty không cần đóng dấu.' },
    expect: { findings: [] },
  },
];
