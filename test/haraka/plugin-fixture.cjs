'use strict';
/**
 * The package plugin of the smoke test: the adapter with a port that follows orders in the message (`X-Judge`, `X-Accept`) and keeps what
 * it accepts under `$HARAKA/accepted`.
 */
const fs = require('node:fs');
const path = require('node:path');
require('tsx/cjs/api').register();
const { harakaAdapter } = require('../../gateway/haraka/plugin.ts');

const folder = path.join(process.env.HARAKA, 'accepted');
const orderIn = (bytes, name) => new RegExp(`^${name}: (\\S+)\r$`, 'm').exec(Buffer.from(bytes).toString('latin1'))?.[1];
const verdict = (code, enhanced, text) => ({ outcomes: {}, findings: [], repaired: false, reply: { code, enhanced, text } });
let count = 0;

const port = {
  judge(_envelope, bytes) {
    switch (orderIn(bytes, 'X-Judge') ?? '') {
      case 'reject':
        return Promise.resolve(verdict(550, '5.7.1', 'Thư chưa gửi được vì Đồng chí không dùng được địa chỉ này.'));
      case 'defer':
        return Promise.resolve(verdict(450, '4.7.1', `Gửi chậm lại. ${'Đề nghị gửi lại sau ít phút. '.repeat(30)}`));
      case 'throw':
        throw new Error('judge threw');
      case 'fail':
        return Promise.reject(new Error('judge failed'));
      case 'never':
        return new Promise(() => {});
      case 'nonsense':
        return Promise.resolve(verdict(0, '', ''));
      default:
        return Promise.resolve(verdict(250, '2.6.0', 'Đã nhận thư'));
    }
  },
  async accept(envelope, bytes, session, accepted) {
    if (orderIn(bytes, 'X-Accept') === 'fail') throw new Error('the disk is full');
    const id = `t${++count}`;
    const file = await fs.promises.open(path.join(folder, `${id}.eml`), 'wx');
    await file.writeFile(bytes);
    await file.sync();
    await file.close();
    await fs.promises.writeFile(path.join(folder, `${id}.json`), JSON.stringify({ envelope, session, code: accepted.reply.code }));
    return { id };
  },
};

const adapter = harakaAdapter({ port, limit: 100_000, deadlineMs: 1_000, now: () => new Date('2026-11-23T00:45:00Z') });

Object.assign(exports, adapter, {
  register() {
    adapter.register.call(this);
    this.register_hook('lookup_rdns', 'on_lookup_rdns');
    this.register_hook('ehlo', 'on_ehlo');
    this.register_hook('deny', 'on_deny');
    this.register_hook('data', 'on_data');
  },
  /** No question to the DNS. */
  on_lookup_rdns(next) {
    next(global.OK, 'localhost');
  },
  on_ehlo(next, connection, host) {
    if (host === 'may-chu.vidu.gov.vn') connection.relaying = true;
    if (host === 'nop-thu.vidu.gov.vn') {
      // What the auth plugins do after AUTH.
      connection.relaying = true;
      connection.notes.auth_user = 'Mai@vidu.gov.vn';
    }
    next();
  },
  /** What plugins like karma do. */
  on_deny(next, connection) {
    next(connection.transaction?.header.get('X-Deny').trim() === 'overridden' ? global.OK : global.CONT);
  },
  /** MIME parsing changes the buffers of lines in place. */
  on_data(next, connection) {
    connection.transaction.parse_body = true;
    if (connection.hello.host === 'them-dong.vidu.gov.vn') connection.transaction.add_data(Buffer.from('X-Other: plugin\r\n'));
    next();
  },
});
