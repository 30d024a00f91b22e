/** Paths of the ports that a day of the demonstration does not take: second answers, expiry, long lists, large files. */
import { randomBytes } from 'node:crypto';
import type { Stores } from '../../app/stores.ts';
import { connectStore } from '../../store/connect.ts';
import { createJobBackend } from '../../store/job-backend.ts';

/** So that a list needs more than the driver's first batch of 101. */
const many = 120;
/** More than one chunk of GridFS. */
const large = 600_000;

export async function useStores(stores: Stores): Promise<void> {
  const { documents, blobs, decisions, provenance, traces, sessions, checkIns } = stores;
  const day = new Date('2026-11-24T08:00:00+07:00');
  const hour = (n: number): Date => new Date(day.getTime() + n * 3_600_000);

  const [first] = (await documents.list({ book: 'den', limit: 1, states: ['registered'] })).items;
  if (first === undefined) throw new Error('the register is empty');
  const change = { set: { fileCode: '01-VP' }, history: { at: day.toISOString(), by: 'lanpt@vidu.gov.vn', what: 'sửa', detail: '' } };
  await documents.change(first.id, ['registered'], change);
  await documents.addCopy(first.id, { intakeId: 'x', receivedAt: day.toISOString(), from: '', messageId: null, files: [] });
  // A way of the same message that was not known yet.
  const keys = ['source:a', 'source:b'];
  const { id: _id, ...data } = first;
  const place = { book: 'den', series: 'thu', year: 2026 } as const;
  await documents.add(place, keys.slice(0, 1), (number) => ({ ...data, number }));
  await documents.add(place, keys, (number) => ({ ...data, number }));

  const kept = await blobs.put(randomBytes(large));
  await blobs.get(kept.sha256);
  await blobs.has(kept.sha256);
  await blobs.remove(kept.sha256);

  await decisions.due(hour(0).toISOString(), 10);
  await decisions.findToken('0'.repeat(64));
  await provenance.entitle(['<nothing@vidu.gov.vn>'], ['ai@vidu.gov.vn']);
  for (const whose of [undefined, 'maivt@vidu.gov.vn']) {
    const page = await traces.list({ limit: 1, ...(whose && { of: whose }) });
    if (page.next !== null) await traces.list({ limit: 1, after: page.next, ...(whose && { of: whose }) });
  }
  await sessions.add('hash', { person: 'lanpt@vidu.gov.vn', kind: 'page', expiresAt: hour(1) });
  await sessions.find('hash', day);
  await sessions.remove('hash');

  const person = 'maivt@vidu.gov.vn';
  for (let i = 0; i < many; i++) await checkIns.looked(`${i}-${person}`, day, 'page-opened');
  await checkIns.looked(`1-${person}`, day, 'page-opened');
  await checkIns.looks(hour(-1), hour(1));
  await checkIns.lastLook(person);
  for (const n of [1, 0]) await checkIns.seen(person, { at: hour(n), era: '1', unread: ['a'] });
  await checkIns.lastSeen(person);
  await checkIns.take({ person, date: '2026-11-24', slot: 'dau-gio-sang', state: 'reminded', at: day });
  await checkIns.rows('2026-11-24', '2026-11-24');
  for (const n of [0, 0, 1]) await checkIns.claim('mail', hour(n));
  await checkIns.sent('mail');
  await checkIns.removeExpired(hour(0));
}

/** A node ends while a job waits for its time: agenda gives back the lock. */
export async function giveBackJob(uri: string): Promise<void> {
  const connection = await connectStore(uri);
  const backend = createJobBackend(connection);
  await backend.connect();
  const { jobs } = await backend.repository.queryJobs({ limit: 1 });
  await backend.repository.unlockJobs(jobs.flatMap(({ _id }) => (_id === undefined ? [] : [_id])));
  await connection.close();
}
