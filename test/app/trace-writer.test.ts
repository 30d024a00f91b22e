import { expect, test } from '@jest/globals';
import { createTraceWriter } from '../../app/trace-writer.ts';
import type { EntryView } from '../../gateway/spool/entry.ts';
import type { Trace } from '../../gateway/traces.ts';
import { silent, until } from '../smtp/gateway-under-test.ts';

const entry = (id: string): EntryView => ({
  id,
  envelope: { from: 'a@x.example', recipients: [], smtpUtf8: false, body8bit: false },
  session: { via: 'inbound', person: null, client: '', helo: '', tls: false, receivedAt: '', aligned: false },
  verdict: { outcomes: {}, findings: [], reply: { code: 250, enhanced: '', text: '' }, repaired: false },
  summary: { messageId: null, subject: '', from: '', fromName: '', date: null, bytes: 1, automatic: false },
  record: {
    messageId: null,
    references: [],
    insideIds: [],
    attachments: [],
    shingles: [],
    subject: '',
    date: null,
    from: '',
    fromName: '',
    participants: [],
    shingleCount: 0,
    consentGiven: false,
    excerpt: '',
  },
  recipients: [],
  events: [],
  committedAt: '',
  repaired: false,
  open: () => Promise.reject(new Error('gone')),
  read: () => Promise.reject(new Error('gone')),
});

test('a message whose files are gone from the spool does not keep the others from being remembered', async () => {
  const saved: Trace[] = [];
  const writer = createTraceWriter({ save: async (traces) => void saved.push(...traces) }, silent);
  // keep.passed 0: the files of a passed message go at once, its verdict with them
  const gone = Object.defineProperty({ ...entry('gone') }, 'verdict', {
    get: () => {
      throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    },
  });
  writer.changed(gone);
  writer.changed(entry('there'));
  await until(() => saved.length === 1);
  writer.changed(gone);
  await writer.close();
  expect(saved.map((trace) => trace.id)).toEqual(['there']);
});
