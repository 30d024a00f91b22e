import { Counter, Gauge, Registry } from 'prom-client';

/** Numbers behind /metrics; names are part of the contract. */
export type Metrics = {
  readonly messages: (direction: string, outcome: string) => void;
  readonly notices: (kind: string, role: string) => void;
  readonly reminders: (outcome: string) => void;
  readonly failed: () => void;
  text(): Promise<string>;
};

/** Read when somebody asks; a database that is away leaves the last value. */
export type Measured = { readonly spool: () => number; readonly held: () => Promise<number>; readonly documents: () => Promise<number> };

export function createMetrics(measured: Measured): Metrics {
  const registers = [new Registry()];
  const [register] = registers;
  const messages = new Counter({
    name: 'vanthu_messages_total',
    help: 'Messages taken or refused',
    labelNames: ['direction', 'outcome'],
    registers,
  });
  const notices = new Counter({ name: 'vanthu_notices_total', help: 'Notices handed over', labelNames: ['kind', 'role'], registers });
  const reminders = new Counter({
    name: 'vanthu_reminders_total',
    help: 'Reminder slots decided, a person each',
    labelNames: ['outcome'],
    registers,
  });
  const failed = new Counter({ name: 'vanthu_failed_total', help: 'Office mail that could not be filed', registers });
  const gauge = (name: string, help: string, read: () => Promise<number>): Gauge =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        await read().then(
          (value) => this.set(value),
          () => undefined,
        );
      },
    });
  gauge('vanthu_spool_messages', 'Messages with unfinished work', async () => measured.spool());
  gauge('vanthu_held_messages', 'Messages that wait for consent', measured.held);
  gauge('vanthu_documents_total', 'Documents in the register', measured.documents);
  return {
    messages: (direction, outcome) => messages.inc({ direction, outcome }),
    notices: (kind, role) => notices.inc({ kind, role }),
    reminders: (outcome) => reminders.inc({ outcome }),
    failed: () => failed.inc(),
    text: async () => register?.metrics() ?? '',
  };
}
