/**
 * What the typings declare, as values, with the kind that a fresh object shows at run time. `satisfies` keeps the lists and the declarations
 * equal: a member that is forgotten here, invented here, or declared with another kind does not compile.
 */
import type { ConnectionStates, HookName, ReturnCodes } from 'haraka-plugin-api-typings';
import { declaredOfMail } from './typings-members-mail.ts';
import { declaredOfServices } from './typings-members-services.ts';

export const declared = { ...declaredOfMail, ...declaredOfServices };

export const returnCodes = {
  CONT: 900,
  STOP: 901,
  DENY: 902,
  DENYSOFT: 903,
  DENYDISCONNECT: 904,
  DISCONNECT: 905,
  OK: 906,
  NEXT_HOOK: 907,
  DELAY: 908,
  DENYSOFTDISCONNECT: 909,
} as const satisfies ReturnCodes;

export const connectionStates = {
  CMD: 1,
  LOOP: 2,
  DATA: 3,
  PAUSE: 4,
  PAUSE_SMTP: 5,
  PAUSE_DATA: 6,
  DISCONNECTING: 99,
  DISCONNECTED: 100,
} as const satisfies ConnectionStates;

export const hookNames = {
  bounce: true,
  capabilities: true,
  connect: true,
  connect_init: true,
  data: true,
  data_post: true,
  deferred: true,
  delivered: true,
  deny: true,
  disconnect: true,
  ehlo: true,
  get_mx: true,
  helo: true,
  init_child: true,
  init_http: true,
  init_master: true,
  init_wss: true,
  log: true,
  lookup_rdns: true,
  mail: true,
  max_data_exceeded: true,
  noop: true,
  pre_send_trans_email: true,
  queue: true,
  queue_ok: true,
  queue_outbound: true,
  quit: true,
  rcpt: true,
  rcpt_ok: true,
  reset_transaction: true,
  rset: true,
  send_email: true,
  unrecognized_command: true,
  vrfy: true,
} as const satisfies Record<HookName, true>;
