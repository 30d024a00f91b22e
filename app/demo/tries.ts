import type { RunningServer } from '../server.ts';
import { triesOf } from './demo.ts';
import { dropOf } from './settings.ts';

type Listed = { readonly address: string; readonly name: string; readonly title: string; readonly password: string };

/** What the demonstration says when it is ready: who is there, and three things to try. */
export function welcome({ addresses, web, ca }: RunningServer, data: string, people: readonly Listed[]): string {
  const huy = people.find((p) => p.address.startsWith('huydq@'));
  const rows = people.map(
    (p) => `  ${p.address.padEnd(22)} ${(p.password === '' ? '(đã khóa)' : p.password).padEnd(28)} ${p.name}, ${p.title}`,
  );
  const files = triesOf(data);
  const inbound = `curl -sS --url smtp://${addresses.inbound ?? ''}`;
  const submit = `curl -sS --url smtp://${addresses.submission ?? ''} --ssl-reqd --cacert ${ca} --user '${huy?.address ?? ''}:${huy?.password ?? ''}' --mail-from ${huy?.address ?? ''}`;
  return [
    '',
    'BẢN TRÌNH DIỄN: SỞ NỘI VỤ TỈNH VÍ DỤ (mọi người, mọi cơ quan ở đây đều là ví dụ)',
    '',
    `  Gửi thư      ${addresses.submission ?? '-'} (STARTTLS), ${addresses.submissions ?? '-'} (TLS); chứng thư ${ca}`,
    `  Thư từ ngoài ${addresses.inbound ?? '-'}; máy chủ của cơ quan chuyển ra ${addresses.relay ?? '-'}`,
    `  Thư đã tới   ${dropOf(data)}/<địa chỉ>/new`,
    '',
    ...rows,
    '',
    'Ba việc nên thử:',
    '  1. Văn bản từ ngoài có chữ MẬT ĐỘ: vào sổ số đến 5, không bị coi là mật',
    `     ${inbound} --mail-from vanphong@tanlap.example --mail-rcpt vanthu@vidu.gov.vn -T ${files.density}`,
    '  2. Huy chuyển thư nội bộ ra ngoài: thư chờ, người soạn được hỏi ý kiến',
    `     ${submit} --mail-rcpt ban@congty.example -T ${files.forward}`,
    '  3. Tệp 9,0 MB: bị từ chối 552, kèm con số giải thích',
    `     head -c 9437184 /dev/urandom > /tmp/9mb; ${submit} --mail-rcpt maivt@vidu.gov.vn -v -H 'From: ${huy?.address ?? ''}' -F 'file=@/tmp/9mb;encoder=base64' 2>&1 | grep '< 552'`,
    '',
    `Mở ${web ?? '-'}, đăng nhập lanpt@vidu.gov.vn`,
    '',
  ].join('\n');
}
