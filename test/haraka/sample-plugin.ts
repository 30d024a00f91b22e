/// <reference types="haraka-plugin-api-typings/globals" />
/// <reference types="haraka-plugin-api-typings/modules" />
/** Compiled with everything else: a plugin written against the typings, and uses that must not compile. */
import type { Address as ParsedAddress } from '@haraka/email-address';
import type {
  Address,
  AuthModule,
  HarakaMxInput,
  Hook,
  IniFile,
  NextMessage,
  Plugin,
  PluginModule,
  QueuedCallback,
} from 'haraka-plugin-api-typings';
import type constants from 'haraka-constants';
import type DSN from 'haraka-dsn';

type Sample = Plugin & { cfg: IniFile; load(): void; on_vrfy: Hook<'vrfy'> };

export const samplePlugin: PluginModule<Sample> & Pick<Sample, 'load' | 'on_vrfy'> & ThisType<Sample> = {
  register() {
    this.load();
    this.register_hook('vrfy', 'on_vrfy', -100);
    this.inherits('rcpt_to.host_list_base');
  },
  load() {
    this.cfg = this.config.get('sample.ini', { booleans: ['+main.enabled'] }, () => this.load());
    const hosts: string[] = this.config.get('host_list', 'list');
    const key: Buffer | null = this.config.get('key.pem');
    const me: string | number | boolean | null = this.config.get('me');
    this.loginfo('loaded', { hosts: hosts.length, key: key?.length ?? 0, me });
  },
  on_vrfy(next) {
    next(DENY, 'No');
  },
  hook_lookup_rdns(next) {
    next(OK, 'khach.vidu.gov.vn');
  },
  hook_capabilities(next, connection) {
    connection.capabilities?.push('XSAMPLE');
    next();
  },
  hook_unrecognized_command(next, _connection, [verb, rest]) {
    if (verb === 'XSAMPLE' && rest !== undefined) next(NEXT_HOOK, 'noop');
    else next(CONT);
  },
  hook_mail(next, connection, [from, esmtp]) {
    const { transaction } = connection;
    if (transaction === null) return next();
    transaction.notes['sampleSeen'] = Number(esmtp.SIZE ?? '0');
    transaction.notes.skip_plugins.push('greylist');
    transaction.results.add(this, { pass: 'mail', emit: true, from: from.address });
    if (from.isNull()) next();
    else next(DENYSOFT, ['Try again', 'later']);
  },
  hook_rcpt(next, connection, [to]) {
    connection.set('remote.host', 'khach.vidu.gov.vn');
    next(to.host === 'vidu.gov.vn' ? OK : CONT);
  },
  hook_data(next, connection) {
    const transaction = connection.transaction;
    transaction?.attachment_hooks((contentType, filename, _body, stream) => {
      stream.connection = connection;
      this.logdebug(contentType, filename);
    });
    transaction?.add_body_filter(/^text\/plain/, (_type, _charset, bytes) => Buffer.concat([bytes]));
    next();
  },
  hook_data_post(next, connection) {
    const header = connection.transaction?.header;
    const subject: string | undefined = header?.get_decoded('Subject');
    if (subject === undefined) return next(DENY, 'No subject');
    connection.transaction?.add_header('X-Sample', subject);
    next();
  },
  hook_queue(next, connection) {
    connection.transaction?.message_stream.get_data({ dot_stuffed: true }, (bytes) => {
      connection.loginfo(this, `${bytes.length} octets`);
      next(OK);
    });
  },
  hook_deny(next, connection, [code, , plugin, , , hook]) {
    connection.lognotice(`${plugin} said ${code === DENYSOFT ? 'later' : 'no'} on ${hook}`);
    next();
  },
  hook_get_mx(next, item, domain) {
    const exchanger: HarakaMxInput = { exchange: '127.0.0.1', port: 2525, using_lmtp: item.todo?.force_tls === false };
    if (domain === 'vidu.gov.vn') next(OK, [exchanger]);
    else next();
  },
  hook_send_email(next, item) {
    if (item.num_failures > 3) next(DELAY, 60);
    else next();
  },
  hook_delivered(next, item, [host, , , delay, , mode, okRecipients]) {
    item.loginfo(`${mode} ${host} ${delay.toFixed(1)} s: ${okRecipients.map((to) => to.address).join(' ')}`);
    next();
  },
  hook_log(next, _logger, item) {
    next(item.level === 'DATA' ? STOP : CONT);
  },
  shutdown() {
    const outbound = this.haraka_require('outbound');
    const queued: QueuedCallback = (code, text) => this.loginfo(code === OK ? 'queued' : 'not queued', text);
    outbound.send_email('<>', ['postmaster@vidu.gov.vn'], 'Subject: sample\n\n', queued, { remove_date: true });
  },
};

export const sampleAuth: AuthModule = {
  check_plain_passwd(connection, user, _password, done) {
    connection.notes.auth_user = user;
    done(false, { message: 'Sai mật khẩu', code: 535 });
  },
};

/** An address made by Haraka's own class is an Address of the typings. */
export const asTyped = (address: ParsedAddress): Address => address;

/** `code` and enhanced status code of one's own. */
export const noSubject = (dsn: typeof DSN): NextMessage => dsn.media_unsupported('No subject', 554);

export const codesAgree = (installed: typeof constants): 906 => installed.OK;

export const refused: PluginModule = {
  hook_mail(next, connection, [from]) {
    // @ts-expect-error `address` has been a getter since Haraka 3.2
    from.address();
    // @ts-expect-error a client may have gone: transaction can be null
    connection.transaction.add_header('X', 'y');
    // @ts-expect-error not a return code
    next(250);
    // @ts-expect-error docs/Plugins.md writes HOOK_NEXT, but there is no such constant
    next(HOOK_NEXT, 'rcpt');
  },
  // @ts-expect-error no such hook
  hook_mailfrom() {},
  register() {
    // @ts-expect-error only get_mx may answer with an exchanger
    const hook: PluginModule['hook_rcpt'] = (next) => next(OK, { exchange: '127.0.0.1' });
    this.loginfo(hook);
  },
};
