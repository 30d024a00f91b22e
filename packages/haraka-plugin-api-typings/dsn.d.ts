/**
 * Answers with a code and an enhanced status code of their own.
 * @see haraka-dsn 1.2 README.md and `index.js`; RFC 3463
 */

/**
 * Haraka recognises a DSN by the name of its class (`constructor.name === 'DSN'`) and then sends `code` and `reply` instead of its own code.
 * Only where it answers at once: after `queue` and `queue_outbound` the code is 550 or 450 and only the text of the DSN is used.
 */
export interface DSN {
  /** SMTP reply code. */
  readonly code: number | string;
  /** Text after the code, with the enhanced status code in front. */
  readonly reply: string | string[];
  readonly msg?: string | readonly string[] | undefined;
  /** The three parts of the enhanced status code. */
  readonly cls?: number;
  readonly sub?: number;
  readonly det?: number;
  readonly default_msg?: string;
  toString(): string;
}

/** Text (a standard one when absent) and SMTP code (of the right class when absent). */
export type MakeDSN = (message?: string | readonly string[], code?: number) => DSN;

type DSNName =
  | 'unspecified'
  | `addr_${'unspecified' | 'bad_dest_mbox' | 'bad_dest_system' | 'bad_dest_syntax' | 'dest_ambigous' | 'rcpt_ok' | 'mbox_moved'}`
  | `addr_${'bad_from_syntax' | 'bad_from_system' | 'null_mx'}`
  | 'no_such_user'
  | `mbox_${'unspecified' | 'disabled' | 'full' | 'msg_too_long' | 'list_expansion_problem'}`
  | `sys_${'unspecified' | 'disk_full' | 'not_accepting_mail' | 'not_supported' | 'msg_too_big' | 'incorrectly_configured'}`
  | `net_${'unspecified' | 'no_answer' | 'bad_connection' | 'directory_server_failed' | 'unable_to_route' | 'system_congested'}`
  | `net_${'routing_loop' | 'delivery_time_expired'}`
  | 'temp_resolver_failed'
  | 'too_many_hops'
  | `proto_${'unspecified' | 'invalid_command' | 'syntax_error' | 'too_many_rcpts' | 'invalid_cmd_args' | 'wrong_version'}`
  | `media_${'unspecified' | 'unsupported' | 'conv_prohibited' | 'conv_unsupported' | 'conv_lossy' | 'conv_failed'}`
  | `sec_${'unspecified' | 'unauthorized' | 'list_expn_prohibited' | 'conv_failed' | 'feature_unsupported' | 'crypto_failure'}`
  | `sec_${'crypto_algo_unsupported' | 'msg_integrity_failure' | 'null_mx_sender' | 'dkim_no_pass' | 'dkim_not_acceptable'}`
  | `sec_${'dkim_no_author_match' | 'spf_fail' | 'spf_error' | 'rdns_fail' | 'multi_auth_fail'}`
  | 'bad_sender_ip'
  | 'relaying_denied'
  | `auth_${'succeeded' | 'pass_transition_needed' | 'temp_fail' | 'too_weak' | 'invalid' | 'exch_too_long' | 'required' | 'crypt_required'}`;

/** What `require('haraka-dsn')` gives. */
export interface DSNFactory extends Readonly<Record<DSNName, MakeDSN>> {
  new (
    code: number | string | undefined | null,
    message?: string | readonly string[],
    fallbackCode?: number | null,
    subject?: number,
    detail?: number,
  ): DSN;
  create(code: number | string, message?: string | readonly string[], subject?: number, detail?: number): DSN;
}
