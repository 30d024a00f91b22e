import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { at, password, startAgency, type Fixture } from './agency-fixture.ts';
import { fill } from './fill.ts';

let agency: Fixture;
let ids: Awaited<ReturnType<typeof fill>>;
beforeAll(async () => {
  agency = await startAgency();
  ids = await fill(agency);
});
afterAll(() => agency?.stop());

const signInForm = (headers: Record<string, string> = {}, fields: Record<string, string> = {}): Promise<Response> =>
  fetch(`${agency.url}/dang-nhap`, {
    method: 'POST',
    redirect: 'manual',
    headers,
    body: new URLSearchParams({ address: at('lanpt'), password, ...fields }),
  });
const signedIn = async (cookie: string): Promise<boolean> => (await agency.page('/van-ban', cookie)).status === 200;

describe('signing in on the page', () => {
  test('the cookie: for this site only, out of reach of scripts', async () => {
    const answer = await signInForm();
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/van-ban');
    expect(answer.headers.get('set-cookie')).toMatch(
      /^vanthu=[A-Za-z0-9_-]{43}; Max-Age=36000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
  });
  test('wrong and unknown get one answer, without a cookie', async () => {
    const wrong = await signInForm({}, { password: 'sai' });
    const unknown = await signInForm({}, { address: at('ai') });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.headers.get('set-cookie')).toBeNull();
    const body = async (answer: Response, address: string): Promise<string> => (await answer.text()).replaceAll(address, '');
    expect(await body(wrong, at('lanpt'))).toBe(await body(unknown, at('ai')));
    expect(await (await signInForm({}, { password: 'sai' })).text()).not.toContain('sai"');
  });
  test.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['a sandbox', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sister site', { 'sec-fetch-site': 'same-site' }],
  ])('a form of %s signs nobody in', async (_what, headers) => {
    const answer = await signInForm(headers);
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
  });
  test('a cookie that stood there before is worth nothing, and is replaced', async () => {
    const planted = `vanthu=${'A'.repeat(43)}`;
    const answer = await signInForm({ cookie: planted });
    const own = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(own).not.toBe(planted);
    expect([await signedIn(planted), await signedIn(own)]).toEqual([false, true]);
  });
  test.each([
    ['/cho-dong-y/x', '/cho-dong-y/x'],
    ['//evil.example', '/van-ban'],
    ['/\\evil.example', '/van-ban'],
    ['https://evil.example', '/van-ban'],
    ['/a\r\nSet-Cookie: x', '/van-ban'],
  ])('goes on to %s', async (next, place) => {
    expect((await signInForm({}, { next })).headers.get('location')).toBe(place);
  });
  test('ends with signing out, and after a working day', async () => {
    const cookie = await agency.signIn(at('lanpt'));
    const out = (csrf: string): Promise<Response> =>
      agency.page('/dang-xuat', cookie, { method: 'POST', body: new URLSearchParams({ csrf }) });
    const refused = await out('wrong');
    expect([refused.status, refused.headers.get('set-cookie'), await signedIn(cookie)]).toEqual([303, null, true]);
    expect((await out(await agency.csrf(cookie))).headers.get('set-cookie')).toMatch(/^vanthu=;/);
    expect(await signedIn(cookie)).toBe(false);

    const morning = await agency.signIn(at('lanpt'));
    const { now } = agency.world.time;
    agency.world.time.now = new Date(now.getTime() + 10 * 3_600_000 + 1);
    expect(await signedIn(morning)).toBe(false);
    agency.world.time.now = now;
  });
  test('a token of the pages is no app token, and a look is only a page opened', async () => {
    const cookie = await agency.signIn(at('maivt'));
    const token = cookie.split('=')[1] ?? '';
    expect((await fetch(`${agency.url}/api/v1/documents`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
    const before = agency.looks.length;
    await agency.api('/documents', at('maivt'));
    await agency.page('/van-ban', cookie, { method: 'HEAD' });
    expect(agency.looks).toHaveLength(before);
    await agency.page('/van-ban', cookie);
    expect(agency.looks.slice(before)).toEqual([at('maivt')]);
  });
});

describe('HTTP Basic', () => {
  test.each([
    ['a foreign origin', { origin: 'https://evil.example' }, 401],
    ['a foreign site', { 'sec-fetch-site': 'cross-site' }, 401],
    ['a sandbox', { origin: 'null' }, 401],
    ['typed into the address bar', { 'sec-fetch-site': 'none' }, 200],
    ['no browser at all', {}, 200],
  ])('from %s', async (_what, headers, status) => {
    const answer = await fetch(`${agency.url}/api/v1/documents`, { headers: { ...agency.basic(at('lanpt')), ...headers } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('www-authenticate')).toBeNull();
  });
  test('its own origin may', async () => {
    expect((await fetch(`${agency.url}/api/v1/documents`, { headers: { ...agency.basic(at('lanpt')), origin: agency.url } })).status).toBe(
      200,
    );
  });
  test.each(['Basic', 'Basic !!!', 'Basic OnNlY3JldA==', 'Bearer x', 'Digest x', 'Basic bGFucHRAdmlkdS5nb3Yudm46c2Fp'])(
    '%s is nobody',
    async (authorization) => {
      expect((await fetch(`${agency.url}/api/v1/documents`, { headers: { authorization } })).status).toBe(401);
    },
  );
});

describe('CSRF', () => {
  test('a cookie alone changes nothing through the API', async () => {
    const cookie = await agency.signIn(at('lanpt'));
    const call = (headers: Record<string, string>): Promise<Response> =>
      agency.page(`/api/v1/intake/${ids.tray}/dismiss`, cookie, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{}',
      });
    expect((await call({})).status).toBe(403);
    expect((await call({ 'x-csrf-token': 'x' })).status).toBe(403);
    expect((await agency.services.intake.get(ids.tray))?.state).toBe('waiting');
  });
  test('a form without its token changes nothing; with it the answer counts once', async () => {
    const cookie = await agency.signIn(at('lanpt'));
    const csrf = await agency.csrf(cookie);
    const send = (path: string, fields: Record<string, string>): Promise<Response> =>
      agency.page(path, cookie, { method: 'POST', body: new URLSearchParams(fields) });
    expect((await send(`/cho-van-thu/${ids.copy}/vao-so`, {})).status).toBe(403);
    expect((await send(`/cho-van-thu/${ids.copy}/vao-so`, { csrf: 'x' })).status).toBe(403);
    expect((await agency.services.intake.get(ids.copy))?.state).toBe('waiting');
    expect((await send(`/cho-van-thu/${ids.copy}/khong-vao-so`, { csrf })).headers.get('location')).toBe('/cho-van-thu?xong=khong-vao-so');
    expect((await agency.services.intake.get(ids.copy))?.state).toBe('dismissed');
    expect((await send(`/cho-van-thu/${ids.copy}/vao-so`, { csrf })).status).toBe(409);
  });
  test('GET and HEAD change nothing, whatever they ask for', async () => {
    const cookie = await agency.signIn(at('lanpt'));
    const csrf = await agency.csrf(cookie);
    for (const page of agency.pages.filter((p) => p.method === 'post'))
      for (const method of ['GET', 'HEAD']) {
        const path = page.path.replace(':id', page.path.startsWith('/cho-dong-y') ? ids.held : ids.second);
        await agency.page(`${path}?csrf=${csrf}&answer=release&reason=x`, cookie, { method });
      }
    for (const route of agency.routes.filter((r) => r.method === 'post'))
      for (const method of ['GET', 'HEAD']) {
        const answer = await agency.api(route.path.replace('{id}', ids.second), at('lanpt'), { method });
        expect(answer.status).toBe(404);
      }
    expect((await agency.services.intake.get(ids.second))?.state).toBe('waiting');
    expect((await agency.services.intake.get(ids.sealed))?.state).toBe('sealed');
    expect((await agency.services.decisions.get(ids.held))?.state).toBe('waiting');
  });
});

describe('answers by role', () => {
  test('the sender of held mail may take it back, not agree; its author may agree', async () => {
    expect((await agency.post(`/held/${ids.held}/release`, at('maivt'))).status).toBe(403);
    expect((await agency.post(`/held/${ids.held}/release`, at('lanpt'))).status).toBe(403);
    expect((await agency.api(`/held/${ids.held}`, at('huydq'))).status).toBe(404);
    expect(await (await agency.api('/held', at('huydq'))).json()).toMatchObject({ items: [], total: 0 });
    expect(await (await agency.api('/held', at('maivt'))).json()).toMatchObject({
      total: 1,
      items: [{ id: ids.held, asked: [at('tuanha')], until: expect.any(String) }],
    });
    const agreed = await agency.post(`/held/${ids.held}/release`, at('tuanha'), { reason: 'Được' });
    expect([agreed.status, await agreed.json()]).toEqual([200, { id: ids.held, state: 'released' }]);
    expect((await agency.post(`/held/${ids.held}/refuse`, at('tuanha'))).status).toBe(409);
  });
  test('what bears a mark of secrecy shows time and sender, and can only be dropped, with a reason', async () => {
    const list = (await (await agency.api('/sealed', at('lanpt'))).json()) as { readonly items: readonly { readonly id: string }[] };
    expect(list).toMatchObject({ total: 3 });
    const secret = list.items.find((i) => i.id === ids.secret);
    expect(secret).toEqual({ ...secret, subject: null, messageId: null, recipients: [], reasons: [], rule: 'secrecy.marked' });
    expect(JSON.stringify(list)).not.toContain('CHỦ ĐỀ MẬT');
    expect(await (await agency.page('/thu-giu-lai', await agency.signIn(at('lanpt')))).text()).not.toContain('CHỦ ĐỀ MẬT');
    expect((await agency.post(`/sealed/${ids.secret}/release`, at('lanpt'))).status).toBe(409);
    expect((await agency.post(`/sealed/${ids.secret}/drop`, at('lanpt'))).status).toBe(400);
    expect((await agency.post(`/sealed/${ids.secret}/drop`, at('lanpt'), { reason: 'gửi nhầm' })).status).toBe(200);
  });
  test('two clerks at once: one answer', async () => {
    const both = await Promise.all([
      agency.post(`/intake/${ids.tray}/register`, at('lanpt')),
      agency.post(`/intake/${ids.tray}/dismiss`, at('lanpt')),
    ]);
    expect(both.map((r) => r.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });
});

test('slow and broken requests end, and nothing of ours answers with a stack', async () => {
  const raw = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(Number(new URL(agency.url).port), '127.0.0.1');
      let answer = '';
      socket.on('data', (data) => (answer += data.toString('latin1')));
      socket.on('close', () => resolve(answer));
      socket.on('error', () => resolve(answer));
      socket.write(text);
    });
  const answers = await Promise.all([
    raw('GET /%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
    raw('GET /van-ban/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
    raw(
      `POST /dang-nhap HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 20000\r\n\r\n${'a'.repeat(20_000)}`,
    ),
    raw(
      'POST /api/v1/intake/x/register HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{',
    ),
    raw('nonsense\r\n\r\n'),
  ]);
  for (const answer of answers) {
    expect(answer).toMatch(/^HTTP\/1\.1 (3|4)\d\d /);
    expect(answer).not.toMatch(/node_modules|at .*\.ts:/);
  }
});
