import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { enforces } from '../../rules/policy.ts';
import { localTime } from '../../mail/local-time.ts';
import { note, ok, reasonOf, wrong, type Check, type CheckResult } from './check.ts';

const soon = 30 * 86_400_000;

/** The doors that are open, and which rules each of them sees (design: Placement). */
export const checkDoors: Check = async ({ loaded: { settings, base }, agency, now }) => {
  const results: CheckResult[] = [];
  const open = (name: 'submission' | 'submissions' | 'inbound' | 'relay'): boolean => settings[name] !== '' && settings[name] !== 'off';
  if (open('submission') || open('submissions'))
    results.push(ok('cửa gửi thư', 'mọi quy tắc với thư do cán bộ gửi; người gửi được xác thực'));
  if (open('relay'))
    results.push(
      settings['relay-peers'].length === 0
        ? wrong('cửa chuyển ra', 'relay-peers còn trống: không máy nào được dùng')
        : ok('cửa chuyển ra', `thư rời máy chủ của cơ quan (${settings['relay-peers'].join(', ')}), kể cả chuyển tiếp tự động`),
    );
  if (open('inbound')) results.push(ok('cửa thư đến', 'thư từ ngoài: cỡ, dấu mật, giả danh nội bộ, thư rác'));
  if (!open('relay'))
    results.push(note('chuyển tiếp', 'không có cửa chuyển ra: chuyển tiếp tự động trên máy chủ thư của cơ quan không đi qua quy tắc'));
  results.push(
    note(
      'thư web',
      'thư gửi từ trang web của máy chủ thư giữa hai người trong cơ quan không đi qua đây; khi chuyển ra ngoài chỉ nhận ra nhờ khối trích dẫn',
    ),
    enforces(agency.policy.mode, localTime(now).date)
      ? ok('chế độ', 'thực thi')
      : note(
          'chế độ',
          `chạy thử${agency.policy.mode.since === '' ? '' : ` từ ${agency.policy.mode.since}`}: các quy tắc chỉ ghi nhận (trừ cỡ thư, xuống dòng sai, vòng lặp)`,
        ),
  );
  if (settings['tls.cert'] !== '') {
    try {
      const until = new Date(new X509Certificate(readFileSync(resolve(base, settings['tls.cert']))).validTo);
      results.push(
        until.getTime() - now.getTime() < soon
          ? wrong('chứng thư TLS', `hết hạn ${until.toISOString().slice(0, 10)}: thay chứng thư`)
          : ok('chứng thư TLS', `tới ${until.toISOString().slice(0, 10)}`),
      );
    } catch (error) {
      results.push(wrong('chứng thư TLS', `${settings['tls.cert']}: ${reasonOf(error)}`));
    }
  } else results.push(note('chứng thư TLS', 'tự ký: chương trình thư sẽ hỏi; đặt tls.key, tls.cert'));
  return results;
};
