import type { RuleCase } from '../case.ts';

const found = (name: string, message: NonNullable<RuleCase['message']>, code: string): RuleCase => ({
  name,
  via: 'inbound',
  rcpt: ['vanthu'],
  message,
  expect: { findings: [{ rule: 'complaint.excluded', action: 'note', codes: [code] }] },
});
const ordinary = (name: string, message: NonNullable<RuleCase['message']>): RuleCase => ({
  name,
  via: 'inbound',
  rcpt: ['vanthu'],
  message,
  expect: { findings: [] },
});

export const complaintCases: readonly RuleCase[] = [
  found(
    'heading of an attached đơn',
    { parts: [{ fileName: 'don.docx', firstPage: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐƠN TỐ CÁO\nKính gửi: Sở Nội vụ' }] },
    'complaint.heading',
  ),
  found('heading with two words', { text: 'ĐƠN KIẾN NGHỊ, PHẢN ÁNH\nTôi là …' }, 'complaint.heading'),
  found('heading that goes on in capitals', { text: 'ĐƠN KHIẾU NẠI QUYẾT ĐỊNH KỶ LUẬT' }, 'complaint.heading'),
  found('heading of a dispute', { text: 'Đơn tranh chấp\nKính gửi' }, 'complaint.heading'),
  found('subject of a citizen', { subject: 'Đơn tố cáo ông Nguyễn Văn A', text: 'Kính gửi Sở.' }, 'complaint.subject'),
  found('said in the text', { subject: 'Kính gửi Sở', text: 'Tôi làm đơn này gửi Sở để phản ánh việc thu sai phí.' }, 'complaint.said'),
  found('toned the other way', { text: 'Nay tôi xin tố cáo ông Hoà về việc nhận tiền.' }, 'complaint.said'),
  ordinary('an agency document about complaints', {
    subject: 'Báo cáo số 12/BC-TTr về giải quyết khiếu nại, tố cáo',
    parts: [{ fileName: 'bc.docx', firstPage: 'SỞ NỘI VỤ\nSố: 12/BC-TTr\nBÁO CÁO\nKết quả giải quyết đơn khiếu nại, tố cáo quý III' }],
  }),
  ordinary('an agency passing on what a đơn said', {
    parts: [{ fileName: 'cv.docx', firstPage: 'Số: 45/SNV-TTr\nV/v xử lý đơn tố cáo\nĐơn tố cáo của ông A đã được chuyển' }],
  }),
  ordinary('a sentence that begins like a heading', { text: 'Đơn khiếu nại của ông A đã được giải quyết xong.' }),
  ordinary('an application is no complaint', { text: 'ĐƠN XIN NGHỈ PHÉP' }),
  {
    name: 'it does not leave by mail',
    message: { parts: [{ fileName: 'don.docx', firstPage: 'ĐƠN TỐ CÁO' }] },
    expect: {
      findings: [{ rule: 'complaint.excluded', action: 'reject' }],
      outcomes: { 'x@congty.example': 'reject' },
      reply: '550 5.7.1',
    },
  },
];
