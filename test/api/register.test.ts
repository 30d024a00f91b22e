import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { at, hostile, startAgency, type Fixture } from './agency-fixture.ts';
import { fill } from './fill.ts';

let agency: Fixture;
let ids: Awaited<ReturnType<typeof fill>>;
beforeAll(async () => {
  agency = await startAgency();
  ids = await fill(agency, Buffer.from('%PDF-1.7 thật\n'));
});
afterAll(() => agency?.stop());

type List = {
  readonly items: readonly { readonly id: string; readonly arrivalNumber?: number; readonly subject: string | null }[];
  readonly total: number;
  readonly next: string | null;
};
/** The answer's shape is what the tests below look at. */
const jsonOf = async <T>(answer: Response): Promise<T> => (await answer.json()) as T;
const list = async (path: string, address = at('maivt')): Promise<List> => jsonOf(await agency.api(path, address));
const numbers = async (path: string, address?: string): Promise<readonly (number | undefined)[]> =>
  (await list(path, address)).items.map((i) => i.arrivalNumber);

describe('the register', () => {
  test('fields by the names of Phụ lục VI, newest first', async () => {
    const { items, total, next } = await list('/documents?book=den&year=2026');
    expect([total, next, items.map((i) => i.arrivalNumber)]).toEqual([5, null, [5, 4, 3, 2, 1]]);
    expect(items[3]).toMatchObject({
      book: 'den',
      year: 2026,
      state: 'registered',
      arrivalDate: '2026-11-20',
      codeNumber: '187',
      codeNotation: 'BC-UBND',
      issuedDate: '2026-11-05',
      typeName: 'Báo cáo',
      confidence: { codeNumber: 0.97 },
      source: { via: 'smtp', messageId: '<goc@tanlap.example>', from: 'vp@tanlap.example', receivedAt: '2026-11-23T07:41:00+07:00' },
      files: [
        {
          name: '2_187-BC-UBND_1.pdf',
          originalName: 'cong-van-den.pdf',
          mediaType: 'application/pdf',
          main: true,
          href: expect.stringMatching(/^\/api\/v1\/documents\/[0-9a-f]{24}\/files\/1$/),
        },
        {},
      ],
    });
    const inner = ['agency', 'number', 'series', 'history', 'original', 'fieldSources', 'copies', 'alternatives', 'doubtful'];
    expect(Object.keys(items[0] ?? {}).filter((name) => inner.includes(name))).toEqual([]);
  });
  test.each([
    ['tuyen quan', [2]],
    ['TUYỂN QUÂN', [2]],
    ['tuyển quân'.normalize('NFD'), [2]],
    ['187', [2]],
    ['bc-ubnd xa tan lap', [2]],
    ['hoả', []],
    ['ứng phó mua lu', [3]],
    ['.*', []],
    ['(((((', []],
  ])('search: %s', async (q, found) => {
    expect(await numbers(`/documents?q=${encodeURIComponent(q)}`)).toEqual(found);
    const page = await (await agency.page(`/van-ban?q=${encodeURIComponent(q)}`, await agency.signIn(at('maivt')))).text();
    expect(page).toContain(`Năm 2026 · ${found.length} văn bản`);
  });
  test('page by page, each row once', async () => {
    const seen: (number | undefined)[] = [];
    let after = '';
    do {
      const { items, total, next }: List = await list(`/documents?limit=2${after}`);
      expect(total).toBe(5);
      seen.push(...items.map((i) => i.arrivalNumber));
      after = next === null ? '' : `&after=${encodeURIComponent(next)}`;
    } while (after !== '');
    expect(seen).toEqual([5, 4, 3, 2, 1]);
    expect(await numbers('/documents?limit=2&after=nonsense')).toEqual([5, 4]);
  });
  test('only what is urgent, on the page', async () => {
    const page = await (await agency.page('/van-ban?khan=1', await agency.signIn(at('maivt')))).text();
    expect(page).toContain('Năm 2026 · 1 văn bản');
    expect(page).toContain('Hỏa tốc');
  });
  test('the book of đơn is there for văn thư and the person named, and for nobody else', async () => {
    for (const [local, sees] of [
      ['lanpt', true],
      ['tuanha', true],
      ['maivt', false],
      ['hoanv', false],
      ['sonbn', false],
      ['ductm', false],
    ] as const) {
      const address = at(local);
      expect([local, (await list('/documents?book=don', address)).total]).toEqual([local, sees ? 1 : 0]);
      expect((await agency.api(`/documents/${ids.complaint}`, address)).status).toBe(sees ? 200 : 404);
      expect((await agency.api(`/documents/${ids.complaint}/files/1`, address)).status).toBe(sees ? 200 : 404);
      expect((await list('/documents?q=to%20cao', address)).total).toBe(0);
      const cookie = await agency.signIn(address);
      expect((await agency.page(`/van-ban/${ids.complaint}`, cookie)).status).toBe(sees ? 200 : 404);
      expect((await (await agency.page('/van-ban?book=don', cookie)).text()).includes('tố cáo')).toBe(sees);
    }
  });
});

