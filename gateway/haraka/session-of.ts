import type { Address, Connection, EsmtpParameters, Transaction } from 'haraka-plugin-api-typings';
import type { Envelope, Recipient, Session, Via } from '../../mail/envelope.ts';

/** What Haraka keeps only in the parameters of its hooks. */
export type EnvelopeParameters = {
  readonly mail: EsmtpParameters;
  /** By the Address object that Haraka keeps in `rcpt_to`. */
  readonly recipients: WeakMap<Address, EsmtpParameters>;
};

const notifyWords = new Set(['NEVER', 'SUCCESS', 'FAILURE', 'DELAY']);

const addressOf = (address: Address): string => {
  const domain = address.original_host ?? address.host;
  return domain === '' ? address.user : `${address.user}@${domain.toLowerCase()}`;
};

const recipientOf = (address: Address, parameters: EsmtpParameters | undefined): Recipient => {
  const notify = (parameters?.NOTIFY ?? '')
    .toUpperCase()
    .split(',')
    .filter((word) => notifyWords.has(word));
  const orcpt = parameters?.ORCPT ?? '';
  return { address: addressOf(address), ...(notify.length > 0 ? { notify } : {}), ...(orcpt === '' ? {} : { orcpt }) };
};

/** The envelope of a Haraka transaction with the recipients accepted so far. */
export function envelopeOf(transaction: Transaction, parameters: EnvelopeParameters): Envelope {
  const { mail } = parameters;
  const ret = mail.RET?.toUpperCase();
  const envid = mail.ENVID ?? '';
  return {
    from: transaction.mail_from.isNull() ? '' : addressOf(transaction.mail_from),
    recipients: transaction.rcpt_to.map((address) => recipientOf(address, parameters.recipients.get(address))),
    smtpUtf8: mail.SMTPUTF8 !== undefined,
    body8bit: mail.BODY?.toUpperCase() === '8BITMIME',
    ...(ret === 'FULL' || ret === 'HDRS' ? { ret } : {}),
    ...(envid === '' ? {} : { envid }),
  };
}

/** Who handed the message over. A person is who signed in at one of Haraka's auth plugins; `relaying` without one is a named peer. */
export function sessionOf(connection: Connection, receivedAt: string, aligned: boolean): Session {
  const user = connection.notes.auth_user;
  const person = typeof user === 'string' && user !== '' ? user.toLowerCase() : null;
  let via: Via = 'inbound';
  if (connection.relaying) via = person === null ? 'relay' : 'submission';
  return {
    via,
    person: via === 'submission' ? person : null,
    client: connection.remote.ip,
    helo: connection.hello.host ?? '',
    tls: connection.tls.enabled,
    receivedAt,
    aligned,
  };
}
