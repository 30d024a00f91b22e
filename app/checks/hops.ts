import { readTarget } from '../../gateway/relay/route.ts';
import { probeHop } from '../../gateway/relay/smtp-hop.ts';
import { hostnameOf } from '../../gateway/smtp/create-listeners.ts';
import { note, ok, reasonOf, wrong, type Check, type CheckResult } from './check.ts';

const patienceMs = 10_000;
/** Trace fields and a repair make mail grow on its way (mail-rules: Size). */
const growth = 65_536;

/** Every next hop: does it answer, and does it take what we take. */
export const checkHops: Check = async ({ loaded: { settings } }) => {
  const routes = Object.entries(settings.routes);
  if (routes.length === 0)
    return [
      wrong('routes', 'chưa có đường chuyển thư: đặt routes, ví dụ routes: {inside: "smtp://127.0.0.1:25", "*": "smtp://smarthost:25"}'),
    ];
  const uncovered = ['*', 'inside'].filter((pattern) => settings.routes['*'] === undefined && settings.routes[pattern] === undefined);
  const largest = Math.max(settings['size.outgoing'], settings['size.inbound'], settings['size.inbound-office']);
  const gaps = uncovered.map((pattern) =>
    wrong(`đường ${pattern}`, 'chưa có: thư tới địa chỉ không có đường riêng sẽ bị trả lại với mã 5.4.4'),
  );
  const probed = await Promise.all(
    routes.map(async ([pattern, text]): Promise<CheckResult> => {
      const what = `đường ${pattern} → ${text}`;
      const target = readTarget(text);
      if (target.kind === 'maildir') return ok(what, 'Maildir trên máy này');
      const [user = '', pass = ''] = (settings['route-passwords'][`${target.host}:${target.port}`] ?? '').split(/:(.*)/s);
      try {
        const { size, extensions } = await probeHop({
          target,
          hostname: hostnameOf(settings),
          credentials: user === '' ? null : { user, pass },
          timeout: patienceMs,
        });
        if (size > 0 && size < largest + growth)
          return wrong(
            what,
            `máy chủ này chỉ nhận ${size} octet; tăng giới hạn lên ít nhất ${largest + growth} (Postfix: message_size_limit; Zimbra: zimbraMtaMaxMessageSize)`,
          );
        return extensions.includes('STARTTLS') || target.implicitTls || target.host === '127.0.0.1' || target.tls === 'none'
          ? ok(what, `nhận ${size === 0 ? 'mọi cỡ' : `${size} octet`}; ${extensions.join(' ')}`)
          : note(what, 'không có STARTTLS: thư đi không mã hóa');
      } catch (error) {
        return wrong(what, `không nối được (${reasonOf(error)}): kiểm tra địa chỉ, cổng, tường lửa và máy chủ ấy có đang chạy không`);
      }
    }),
  );
  return [...gaps, ...probed];
};
