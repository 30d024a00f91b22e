import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type Mail from 'nodemailer/lib/mailer/index.js';
import { encodeTcvn3 } from './tcvn3.ts';
import { localTime } from '../../mail/local-time.ts';
import { packageRoot } from '../package-root.ts';
import { letterPdf, scanPdf } from './pdf.ts';
import { demoDomain } from './people.ts';

/** One mail of the demonstration as its sender's program hands it over. */
export type Sample = {
  readonly number: number;
  /** Local part of the person who submits it; null = comes from outside. */
  readonly submittedBy: string | null;
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
};

const office = `vanthu@${demoDomain}`;
const person = (local: string): string => `${local}@${demoDomain}`;

const longDate = (at: Date): string => {
  const [year, month, day] = localTime(at).date.split('-');
  return `ngày ${day} tháng ${month} năm ${year}`;
};

const minutesLater = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

async function compose(options: Mail.Options & { readonly id: string; readonly date: Date }): Promise<Buffer> {
  const { id, ...mail } = options;
  const made = await createTransport({ streamTransport: true, buffer: true, newline: 'windows' }).sendMail({
    ...mail,
    messageId: `<${id}.trinhdien@${typeof mail.from === 'string' ? mail.from.slice(mail.from.lastIndexOf('@') + 1).replace('>', '') : demoDomain}>`,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // Sound: streamTransport with `buffer` gives the message as one Buffer.
  return made.message as Buffer;
}

type Outside = {
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments?: Mail.Options['attachments'];
  readonly headers?: Mail.Options['headers'];
};

async function fromOutside(number: number, date: Date, mail: Outside): Promise<Sample> {
  const address = /<(.+)>/.exec(mail.from)?.[1] ?? mail.from;
  return { number, submittedBy: null, from: address, to: [office], raw: await compose({ ...mail, id: `mau-${number}`, to: office, date }) };
}

/** The body of sample 4 in TCVN3 (ABC), labelled as nothing at all: what old programs send. */
function legacyMail(date: Date, file: Uint8Array): Buffer {
  const text =
    'Kính gửi Sở Nội vụ tỉnh Ví Dụ,\r\n\r\nỦy ban nhân dân xã Tân Lập gửi Báo cáo số 87/BC-UBND về kết quả rà soát cán bộ không chuyên trách.\r\nĐề nghị Sở xem xét, tổng hợp.\r\n\r\nTrân trọng./.\r\n';
  const head = [
    'From: UBND xa Tan Lap <vanphong@tanlap.example>',
    `To: ${office}`,
    'Subject: Bao cao so 87/BC-UBND cua UBND xa Tan Lap',
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    'Message-ID: <mau-4.trinhdien@tanlap.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="----mau4"',
  ].join('\r\n');
  const body = Buffer.concat([
    Buffer.from('------mau4\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n\r\n', 'latin1'),
    encodeTcvn3(text),
    Buffer.from(
      '\r\n------mau4\r\nContent-Type: application/pdf; name="bao-cao.pdf"\r\nContent-Disposition: attachment; filename="bao-cao.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n',
      'latin1',
    ),
    Buffer.from(
      `${Buffer.from(file)
        .toString('base64')
        .replace(/.{1,76}/g, '$&\r\n')}------mau4--\r\n`,
      'latin1',
    ),
  ]);
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), body]);
}

/**
 * The eight mails that tell the product in one minute. `morning` is the start of the working morning they are dated on;
 * the same morning gives the same bytes, so that sending one again after a crash files nothing twice.
 */
