import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { IntakeData } from '../../agency/registry/intake-item.ts';
import { agency as demo } from '../hold/agency.ts';
import { at, startAgency, who, type Fixture } from './agency-fixture.ts';

let agency: Fixture;
beforeAll(async () => {
  agency = await startAgency();
});
afterAll(() => agency?.stop());

const complaint = (state: IntakeData['state']): IntakeData => ({
  agency: demo.name,
  state,
  kind: 'complaint',
  sourceKeys: [`sha256:${state}`],
  entryId: null,
  via: 'smtp',
  messageId: '<don@ngoai.example>',
  subject: 'Đơn tố cáo ông X',
  from: 'cong-dan@ngoai.example',
  fromName: 'Người tố cáo',
  recipients: [at('vanthu')],
  receivedAt: '2026-11-20T02:10:00.000Z',
  judgement: null,
  alteredCopyOf: null,
  reasons: ['Đơn tố cáo'],
  rule: null,
  original: null,
  files: [],
  book: 'don',
  firstSender: null,
  copyOf: null,
  documentId: null,
  notSpam: false,
  decidedBy: null,
  decidedAt: null,
  answer: null,
  unit: null,
  failure: null,
  attempts: 0,
});

test('who wrote a đơn and about whom stands in no list but that of those who may open it', async () => {
  for (const state of ['registered', 'failed'] as const) await agency.services.intake.receive(complaint(state));
  const cookie = await agency.signIn(who['chanh-van-phong']);
  const others = await Promise.all([
    agency.api('/intake?state=registered', who['chanh-van-phong']).then((r) => r.text()),
    agency.api('/failed', who['chanh-van-phong']).then((r) => r.text()),
    agency.api('/failed', who['quan-tri']).then((r) => r.text()),
    agency.page('/chua-vao-so', cookie).then((r) => r.text()),
  ]);
  for (const list of others) expect(list).not.toMatch(/cong-dan|tố cáo|don@ngoai/i);
  for (const path of ['/intake?state=registered', '/failed'])
    expect(await (await agency.api(path, who['van-thu'])).text()).toContain('Đơn tố cáo ông X');
});