describe('downloads', () => {
  const file = (n: number | string, id = ids.registered[1] ?? ''): Promise<Response> =>
    agency.api(`/documents/${id}/files/${n}`, at('maivt'));
  test('a PDF: the bytes as they came, shown by the browser under the name by its number', async () => {
    const answer = await file(1);
    expect(Buffer.from(await answer.arrayBuffer()).toString()).toBe('%PDF-1.7 thật\n');
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-disposition')).toBe(`inline; filename="2_187-BC-UBND_1.pdf"; filename*=UTF-8''2_187-BC-UBND_1.pdf`);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
  test('anything else is saved, and runs nowhere', async () => {
    const answer = await file(2);
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="2_dinh kem phu luc_2.html"; filename*=UTF-8''2_%C4%91%C3%ADnh%20k%C3%A8m%20%22ph%E1%BB%A5%20l%E1%BB%A5c%22_2.html`,
    );
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  });
  test.each(['0', '3', '-1', '1.5', 'x', '..%2f..%2fetc%2fpasswd'])('file %s is not there', async (n) =>
    expect((await file(n)).status).toBe(404),
  );
  test.each(['..%2f..', '%00', '0123456789abcdef01234567', '{"$ne":null}', '[object Object]', 'a'.repeat(5_000)])(
    'document %s is not there',
    async (id) => {
      const answer = await agency.api(`/documents/${encodeURIComponent(id)}`, at('maivt'));
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8']);
    },
  );
});

describe('what a stranger writes', () => {
  test('stays text on every page', async () => {
    const cookie = await agency.signIn(at('hoanv'));
    const clerk = await agency.signIn(at('lanpt'));
    const paths = [
      '/van-ban',
      `/van-ban/${ids.registered[4] ?? ''}`,
      '/cho-van-thu',
      '/cho-dong-y',
      `/cho-dong-y/${ids.held}`,
      '/thu-rac',
      '/chua-vao-so',
      '/thu-giu-lai',
      '/kiem-tra',
      '/thu/n1-mai-2',
      `/van-ban?q=${encodeURIComponent(hostile)}`,
      `/khong-co/${encodeURIComponent(hostile)}`,
    ];
    let shown = 0;
    for (const path of paths) {
      const answer = await agency.page(path, path.startsWith('/thu/') ? cookie : clerk);
      const text = await answer.text();
      expect(text).not.toMatch(/<script|<img|onerror=alert\(1\)>(?!&|')|\u202e/);
      expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'self'/);
      if (text.includes('&lt;script&gt;')) shown += 1;
    }
    expect(shown).toBeGreaterThanOrEqual(5);
  });
  test('as operators, lists and objects is refused or dropped, never asked of the database', async () => {
    for (const query of [
      'book[$ne]=x',
      'book[]=den',
      'book=den&book=don',
      'q[$regex]=.*',
      'q=a&q=b',
      'year[$gt]=1',
      'limit=0',
      'limit=201',
      'limit=x',
      'after[$ne]=1&limit=-1',
      `${'a[b]'.repeat(500)}=1&limit=0`,
    ]) {
      const answer = await agency.api(`/documents?${query}`, at('maivt'));
      const { status } = answer;
      if (status === 200) expect(await answer.json()).toMatchObject({ total: 5 });
      else expect([query, status]).toEqual([query, 400]);
    }
    const body = (sent: unknown): Promise<Response> => agency.post(`/intake/${ids.tray}/forward`, at('lanpt'), sent);
    for (const sent of [{ unit: { $ne: null } }, { unit: ['VP'] }, { unit: null }, {}, [], { unit: 'x'.repeat(41) }])
      expect((await body(sent)).status).toBe(400);
    expect((await body({ unit: '__proto__' })).status).toBe(409);
    const cookie = await agency.signIn(at('lanpt'));
    const form = await agency.page('/van-ban?q[$ne]=x&year[$gt]=0&book[]=don&after[]=x', cookie);
    expect([form.status, (await form.text()).includes('5 văn bản')]).toEqual([200, true]);
  });
  test('more fields than asked for are dropped', async () => {
    const answer = await agency.post(`/intake/${ids.tray}/dismiss`, at('lanpt'), {
      reason: 'Thư cảm ơn',
      state: 'registered',
      decidedBy: 'x',
      agency: 'y',
      __proto__: { state: 'z' },
    });
    expect(answer.status).toBe(200);
    expect(await agency.services.intake.get(ids.tray)).toMatchObject({
      state: 'dismissed',
      decidedBy: at('lanpt'),
      answer: 'Không vào sổ: Thư cảm ơn',
    });
  });
});

describe('a message’s life', () => {
  test('one’s own, and all for those who run the gateway', async () => {
    const own = await list('/messages', at('maivt'));
    expect([own.total, own.items.map((i) => i.id)]).toEqual([3, ['n1-sealed-4', 'n1-mai-2', 'n1-mai-1']]);
    expect((await list('/messages', at('sonbn'))).total).toBe(4);
    expect((await list('/messages?messageId=%3Cn1-huy-3%40vidu.gov.vn%3E', at('maivt'))).items).toEqual([]);
    expect((await list('/messages?messageId=%3Cn1-huy-3%40vidu.gov.vn%3E', at('huydq'))).items).toHaveLength(1);
    expect((await agency.api('/messages/n1-huy-3', at('maivt'))).status).toBe(404);
    const page = await list('/messages?limit=2', at('maivt'));
    expect((await list(`/messages?limit=2&after=${page.next ?? ''}`, at('maivt'))).items.map((i) => i.id)).toEqual(['n1-mai-1']);
  });
  test('sealed mail of both kinds, page by page', async () => {
    const seen: string[] = [];
    let after = '';
    do {
      const { items, next }: List = await list(`/sealed?limit=1${after}`, at('lanpt'));
      seen.push(...items.map((i) => i.id));
      after = next === null ? '' : `&after=${encodeURIComponent(next)}`;
    } while (after !== '' && seen.length < 9);
    expect(seen.toSorted()).toEqual(['n1-sealed-4', ids.secret, ids.sealed].toSorted());
  });
});

describe('the check-in board', () => {
  const board = async (
    local: string,
    query = '',
  ): Promise<{ readonly items: readonly { readonly address: string; readonly states: readonly string[] }[] }> =>
    jsonOf(await agency.api(`/check-ins${query}`, at(local)));
  test('one’s own row, a head the unit, the Chánh Văn phòng all; leaders on none', async () => {
    expect((await board('maivt')).items).toMatchObject([{ address: at('maivt'), states: ['reminded', 'later', 'later'] }]);
    expect((await board('tuanha')).items.map((i) => [i.address, i.states[0]])).toEqual([
      [at('tuanha'), 'looked'],
      [at('maivt'), 'reminded'],
    ]);
    expect((await board('hoanv')).items.map((i) => i.address)).toEqual(['hoanv', 'lanpt', 'tuanha', 'maivt', 'huydq', 'sonbn'].map(at));
    expect((await board('ductm')).items).toEqual([]);
    expect((await agency.api('/check-ins?date=2026-02-30', at('maivt'))).status).toBe(400);
    expect(await board('maivt', '?date=2026-11-24')).toMatchObject({ workingDay: false, slots: [] });
  });
});

test('a person puts their own row right, of slots that have begun, and nobody else’s', async () => {
  const cookie = await agency.signIn(at('maivt'));
  const csrf = await agency.csrf(cookie);
  const note = (date: string, slot: string): Promise<Response> =>
    agency.page('/kiem-tra', cookie, { method: 'POST', body: new URLSearchParams({ csrf, date, slot }) });
  const states = async (local: string): Promise<unknown> => jsonOf(await agency.api('/check-ins', at(local)));
  const boardOf = await (await agency.page('/kiem-tra', await agency.signIn(at('hoanv')))).text();
  expect(boardOf.match(/name="slot"/g)).toHaveLength(1);
  for (const [date, slot] of [
    ['2026-11-23', 'cuoi-buoi-sang'],
    ['2026-11-23', 'x'],
    ['2026-11-24', 'dau-gio-sang'],
    ['2026-09-23', 'dau-gio-sang'],
  ] as const)
    expect([date, slot, (await note(date, slot)).status]).toEqual([date, slot, 404]);
  expect((await note('2026-11-23', 'dau-gio-sang')).headers.get('location')).toBe('/kiem-tra?date=2026-11-23');
  expect(await states('maivt')).toMatchObject({ items: [{ address: at('maivt'), states: ['own-word', 'later', 'later'] }] });
});

describe('answers', () => {
  test('a problem is RFC 9457 with a Vietnamese title', async () => {
    const answer = await agency.api('/documents?limit=0', at('maivt'));
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      status: 400,
      title: 'Yêu cầu không đúng',
      detail: expect.stringMatching(/^limit: /),
    });
    expect(await (await agency.api('/nowhere', at('maivt'))).json()).toEqual({ type: 'about:blank', status: 404, title: 'Không tìm thấy' });
  });
  test('OpenAPI lists every route with who may call it', async () => {
    type OpenApi = { readonly openapi: string; readonly paths: Record<string, Record<string, { readonly 'x-roles': unknown }>> };
    const api = await jsonOf<OpenApi>(await fetch(`${agency.url}/api/openapi.json`));
    expect(api.openapi).toBe('3.1.0');
    for (const route of agency.routes) expect(api.paths[`/api/v1${route.path}`]?.[route.method]?.['x-roles']).toEqual(route.access);
    const shown = Object.values(api.paths).flatMap((methods) => Object.keys(methods));
    expect(shown).toHaveLength(agency.routes.length);
  });
  test('what operators ask, and the pages’ own headers', async () => {
    expect(await (await fetch(`${agency.url}/healthz`)).text()).toBe('ok\n');
    expect((await fetch(`${agency.url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${agency.url}/metrics`)).text()).toContain('vanthu_documents_total 5');
    const front = await fetch(`${agency.url}/`);
    expect(front.status).toBe(200);
    expect(Object.fromEntries(front.headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    });
    expect(front.headers.get('content-security-policy')).not.toMatch(/unsafe|script-src/);
    expect(front.headers.get('x-powered-by')).toBeNull();
  });
});
