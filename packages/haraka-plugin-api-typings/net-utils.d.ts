/**
 * Addresses, names, mail exchangers.
 * @see haraka-net-utils 1.9 README.md and `index.js`
 */
import type { Config } from './config.js';

/** Where outbound mail goes; `get_mx` gives one, several, or anything the constructor takes. */
export interface HarakaMx {
  /** Host name or address. */
  exchange?: string;
  /** Path of a Unix socket, instead of `exchange`. */
  path?: string;
  priority?: number;
  port?: number;
  /** Source address and EHLO name. */
  bind?: string;
  bind_helo?: string;
  using_lmtp?: boolean;
  auth_user?: string;
  auth_pass?: string;
  auth_type?: string;
  /** The name whose DNS gave this. */
  from_dns?: string;
  /** With a password hidden. */
  toUrl(): string;
  toString(): string;
}

/** `host`, `host:port`, `smtp://user:password@host:port`, `lmtp://…`, or the fields. */
export type HarakaMxInput = string | Partial<Omit<HarakaMx, 'toUrl' | 'toString'>>;

/** What `require('haraka-net-utils')` gives, and `outbound.net_utils`. */
export interface NetUtils {
  config: Config;
  readonly HarakaMx: new (from?: HarakaMxInput, domain?: string) => HarakaMx;
  is_private_ip(ip: string): boolean;
  is_private_ipv4(ip: string): boolean;
  is_local_ip(ip: string): boolean;
  is_local_ipv4(ip: string): boolean;
  is_local_ipv6(ip: string): boolean;
  on_local_interface(ip: string): boolean;
  is_local_host(host: string): Promise<boolean>;
  is_ip_literal(host: string): boolean;
  is_ipv4_literal(host: string): boolean;
  is_ip_in_str(ip: string, text: string): boolean;
  /** Is the address in the list (or among the keys) of addresses and CIDR blocks? */
  ip_in_list(list: readonly string[] | Readonly<Record<string, unknown>> | undefined, ip: string): boolean;
  same_ipv4_network(ip: string, list: readonly string[]): boolean;
  normalize_ip(ip: string): string | null;
  ip_to_long(ip: string): number | false;
  long_to_ip(number: number): string;
  dec_to_hex(number: number): string;
  hex_to_dec(hex: string): number;
  ipv6_reverse(ip: string): string;
  ipv6_bogus(ip: string): boolean;
  get_ipany_re(prefix?: string, suffix?: string, flags?: string): RegExp;
  /** `config/me`, else the host's name. */
  get_primary_host_name(): string;
  getHostIPs(host: string): Promise<{ addrs: string[]; errors: Error[] }>;
  get_ips_by_host(host: string, done?: (errors: Error[], ips: string[]) => void): Promise<string[]>;
  get_mx(domain: string, done: (error: Error | null, exchanges: HarakaMx[]) => void): Promise<void>;
  get_mx(domain: string): Promise<HarakaMx[]>;
  get_implicit_mx(domain: string): Promise<HarakaMx[]>;
  resolve_mx_hosts(exchanges: readonly HarakaMx[]): Promise<HarakaMx[]>;
  get_public_ip(done: (error: Error | null, ip?: string | null) => void): void;
  get_public_ip(): Promise<string | null>;
}
