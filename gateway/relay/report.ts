/** What became of copies, for whoever tells the sender (RFC 3464). */
export type Report = {
  readonly kind: 'failed' | 'delayed' | 'delivered';
  readonly recipients: readonly string[];
  readonly nextHop: string;
};
