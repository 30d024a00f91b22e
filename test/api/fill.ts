import type { DocumentData } from '../../agency/registry/document.ts';
import { sha256Of } from '../../agency/registry/file-name.ts';
import type { IntakeData } from '../../agency/registry/intake-item.ts';
import type { Trace } from '../../gateway/traces.ts';
import { agency, consent, domain, forwarded, outside } from '../hold/agency.ts';
import { rowOf } from '../registry/row.ts';
import { at, hostile, type Fixture } from './agency-fixture.ts';

const row = (number: number, more: Partial<DocumentData>): DocumentData =>
  rowOf(number, { confidence: { codeNumber: 0.97, codeNotation: 0.97, organName: 0.95, issuedDate: 0.94, subject: 0.93 }, ...more });

const rows: readonly Partial<DocumentData>[] = [
  {
    codeNumber: '1254',
    codeNotation: 'UBND-NC',
    organName: 'ỦY BAN NHÂN DÂN TỈNH VÍ DỤ',
    issuedDate: '2026-11-18',
    subject:
      'V/v hướng dẫn sắp xếp tổ chức bộ máy, biên chế và số lượng cấp phó của các cơ quan chuyên môn thuộc Ủy ban nhân dân tỉnh sau khi thực hiện mô hình chính quyền địa phương hai cấp',
    toPlaces: 'Các sở, ban, ngành; UBND các xã, phường',
    dueDate: '2026-12-05',
    pageAmount: 4,
    signerInfo: { position: 'KT. CHỦ TỊCH, PHÓ CHỦ TỊCH', fullName: 'Nguyễn Văn Bình' },
  },
  {
    codeNumber: '187',
    codeNotation: 'BC-UBND',
    organName: 'ỦY BAN NHÂN DÂN XÃ TÂN LẬP',
    issuedDate: '2026-11-05',
    typeName: 'Báo cáo',
    subject: 'Kết quả tuyển quân và rà soát hộ tịch quý IV',
  },
  {
    codeNumber: '02',
    codeNotation: 'CĐ-UBND',
    organName: 'ỦY BAN NHÂN DÂN TỈNH VÍ DỤ',
    issuedDate: '2026-11-22',
    typeName: 'Công điện',
    subject: 'Về việc chủ động ứng phó mưa lũ, sạt lở đất trên địa bàn tỉnh',
    priority: 'Hỏa tốc',
    urgent: true,
  },
  {
    codeNumber: null,
    codeNotation: 'QĐ-SXD',
    organName: 'SỞ XÂY DỰNG TỈNH VÍ DỤ',
    issuedDate: '2015-06-08',
    typeName: 'Quyết định',
    subject: 'Ban hành Quy chế sử dụng hệ thống thư điện tử',
    confidence: { codeNotation: 0.5, organName: 0.6, issuedDate: 0.55, subject: 0.9 },
    doubtful: ['codeNumber', 'codeNotation', 'organName', 'issuedDate'],
    fieldSources: { codeNotation: 'layout', organName: 'authority-line' },
  },
  {
    codeNumber: '45',
    codeNotation: 'GM-SNV',
    organName: 'SỞ NỘI VỤ TỈNH MẪU',
    issuedDate: '2026-11-20',
    typeName: 'Giấy mời',
    subject: hostile,
  },
];

const original = Buffer.from(
  [
    'From: =?utf-8?B?WMOjIFTDom4gTOG6rXA=?= <vp@tanlap.example>',
    `To: ${at('vanthu')}`,
    'Subject: Bao cao',
    'Message-ID: <goc@tanlap.example>',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Kính gửi Sở Nội vụ,',
    '',
    'Ủy ban nhân dân xã Tân Lập gửi báo cáo kết quả tuyển quân (có văn bản kèm theo).',
    '<script>alert(1)</script>',
    '',
    'Trân trọng./.',
  ].join('\r\n'),
);

const item = (more: Partial<IntakeData>): IntakeData => ({
  agency: agency.name,
  state: 'waiting',
  kind: 'tray',
  sourceKeys: [`sha256:${JSON.stringify(more)}`],
  entryId: null,
  via: 'smtp',
  messageId: '<x@tanlap.example>',
  subject: 'Cảm ơn Sở đã hướng dẫn',
  from: 'vp@tanlap.example',
  fromName: 'Văn phòng UBND xã Tân Lập',
  recipients: [at('vanthu')],
  receivedAt: '2026-11-20T02:10:00.000Z',
  judgement: null,
  alteredCopyOf: null,
  reasons: ['Thư không kèm văn bản.'],
  rule: null,
  original: null,
  files: [],
  book: null,
  firstSender: null,
  copyOf: null,
  documentId: null,
  notSpam: false,
  decidedBy: null,
  decidedAt: null,
  answer: null,
  unit: null,
  failure: null,
  attempts: 0,
  ...more,
});

