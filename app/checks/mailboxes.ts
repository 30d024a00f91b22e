import { connect } from 'node:net';
import { access } from 'node:fs/promises';
import { probeImap } from '../../gateway/mailbox/probe-imap.ts';
import { note, ok, reasonOf, wrong, type Check, type CheckResult } from './check.ts';

const placeOf = (text: string): { readonly host: string; readonly port: number } => {
  const [host = '', port = ''] = text.split(':');
  return { host, port: Number(port) };
};

const answers = (place: { readonly host: string; readonly port: number }): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ ...place, timeout: 10_000 });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', () => socket.destroy(new Error('không trả lời')));
    socket.once('error', reject);
  });

/** The office mailbox, the server that checks passwords, and the one asked for unread mail. */
export const checkMailboxes: Check = async ({ loaded, agency }) => {
  const { settings } = loaded;
  const results: CheckResult[] = [];
  const tested = async (what: string, work: () => Promise<string>, help: string): Promise<void> => {
    try {
      results.push(ok(what, await work()));
    } catch (error) {
      results.push(wrong(what, `${reasonOf(error)}: ${help}`));
    }
  };
  if (settings['mailbox.imap'] !== '') {
    const account = {
      ...placeOf(settings['mailbox.imap']),
      tls: settings['mailbox.imap-tls'],
      user: settings['mailbox.imap-user'],
      password: settings['mailbox.imap-password'],
      folder: settings['mailbox.imap-folder'],
    };
    await tested(
      'hộp thư cơ quan (IMAP)',
      async () => `${await probeImap(account)} thư trong ${account.folder}`,
      'kiểm tra mailbox.imap, tài khoản, mật khẩu, mailbox.imap-tls',
    );
  }
  if (settings['mailbox.maildir'] !== '') {
    await access(settings['mailbox.maildir']).then(
      () => results.push(ok('hộp thư cơ quan (Maildir)', settings['mailbox.maildir'])),
      () => results.push(note('hộp thư cơ quan (Maildir)', `${settings['mailbox.maildir']} chưa có; sẽ được theo dõi khi xuất hiện`)),
    );
  }
  if (settings['people.imap'] !== '') {
    await tested(
      'kiểm tra mật khẩu (IMAP)',
      () => answers(placeOf(settings['people.imap'])).then(() => 'có trả lời'),
      'kiểm tra people.imap',
    );
  } else {
    const without = loaded.kind === 'demo' ? [] : agency.directory.people.filter((p) => p.state === 'active' && p.password === null);
    if (without.length > 0)
      results.push(
        wrong(
          'đăng nhập',
          `${without.length} người chưa có mật khẩu và chưa đặt people.imap: ${without
            .slice(0, 3)
            .map((p) => p.address)
            .join(', ')}`,
        ),
      );
  }
  if (settings['reminders.imap'] !== '') {
    const someone = agency.directory.people.find((p) => p.state === 'active')?.address ?? '';
    const account = {
      ...placeOf(settings['reminders.imap']),
      tls: settings['reminders.imap-tls'],
      user: `${someone}*${settings['reminders.master-user']}`,
      password: settings['reminders.master-password'],
      folder: 'INBOX',
    };
    await tested(
      'nhắc kiểm tra hộp thư (IMAP)',
      async () => `đăng nhập thay được ${someone}: ${await probeImap(account)} thư`,
      'kiểm tra reminders.imap, reminders.master-user (Dovecot: auth_master_user_separator = *)',
    );
  } else if (settings['reminders.maildir'] === '') {
    results.push(note('nhắc kiểm tra hộp thư', 'chưa đặt reminders.imap: mọi hộp thư hiện là «chưa theo dõi được», không ai bị nhắc'));
  }
  return results;
};