export async function demoSamples(morning: Date): Promise<readonly Sample[]> {
  const province = {
    superior: 'ỦY BAN NHÂN DÂN',
    organ: 'TỈNH VÍ DỤ',
    place: 'Ví Dụ',
    signer: { authority: 'TM. ỦY BAN NHÂN DÂN', position: 'CHỦ TỊCH', name: 'Hà Thị Mẫu' },
  };
  const yesterday = longDate(minutesLater(morning, -24 * 60));
  const today = longDate(morning);
  const review = await letterPdf({
    ...province,
    number: '1234/UBND-NC',
    date: yesterday,
    subject: 'rà soát vị trí việc làm',
    to: 'Sở Nội vụ',
    paragraphs: [
      'Thực hiện kế hoạch tinh giản biên chế năm 2026, Ủy ban nhân dân tỉnh giao Sở Nội vụ chủ trì rà soát vị trí việc làm của các cơ quan, đơn vị trực thuộc.',
      'Kết quả báo cáo Ủy ban nhân dân tỉnh trong thời hạn 10 ngày kể từ ngày nhận văn bản này./.',
    ],
    numberedBySignature: true,
  });
  const storm = await letterPdf({
    ...province,
    number: '05/CĐ-UBND',
    date: today,
    type: 'CÔNG ĐIỆN',
    subject: 'Về việc chủ động ứng phó bão số 12',
    to: 'Các sở, ban, ngành; Ủy ban nhân dân các xã, phường',
    paragraphs: [
      'Bão số 12 đang di chuyển nhanh vào đất liền. Chủ tịch Ủy ban nhân dân tỉnh yêu cầu các cơ quan trực 24/24 giờ, sẵn sàng lực lượng, phương tiện ứng phó./.',
    ],
    urgent: 'HOẢ TỐC',
  });
  const commune = await letterPdf({
    superior: 'ỦY BAN NHÂN DÂN',
    organ: 'XÃ TÂN LẬP',
    number: '87/BC-UBND',
    place: 'Tân Lập',
    date: yesterday,
    type: 'BÁO CÁO',
    subject: 'Kết quả rà soát cán bộ không chuyên trách',
    to: 'Sở Nội vụ tỉnh Ví Dụ',
    paragraphs: [
      'Thực hiện hướng dẫn của Sở Nội vụ, Ủy ban nhân dân xã báo cáo kết quả rà soát như sau: tổng số 14 người, đủ tiêu chuẩn 12 người./.',
    ],
    signer: { authority: 'TM. ỦY BAN NHÂN DÂN', position: 'CHỦ TỊCH', name: 'Lò Văn Hùng' },
  });
  const scan = await scanPdf(await readFile(join(packageRoot, 'data', 'demo', 'quyet-dinh-scan.jpg')));
  const pdf = (filename: string, content: Uint8Array) => ({ filename, content: Buffer.from(content), contentType: 'application/pdf' });
  const complaint =
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\nĐƠN TỐ CÁO\n\nKính gửi: Giám đốc Sở Nội vụ tỉnh Ví Dụ\n\nTôi là một công dân xã Tân Lập, tố cáo việc thu tiền sai quy định của một cán bộ xã. Đề nghị Sở xem xét, giữ kín tên tôi.\n';
  return [
    await fromOutside(1, minutesLater(morning, 2), {
      from: 'Văn phòng UBND tỉnh <vanphong@ubnd.example>',
      subject: 'V/v rà soát vị trí việc làm',
      text: 'Kính gửi Sở Nội vụ,\n\nVăn phòng UBND tỉnh gửi văn bản kèm theo để triển khai thực hiện.\n\nTrân trọng./.\n',
      attachments: [pdf('1234-UBND-NC.pdf', review)],
    }),
    await fromOutside(2, minutesLater(morning, 6), {
      from: 'Văn phòng UBND tỉnh <vanphong@ubnd.example>',
      subject: 'HOẢ TỐC: Công điện về việc chủ động ứng phó bão số 12',
      text: 'Kính gửi các cơ quan,\n\nĐề nghị triển khai ngay công điện kèm theo.\n',
      attachments: [pdf('05-CD-UBND.pdf', storm)],
    }),
    await fromOutside(3, minutesLater(morning, 11), {
      from: 'UBND huyện Mẫu Sơn <vanthu@mauson.example>',
      subject: 'Quyết định điều động và bổ nhiệm công chức',
      text: 'Kính gửi Sở Nội vụ,\n\nUBND huyện Mẫu Sơn gửi Quyết định (bản quét) kèm theo.\n',
      attachments: [pdf('scan0001.pdf', scan)],
    }),
    { number: 4, submittedBy: null, from: 'vanphong@tanlap.example', to: [office], raw: legacyMail(minutesLater(morning, 14), commune) },
    await fromOutside(5, minutesLater(morning, 19), {
      from: 'Phòng Tổng hợp <tonghop@vpubnd.example>',
      subject: 'Gửi lại: rà soát vị trí việc làm',
      text: 'Kính gửi Sở Nội vụ,\n\nPhòng Tổng hợp gửi lại văn bản để các đồng chí tiện theo dõi.\n',
      attachments: [pdf('vb-1234.pdf', review)],
    }),
    await fromOutside(6, minutesLater(morning, 23), {
      from: 'Một công dân <congdan@thudientu.example>',
      subject: 'Đơn tố cáo',
      text: complaint,
    }),
    await fromOutside(7, minutesLater(morning, 24), {
      from: 'Trung tâm đào tạo <khuyenmai@daotao.example>',
      subject: 'Khóa tập huấn ưu đãi 50%',
      text: 'Đăng ký ngay hôm nay để nhận ưu đãi 50% cho khóa tập huấn kỹ năng văn phòng!\n',
      headers: { 'X-Spam-Flag': 'YES' },
    }),
    ...(await forwardedDraft(minutesLater(morning, 27))),
  ];
}

