/** Members of Haraka's objects that the typings do not declare, and why: plugins have no business with them. */
import type { declared } from './typings-members.ts';

const because = (reason: string, names: string): Record<string, string> =>
  Object.fromEntries(names.split(' ').map((name) => [name, reason]));

export const leftOut: { readonly [Name in keyof typeof declared]?: Readonly<Record<string, string>> } = {
  Connection: {
    ...because('state of the line reader', 'current_data prev_state awaiting_data_reply loop_code loop_msg'),
    ...because(
      'steps of the dialogue, called by the line reader',
      'process_line process_data accumulate_data data_done tran_uuid rcpt_incr',
    ),
    ...because(
      'commands, called by the line reader',
      'cmd_proxy cmd_internalcmd cmd_helo cmd_ehlo cmd_quit cmd_rset cmd_vrfy cmd_noop cmd_help cmd_mail cmd_rcpt cmd_data',
    ),
    ...because(
      'ends of hooks, called by the plugin runner',
      'disconnect_respond reset_transaction_respond connect_init_respond lookup_rdns_respond rdns_response unrecognized_command_respond ' +
        'connect_respond helo_respond ehlo_respond capabilities_respond quit_respond vrfy_respond noop_respond rset_respond mail_respond ' +
        'rcpt_ok_respond rcpt_respond data_respond data_post_respond max_data_exceeded_respond queue_outbound_respond queue_respond queue_ok_respond',
    ),
    ...because('the plugin runner keeps its list here', 'hooks_to_run'),
    ...because('used by the listener and the tls plugin', 'setTLS apply_proxy'),
    ...because('makes the text of a queue answer', 'queue_msg store_queue_result'),
  },
  Transaction: {
    ...because('what set_banner, add_body_filter and attachment_hooks stored', 'attachment_start_hooks body_filters'),
    ...because('state of the parser', 'cfg header_pos found_hb_sep data_lines'),
    ...because(
      'steps of the parser',
      'ensure_body remove_final_cr add_dot_stuffing_and_ensure_crlf_newlines end_data reset_headers incr_mime_count',
    ),
  },
  ResultStore: because('inside of the store', 'conn store redis_publish private_collate'),
  Body: {
    ...because('state of the parser', 'header_lines decode_function'),
    ...because(
      'steps of the parser',
      'decode_qp decode_7bit decode_base64 decode_8bit parse_more parse_child parse_headers parse_start force_end parse_end parse_body ' +
        'parse_multipart_preamble parse_attachment',
    ),
  },
  AttachmentStream: because('called by the parser', 'emit_data emit_end'),
  MessageStream: because('state of the writer', 'state buffered max_data_inflight'),
  Address: because('how it was parsed', 'opts'),
  Config: because('inside of get', 'arrange_args'),
  DSNFactory: because('every JavaScript class has it', 'length name prototype'),
  Outbound: because(
    'inside of the queue',
    'qfile temp_fail_queue delivery_queue scan_queue_pids load_pid_queue ensure_queue_dir init_queue process_delivery build_todo',
  ),
  HMailItem: {
    ...because('state of the delivery', 'cfg obtls refcount next_cb'),
    ...because(
      'steps of the delivery',
      'size_file read_todo send get_mx get_mx_error found_mx try_deliver try_deliver_host_on_socket extend_rcpt_with_dsn ' +
        'populate_bounce_message populate_bounce_message_with_headers double_bounce delivered convert_temp_failed_to_bounce get_force_tls ' +
        'sort_mx split_to_new_recipients',
    ),
    ...because(
      'ends of hooks, called by the plugin runner',
      'send_email_respond get_mx_respond bounce_respond deferred_respond delivered_respond',
    ),
  },
  Server: {
    ...because(
      'start of the process',
      'load_smtp_ini load_http_ini load_connection_ini daemonize createServer load_default_tls_config create_smtps_server get_smtp_server ' +
        'setup_smtp_listeners setup_http_listeners listening get_http_docroot handle404',
    ),
    ...because('ends of hooks, called by the plugin runner', 'init_master_respond init_child_respond init_http_respond init_wss_respond'),
    ...because('receives what sendToMaster sent', 'receiveAsMaster'),
  },
  Logger: because('inside of the logger', 'deferred_logs colors load_log_ini colorize log_respond cfg log_if_level'),
  NetUtils: {
    ...because('sockets and listeners of Haraka itself', 'LineSocket add_line_processor endpoint Endpoint parseSockaddr HostPool'),
    ...because('the PROXY protocol of the listener', 'parse_proxy_line is_haproxy_allowed'),
    ...because('an old name of is_private_ip', 'is_rfc1918'),
    ...because('part of is_ip_in_str', 'octets_in_string'),
  },
  HarakaMx: because('parts of the constructor', 'fromObject fromString fromUrl'),
  Plugins: because('called by run_hooks', 'run_next_hook'),
};
