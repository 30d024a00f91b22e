import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { roles, startAgency, who, type Fixture, type TestRole } from './agency-fixture.ts';
import { fill } from './fill.ts';

let agency: Fixture;
beforeAll(async () => {
  agency = await startAgency();
  await fill(agency);
});
afterAll(() => agency?.stop());

const all = roles;
const clerks: readonly TestRole[] = ['van-thu', 'chanh-van-phong'];
const keepers: readonly TestRole[] = ['van-thu', 'chanh-van-phong', 'quan-tri'];

/** Who may call what. A route or page that is added without a line here fails the first test. */
const apiTable: Readonly<Record<string, readonly TestRole[]>> = {
  'get /documents': all,
  'get /documents/{id}': all,
  'get /documents/{id}/files/{n}': all,
  'get /intake': clerks,
  'post /intake/{id}/register': ['van-thu'],
  'post /intake/{id}/dismiss': ['van-thu'],
  'post /intake/{id}/forward': ['van-thu'],
  'get /held': all,
  'get /held/{id}': all,
  'post /held/{id}/release': all,
  'post /held/{id}/refuse': all,
  'post /held/{id}/return': all,
  'get /sealed': keepers,
  'post /sealed/{id}/release': clerks,
  'post /sealed/{id}/drop': clerks,
  'get /spam': keepers,
  'post /spam/{id}/release': ['van-thu'],
  'get /failed': keepers,
  'post /failed/{id}/replay': ['van-thu', 'quan-tri'],
  'get /messages': all,
  'get /messages/{id}': all,
  'get /check-ins': all,
};
const pageTable: Readonly<Record<string, readonly TestRole[]>> = {
  'get /van-ban': all,
  'get /van-ban/:id': all,
  'get /cho-van-thu': clerks,
  'post /cho-van-thu/:id/vao-so': ['van-thu'],
  'post /cho-van-thu/:id/khong-vao-so': ['van-thu'],
  'post /cho-van-thu/:id/chuyen': ['van-thu'],
  'get /cho-dong-y': all,
  'get /cho-dong-y/:id': all,
  'post /cho-dong-y/:id': all,
  'get /tra-loi/:token': all,
  'get /chua-vao-so': keepers,
  'post /chua-vao-so/:id/replay': ['van-thu', 'quan-tri'],
  'get /thu-rac': keepers,
  'post /thu-rac/:id/release': ['van-thu'],
  'get /thu-giu-lai': keepers,
  'post /thu-giu-lai/:id/release': clerks,
  'post /thu-giu-lai/:id/drop': clerks,
  'get /kiem-tra': all,
  'post /kiem-tra': all,
  'get /thu/:id': all,
};

const nowhere = (path: string): string => path.replaceAll(/\{n\}/g, '1').replaceAll(/\{\w+\}|:\w+/g, '0123456789abcdef01234567');
const split = (key: string): readonly [string, string] => {
  const [method = '', path = ''] = key.split(' ');
  return [method, path];
};

test('every route and page stands in the tables, and nothing else', () => {
  expect(agency.routes.map((r) => `${r.method} ${r.path}`).toSorted()).toEqual(Object.keys(apiTable).toSorted());
  expect(agency.pages.map((p) => `${p.method} ${p.path}`).toSorted()).toEqual(Object.keys(pageTable).toSorted());
});

describe('the API', () => {
  test.each(Object.entries(apiTable))('%s', async (key, allowed) => {
    const [method, path] = split(key);
    const call = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${agency.url}/api/v1${nowhere(path)}`, {
        method: method.toUpperCase(),
        headers: { 'content-type': 'application/json', ...headers },
        ...(method === 'post' ? { body: '{"reason":"x","unit":"VP"}' } : {}),
      });
    const anonymous = await call({});
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get('www-authenticate')).toBeNull();
    expect((await call(agency.basic('bichnt@vidu.gov.vn'))).status).toBe(401);
    for (const role of roles) {
      const { status } = await call(agency.basic(who[role]));
      expect([role, status === 403 ? 403 : 'let in']).toEqual([role, allowed.includes(role) ? 'let in' : 403]);
      expect(status).toBeLessThan(500);
    }
  });
});

describe('the pages', () => {
  const cookies = new Map<TestRole, { readonly cookie: string; readonly csrf: string }>();
  beforeAll(async () => {
    for (const role of roles) {
      const cookie = await agency.signIn(who[role]);
      cookies.set(role, { cookie, csrf: await agency.csrf(cookie) });
    }
  });
  test.each(Object.entries(pageTable))('%s', async (key, allowed) => {
    const [method, path] = split(key);
    const call = (cookie: string, csrf: string | null): Promise<Response> =>
      agency.page(nowhere(path), cookie, {
        method: method.toUpperCase(),
        ...(method === 'post'
          ? { body: new URLSearchParams({ reason: 'x', unit: 'VP', answer: 'release', ...(csrf === null ? {} : { csrf }) }) }
          : {}),
      });
    const anonymous = await call('', null);
    expect([anonymous.status, anonymous.headers.get('location')?.startsWith('/')]).toEqual([303, true]);
    expect(anonymous.headers.get('location')).toMatch(/^\/(\?den=.*)?$/);
    for (const role of roles) {
      const { cookie = '', csrf = '' } = cookies.get(role) ?? {};
      const answer = await call(cookie, csrf);
      expect([role, answer.status === 403 ? 403 : 'let in']).toEqual([role, allowed.includes(role) ? 'let in' : 403]);
      expect(answer.status).toBeLessThan(500);
      if (method === 'post') {
        expect((await call(cookie, null)).status).toBe(403);
        expect((await call(cookie, `${csrf}x`)).status).toBe(403);
        const other = cookies.get(role === 'van-thu' ? 'chanh-van-phong' : 'van-thu')?.csrf ?? '';
        expect((await call(cookie, other)).status).toBe(403);
      }
    }
  });
});