/** Tuấn's internal draft, and what Mai wrote above it when she passed it on. */
const draft = {
  subject: 'Dự thảo phương án sắp xếp vị trí việc làm',
  text: 'Chào Mai,\n\nPhòng dự kiến sắp xếp lại vị trí việc làm của ba đơn vị sự nghiệp trực thuộc theo hướng giảm đầu mối, trong đó chuyển hai biên chế từ bộ phận tổng hợp sang bộ phận thanh tra. Phương án chưa công bố, đề nghị em rà soát số liệu quý III và gửi lại anh trước thứ Năm.\n\nTuấn\n',
} as const;
const tuan = `Hoàng Anh Tuấn <${person('tuanha')}>`;
const mai = `Vũ Thị Mai <${person('maivt')}>`;

const quotedDraft = (date: Date): string =>
  `-------- Tin nhắn đã được chuyển tiếp --------\nTiêu đề: ${draft.subject}\nNgày: ${date.toUTCString()}\nTừ: ${tuan}\nTới: ${mai}\n\n${draft.text}`;

/** Sample 8: Tuấn's internal draft to Mai, then Mai's forward of it to an outside address with a copy for Huy. */
async function forwardedDraft(date: Date): Promise<readonly Sample[]> {
  const first = { number: 8, submittedBy: 'tuanha', from: person('tuanha'), to: [person('maivt')] };
  const forward = { number: 8, submittedBy: 'maivt', from: person('maivt'), to: ['ketoan@congty.example', person('huydq')] };
  return [
    { ...first, raw: await compose({ id: 'mau-8a', date, from: tuan, to: mai, ...draft }) },
    {
      ...forward,
      raw: await compose({
        id: 'mau-8b',
        date: minutesLater(date, 3),
        from: mai,
        to: 'ketoan@congty.example',
        cc: person('huydq'),
        subject: `Fwd: ${draft.subject}`,
        text: `Em gửi anh chị tham khảo.\n\n${quotedDraft(date)}`,
        references: '<mau-8a.trinhdien@vidu.gov.vn>',
      }),
    },
  ];
}

/** Two messages for the printed tries, ready to be sent with curl: an outside document, and Huy's forward of what he got. */
export async function tryMails(morning: Date): Promise<{ readonly density: Buffer; readonly forward: Buffer }> {
  const density = await letterPdf({
    superior: 'ỦY BAN NHÂN DÂN',
    organ: 'XÃ TÂN LẬP',
    number: '92/UBND-ĐC',
    place: 'Tân Lập',
    date: longDate(morning),
    subject: 'MẬT ĐỘ XÂY DỰNG khu dân cư Tân Lập',
    to: 'Sở Nội vụ tỉnh Ví Dụ',
    paragraphs: [
      'Ủy ban nhân dân xã gửi số liệu mật độ xây dựng khu dân cư Tân Lập để Sở phối hợp rà soát biên chế công chức địa chính./.',
    ],
    signer: { authority: 'TM. ỦY BAN NHÂN DÂN', position: 'CHỦ TỊCH', name: 'Lò Văn Hùng' },
  });
  const date = minutesLater(morning, 29);
  return {
    density: await compose({
      id: 'thu-1',
      date,
      from: 'UBND xã Tân Lập <vanphong@tanlap.example>',
      to: office,
      subject: 'V/v MẬT ĐỘ XÂY DỰNG khu dân cư Tân Lập',
      text: 'Kính gửi Sở Nội vụ,\n\nUBND xã Tân Lập gửi văn bản kèm theo.\n',
      attachments: [{ filename: '92-UBND-DC.pdf', content: Buffer.from(density), contentType: 'application/pdf' }],
    }),
    forward: await compose({
      id: 'thu-2',
      date,
      from: `Đỗ Quang Huy <${person('huydq')}>`,
      to: 'ban@congty.example',
      subject: `Fwd: ${draft.subject}`,
      text: `Gửi bạn xem.\n\n-------- Tin nhắn đã được chuyển tiếp --------\nTiêu đề: Fwd: ${draft.subject}\nTừ: ${mai}\nTới: ketoan@congty.example\n\nEm gửi anh chị tham khảo.\n\n${quotedDraft(minutesLater(morning, 27))}`,
    }),
  };
}
