import type { RuleCase } from '../case.ts';

const marked = (name: string, message: RuleCase['message'], code: string): RuleCase => ({
  name,
  rcpt: ['huydq'],
  ...(message === undefined ? {} : { message }),
  expect: {
    findings: [{ rule: 'secrecy.marked', action: 'reject', codes: [code] }],
    outcomes: { huydq: 'reject' },
    reply: '550 5.7.1',
    says: 'độ mật',
  },
});

const passes = (name: string, message: RuleCase['message']): RuleCase => ({
  name,
  rcpt: ['huydq'],
  ...(message === undefined ? {} : { message }),
  expect: { findings: [] },
});

const mentions = (name: string, message: RuleCase['message']): RuleCase => ({
  name,
  rcpt: ['huydq'],
  ...(message === undefined ? {} : { message }),
  expect: { findings: [{ rule: 'secrecy.marked', action: 'note' }] },
});

const docx = (firstPage: string): RuleCase['message'] => ({ parts: [{ fileName: 'a.docx', firstPage }] });

export const secrecyCases: readonly RuleCase[] = [
  marked('stamped on a document', docx('SỞ NỘI VỤ\nSố: 12/BC-SNV\nMẬT\nBÁO CÁO'), 'secrecy.page'),
  marked('stamped in a box', docx('SỞ NỘI VỤ\n| TỐI MẬT |\nBÁO CÁO'), 'secrecy.page'),
  marked('stamped beside other cells', docx('SỞ NỘI VỤ\tMẬT\nSố: 12/BC-SNV'), 'secrecy.page'),
  marked('stamped above a plan', docx('Số: 12/KH-SNV\nMẬT\nKẾ HOẠCH\nBảo vệ kỳ thi'), 'secrecy.page'),
  marked('Tuyệt mật with a small letter', docx('Tuyệt mật\nBÁO CÁO'), 'secrecy.page'),
  marked('at the head of the mail', { text: 'MẬT\n\nKính gửi anh' }, 'secrecy.page'),
  marked('on a quoted page', { text: 'Gửi anh\n\n> MẬT\n> BÁO CÁO' }, 'secrecy.page'),
  marked('Độ mật: Mật', { text: 'Độ mật: Mật\nĐộ khẩn: Thường' }, 'secrecy.page'),
  marked('Độ mật with a ticked box', docx('Độ mật: ☒ Tối mật'), 'secrecy.page'),
  marked('[MẬT] in the subject', { subject: '[MẬT] Báo cáo quý III' }, 'secrecy.subject'),
  marked('(MẬT) in the subject', { subject: 'Báo cáo quý III (MẬT)' }, 'secrecy.subject'),
  marked('MẬT before a dash', { subject: 'TỐI MẬT - Kế hoạch diễn tập' }, 'secrecy.subject'),
  marked('a token of a file name', { parts: [{ fileName: '12-BC-SNV_MẬT.pdf' }] }, 'secrecy.name'),
  marked(
    'a name inside an archive',
    { parts: [{ fileName: 'ho-so.zip', entries: ['phu-luc/(TUYỆT MẬT) danh sach.xls'] }] },
    'secrecy.name',
  ),
  marked('inside an attached message', { inner: [{ subject: '[MẬT] Báo cáo' }] }, 'secrecy.subject'),
  passes('mật độ xây dựng', { subject: 'V/v MẬT ĐỘ XÂY DỰNG khu dân cư Tân Lập', text: 'Mật độ dân số\nMẬT ĐỘ XÂY DỰNG' }),
  passes('mật độ broken over two lines', docx('BÁO CÁO VỀ\nMẬT\nĐỘ XÂY DỰNG')),
  passes('bảo mật broken over two lines', docx('V/v TĂNG CƯỜNG CÔNG TÁC BẢO\nMẬT\nNĂM 2026')),
  passes('mật khẩu', { subject: 'Đổi mật khẩu hộp thư', text: 'MẬT KHẨU mới của đồng chí' }),
  passes('mật mã', { subject: 'Ban Cơ yếu: kỹ thuật mật mã' }),
  passes('mật ong', { subject: 'Hội chợ mật ong U Minh', parts: [{ fileName: 'mật-ong.xlsx' }] }),
  passes('mật thiết', { text: 'Quan hệ mật thiết giữa các đơn vị' }),
  passes('bảo mật', { subject: 'BẢO MẬT - hướng dẫn sử dụng', text: 'Chính sách bảo mật' }),
  passes('bí mật, cơ mật', { text: 'Giữ bí mật đời tư; Viện Cơ mật' }),
  passes('Luật Bảo vệ bí mật nhà nước', { subject: 'Tập huấn Luật Bảo vệ bí mật nhà nước', text: 'LUẬT BẢO VỆ BÍ\nMẬT NHÀ NƯỚC' }),
  passes('mật độ in a file name', { parts: [{ fileName: 'MẬT-ĐỘ-XÂY-DỰNG.pdf' }, { fileName: 'bao-cao-mat-do.docx' }] }),
  passes('Độ mật: Thường', { text: 'Độ mật: Thường' }),
  passes('the word alone in small letters is a broken line', { text: 'các quy định về bảo\nmật\nkhi sử dụng' }),
  mentions('V/v quản lý văn bản mật', { subject: 'V/v quản lý văn bản mật' }),
  mentions('tài liệu tối mật in a sentence', { text: 'Quy trình giao nhận tài liệu tối mật.' }),
  {
    name: 'from outside it is sealed',
    via: 'inbound',
    rcpt: ['vanthu'],
    message: { subject: '[MẬT] Công văn' },
    expect: { findings: [{ rule: 'secrecy.marked', action: 'seal' }], outcomes: { vanthu: 'seal' } },
  },
  {
    name: 'on relay the server is not told, the copy is refused',
    via: 'relay',
    envelopeFrom: 'maivt',
    message: { subject: '[MẬT] Công văn' },
    expect: { findings: [{ rule: 'secrecy.marked', action: 'reject' }], outcomes: { 'x@congty.example': 'reject' } },
  },
];
