import type { RunningServer } from '../server.ts';

type Listed = { readonly address: string; readonly name: string; readonly title: string; readonly password: string };

/** What the demonstration says when it is ready: who is there, and three things to try. */
export function welcome({ addresses, web, ca }: RunningServer, drop: string, people: readonly Listed[]): string {
  const of = (local: string): Listed | undefined => people.find((p) => p.address.startsWith(`${local}@`));
  const huy = of('huydq');
  const smtp = (command: string): string => `     ${command}`;
  const rows = people.map(
    (p) => `  ${p.address.padEnd(22)} ${(p.password === '' ? '(đã khóa)' : p.password).padEnd(28)} ${p.name}, ${p.title}`,
  );
  const signIn = `--server ${addresses.submission ?? ''} -tls --auth PLAIN --auth-user ${huy?.address ?? ''} --auth-password '${huy?.password ?? ''}'`;
  return [
    '',
    'BẢN TRÌNH DIỄN: SỞ NỘI VỤ TỈNH VÍ DỤ (mọi người, mọi cơ quan ở đây đều là ví dụ)',
    '',
    `  Gửi thư      ${addresses.submission ?? '-'} (STARTTLS), ${addresses.submissions ?? '-'} (TLS); chứng thư ${ca}`,
    `  Thư từ ngoài ${addresses.inbound ?? '-'}; máy chủ của cơ quan chuyển ra ${addresses.relay ?? '-'}`,
    `  Thư đã tới   ${drop}/<địa chỉ>/new`,
    '',
    ...rows,
    '',
    'Ba việc nên thử (swaks có trong Debian; chương trình thư nào cũng được):',
    '  1. Văn bản từ ngoài có chữ MẬT ĐỘ: được vào sổ, không bị coi là mật',
    smtp(
      `swaks --server ${addresses.inbound ?? ''} --from xaydung@tanlap.example --to vanthu@vidu.gov.vn --h-Subject 'V/v MAT DO XAY DUNG khu dan cu Tan Lap' --attach-type application/pdf --attach @van-ban.pdf`,
    ),
    '  2. Chuyển thư nội bộ ra ngoài: thư được giữ lại, người soạn được hỏi ý kiến',
    smtp(`swaks ${signIn} --from ${huy?.address ?? ''} --to ban@congty.example --data @thu-chuyen-tiep.eml`),
    '  3. Tệp 9,0 MB: bị từ chối 552, kèm con số giải thích',
    smtp(
      `head -c 9000000 /dev/urandom > /tmp/9mb && swaks ${signIn} --from ${huy?.address ?? ''} --to maivt@vidu.gov.vn --attach @/tmp/9mb`,
    ),
    '',
    `Mở ${web ?? '-'}, đăng nhập lanpt@vidu.gov.vn`,
    '',
  ].join('\n');
}