/** A few rows of each kind, as an ordinary Monday morning shows them. */
export async function fill({ services, world }: Fixture, pdf: Buffer = Buffer.from('%PDF-1.4\n%%EOF\n')) {
  const { documents, intake, blobs, traces, checkIns } = services;
  const file = await blobs.put(pdf);
  const mail = await blobs.put(original);
  const registered: string[] = [];
  for (const more of rows) {
    const { document } = await documents.add({ book: 'den', series: '', year: 2026 }, [`k${registered.length}`], (number) =>
      row(number, {
        ...more,
        original: mail.sha256,
        files: [
          {
            n: 1,
            name: `${number}_${more.codeNumber ?? ''}-${more.codeNotation ?? ''}_1.pdf`,
            originalName: number === 5 ? `../../${hostile}.pdf` : 'cong-van-den.pdf',
            bytes: file.bytes,
            sha256: file.sha256,
            mediaType: 'application/pdf',
            main: true,
          },
          {
            n: 2,
            name: `${number}_đính kèm "phụ lục"_2.html`,
            originalName: 'phu-luc.html',
            bytes: mail.bytes,
            sha256: mail.sha256,
            mediaType: 'text/html',
            main: false,
          },
        ],
        source: {
          via: 'smtp',
          messageId: '<goc@tanlap.example>',
          from: 'vp@tanlap.example',
          receivedAt: '2026-11-23T07:41:00+07:00',
          passedOn: null,
        },
        history: [{ at: '2026-11-23T07:41:03+07:00', by: 'hệ thống', what: 'Vào sổ', detail: `số đến ${number}` }],
      }),
    );
    registered.push(document.id);
  }
  const complaint = await documents.add({ book: 'don', series: '', year: 2026 }, ['don'], (number) =>
    row(number, {
      subject: 'Đơn tố cáo cán bộ xã',
      organName: null,
      original: mail.sha256,
      files: [
        { n: 1, name: '1_don_1.pdf', originalName: null, bytes: file.bytes, sha256: file.sha256, mediaType: 'application/pdf', main: true },
      ],
    }),
  );
  const tray = await intake.receive(item({ original: mail.sha256 }));
  const second = await intake.receive(
    item({
      subject: hostile,
      fromName: hostile,
      receivedAt: '2026-11-23T00:10:00.000Z',
      reasons: [hostile],
      original: mail.sha256,
      files: [{ name: hostile, mediaType: 'application/pdf', bytes: 3, sha256: sha256Of(pdf) }],
    }),
  );
  const copy = await intake.receive(
    item({
      kind: 'copy',
      subject: 'Báo cáo 187 (gửi lại)',
      receivedAt: '2026-11-23T00:20:00.000Z',
      original: mail.sha256,
      copyOf: { documentId: registered[1] ?? '', arrivalNumber: 2, year: 2026 },
      reasons: ['Cùng số, ký hiệu và cơ quan ban hành.'],
    }),
  );
  const spam = await intake.receive(
    item({
      state: 'spam',
      kind: 'spam',
      subject: 'KHUYẾN MÃI 50%',
      from: 'ad@quangcao.example',
      fromName: '',
      reasons: ['Thư quảng cáo gửi hàng loạt.'],
    }),
  );
  const failed = await intake.receive(
    item({
      state: 'failed',
      kind: 'failed',
      subject: 'Báo cáo tháng',
      failure: 'Không đọc được văn bản kèm theo.',
      reasons: ['Không đọc được văn bản kèm theo.'],
      original: mail.sha256,
    }),
  );
  const secret = await intake.receive(
    item({
      state: 'sealed',
      kind: 'sealed',
      subject: 'CHỦ ĐỀ MẬT',
      messageId: null,
      rule: 'secrecy.marked',
      reasons: ['Có dấu chỉ độ mật.'],
    }),
  );
  const sealed = await intake.receive(
    item({
      state: 'sealed',
      kind: 'sealed',
      subject: 'Hóa đơn điện tử.zip',
      from: 'la@xau.example',
      fromName: '',
      rule: 'content.unreadable',
      reasons: ['Tệp nén không đọc được nội dung.'],
      original: mail.sha256,
    }),
  );
  const entry = world.keep('n1-held-1', {
    raw: forwarded(),
    from: at('maivt'),
    to: [outside],
    held: [outside],
    findings: [consent('tuanha')],
  });
  await world.hold.step.run(entry);
  const trace = (id: string, more: Partial<Trace>): Trace => ({
    id,
    messageId: `<${id}@${domain}>`,
    subject: 'Gửi báo cáo',
    from: at('maivt'),
    via: 'submission',
    person: at('maivt'),
    receivedAt: `2026-11-23T01:00:0${id.at(-1) ?? '0'}.000Z`,
    bytes: 1_234,
    findings: [],
    recipients: [{ address: outside, state: 'delivered', lastReply: '250 ok', at: '2026-11-23T01:00:02.000Z' }],
    events: [{ at: '2026-11-23T01:00:02.000Z', event: 'delivered', recipients: [outside] }],
    ...more,
  });
  await traces.save([
    trace('n1-mai-1', {}),
    trace('n1-mai-2', { subject: hostile }),
    trace('n1-huy-3', { from: at('huydq'), person: at('huydq') }),
  ]);
  await traces.save([
    trace('n1-sealed-4', {
      via: 'inbound',
      person: null,
      from: 'la@xau.example',
      subject: 'Mở tệp này',
      findings: [
        {
          rule: 'content.unreadable',
          clause: 'Điều 6',
          action: 'seal',
          reasons: [{ code: 'x', text: 'Tệp có mật khẩu.' }],
          recipients: [at('maivt')],
        },
      ],
      recipients: [{ address: at('maivt'), state: 'sealed', lastReply: null, at: '2026-11-23T01:00:04.000Z' }],
      events: [],
    }),
  ]);
  await checkIns.looked(at('tuanha'), new Date('2026-11-23T07:40:00+07:00'), 'page-opened');
  await checkIns.take({
    person: at('maivt'),
    date: '2026-11-23',
    slot: 'dau-gio-sang',
    state: 'reminded',
    at: new Date('2026-11-23T07:45:00+07:00'),
  });
  return {
    registered,
    complaint: complaint.document.id,
    tray: tray.item.id,
    second: second.item.id,
    copy: copy.item.id,
    spam: spam.item.id,
    failed: failed.item.id,
    secret: secret.item.id,
    sealed: sealed.item.id,
    held: entry.id,
  };
}
