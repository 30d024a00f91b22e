import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryOf } from '../../agency/people/directory.ts';
import { completePeople, loadPeople, PeopleProblem } from '../../agency/people/load-people.ts';
import { hashPassword, passwordHash } from '../../agency/people/password.ts';

const agency = { name: 'SỞ NỘI VỤ TỈNH VÍ DỤ', domain: 'vidu.gov.vn' };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vanthu-people-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const file = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

const yaml = `
people:
  - { address: DucTM@vidu.gov.vn, name: Trần Minh Đức, title: Giám đốc, roles: [lanh-dao], head: true }
  - { address: hoanv@vidu.gov.vn, name: Nguyễn Văn Hòa, roles: [chanh-van-phong, truong-phong], unit: VP }
  - { address: lanpt@vidu.gov.vn, name: Phạm Thị Lan, roles: [van-thu], unit: VP, delegate: hoanv@vidu.gov.vn, away: true }
  - { address: maivt@vidu.gov.vn, name: Vũ Thị Mai, roles: [chuyen-vien], unit: CCVC }
  - { address: bichnt@vidu.gov.vn, name: Ngô Thị Bích, unit: CCVC, state: left }
units:
  - { code: VP, name: Văn phòng, head: hoanv@vidu.gov.vn }
  - { code: CCVC, name: Phòng Công chức, head: bichnt@vidu.gov.vn }
mailboxes:
  - { address: vanthu@vidu.gov.vn, kind: office, users: [lanpt@vidu.gov.vn, hoanv@vidu.gov.vn] }
  - { address: ccvc@vidu.gov.vn, kind: unit, unit: CCVC, users: maivt@vidu.gov.vn }
`;

describe('YAML', () => {
  test('people, units and mailboxes; every person has a mailbox of their own', async () => {
    const data = await loadPeople(await file('people.yaml', yaml), agency);
    expect(data.people[0]).toEqual({
      address: 'ductm@vidu.gov.vn',
      name: 'Trần Minh Đức',
      title: 'Giám đốc',
      roles: ['lanh-dao'],
      unit: '',
      state: 'active',
      head: true,
      deputy: false,
      delegate: null,
      away: false,
      password: null,
    });
    expect(data.mailboxes).toHaveLength(7);
    expect(data.mailboxes[6]).toEqual({ address: 'ccvc@vidu.gov.vn', kind: 'unit', unit: 'CCVC', users: ['maivt@vidu.gov.vn'] });
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['a role nobody knows', yaml.replace('[chuyen-vien]', '[chuyenvien]'), /people 4 \(maivt@vidu\.gov\.vn\) roles\.0/],
    [
      'an address that is none',
      yaml.replace('hoanv@vidu.gov.vn, name', 'hoanv.vidu.gov.vn, name'),
      /people 2 \(hoanv\.vidu\.gov\.vn\) address/,
    ],
    ['a field nobody knows', yaml.replace('away: true', 'afk: true'), /people 3 \(lanpt@vidu\.gov\.vn\).*afk/],
    ['a password in clear', yaml.replace('away: true', 'password: mat-khau'), /people 3 .*password.*vanthu init/],
    ['a person twice', yaml.replace('bichnt@vidu.gov.vn, name', 'maivt@vidu.gov.vn, name'), /maivt@vidu\.gov\.vn có hai lần/],
    ['a unit twice', yaml.replace('code: CCVC', 'code: VP'), /VP có hai lần/],
    ['two office mailboxes', yaml.replace('kind: unit', 'kind: office'), /chỉ một hộp thư cơ quan/],
    ['a head who is not there', yaml.replace('head: hoanv@', 'head: hoa@'), /units \(VP\) head: hoa@vidu\.gov\.vn không có/],
    ['a user who is not there', yaml.replace('users: maivt@', 'users: mai@'), /mailboxes \(ccvc@vidu\.gov\.vn\) users: mai@vidu\.gov\.vn/],
    ['a delegate who is not there', yaml.replace('delegate: hoanv@', 'delegate: hoa@'), /people \(lanpt@vidu\.gov\.vn\) delegate/],
    ['a unit that is not there', yaml.replace('unit: CCVC }', 'unit: CVCC }'), /people \(maivt@vidu\.gov\.vn\) unit: đơn vị CVCC/],
    ['no people', 'people: []', /people: /],
    ['an empty file', '', /people\.yaml/],
    ['no YAML', 'people: [', /people\.yaml/],
  ];
  test.each(wrong)('%s is refused, named by its entry', async (_what, text, said) => {
    const path = await file('people.yaml', text);
    const refused = await loadPeople(path, agency).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PeopleProblem);
    expect(String(refused)).toMatch(said);
    expect(String(refused)).not.toContain('mat-khau');
  });

  test('a file that is not there', async () => {
    await expect(loadPeople(join(folder, 'none.yaml'), agency)).rejects.toThrow(/none\.yaml: không đọc được/);
  });
});

describe('CSV', () => {
  const head = 'address,name,title,roles,unit,state,head,delegate,away\n';
  test('a line a person, with the byte order mark that Excel writes', async () => {
    const path = await file(
      'people.csv',
      `\uFEFF${head}MaiVT@vidu.gov.vn,"Vũ Thị Mai",Chuyên viên,chuyen-vien;truong-phong,CCVC,,,,\nhuydq@vidu.gov.vn,Đỗ Quang Huy,,,,left,,,x\n`,
    );
    const { people } = await loadPeople(path, agency);
    expect(people).toMatchObject([
      { address: 'maivt@vidu.gov.vn', roles: ['chuyen-vien', 'truong-phong'], state: 'active', away: false, delegate: null },
      { address: 'huydq@vidu.gov.vn', roles: [], state: 'left', away: true },
    ]);
  });
  test('a mistake is named by its line', async () => {
    const path = await file('people.csv', `${head}mai@vidu.gov.vn,Mai,,,,,,,\nhuy@vidu.gov.vn,Huy,,giam-doc,,,,,\n`);
    await expect(loadPeople(path, agency)).rejects.toThrow(/people 2 \(huy@vidu\.gov\.vn\) roles\.0/);
  });
  test('a column nobody knows', async () => {
    const path = await file('people.csv', 'address,name,phone\nmai@vidu.gov.vn,Mai,0123\n');
    await expect(loadPeople(path, agency)).rejects.toThrow(/phone/);
  });
});

describe('the directory', () => {
  const data = completePeople(
    {
      people: [
        { address: 'hoanv@vidu.gov.vn', name: 'Hòa', roles: ['chanh-van-phong'], unit: 'VP' },
        { address: 'lanpt@vidu.gov.vn', name: 'Lan', roles: ['van-thu'], unit: 'VP' },
        { address: 'maivt@vidu.gov.vn', name: 'Mai', unit: 'CCVC' },
        { address: 'bichnt@vidu.gov.vn', name: 'Bích', roles: ['van-thu'], unit: 'CCVC', state: 'left' },
      ],
      units: [
        { code: 'VP', name: 'Văn phòng', head: 'hoanv@vidu.gov.vn' },
        { code: 'CCVC', name: 'Phòng', head: 'bichnt@vidu.gov.vn' },
      ],
      mailboxes: [
        { address: 'vanthu@vidu.gov.vn', kind: 'office', users: ['lanpt@vidu.gov.vn'] },
        { address: 'ccvc@vidu.gov.vn', kind: 'unit', users: ['maivt@vidu.gov.vn'] },
      ],
    },
    agency,
    'test',
  );
  const directory = directoryOf(data);
  const person = (local: string) => {
    const found = directory.person(`${local}@vidu.gov.vn`);
    if (found === null) throw new Error(local);
    return found;
  };

  test('finds without regard to case', () => {
    expect(directory.person('MaiVT@VIDU.gov.vn')?.name).toBe('Mai');
    expect(directory.mailbox('VanThu@vidu.gov.vn')?.kind).toBe('office');
    expect(directory.person('ai@vidu.gov.vn')).toBeNull();
    expect(directory.office).toBe('vanthu@vidu.gov.vn');
  });
  test('whom a person may write as', () => {
    expect(directory.mayUse(person('lanpt'))).toEqual(['lanpt@vidu.gov.vn', 'vanthu@vidu.gov.vn']);
    expect(directory.mayUse(person('maivt'))).toEqual(['maivt@vidu.gov.vn', 'ccvc@vidu.gov.vn']);
    expect(directory.mayUse(person('hoanv'))).toEqual(['hoanv@vidu.gov.vn']);
  });
  test.each([
    ['maivt@vidu.gov.vn', true],
    ['CCVC@vidu.gov.vn', true],
    ['vanthu@vidu.gov.vn', true],
    ['Postmaster@vidu.gov.vn', true],
    ['abuse@vidu.gov.vn', true],
    ['tra-loi@vidu.gov.vn', true],
    ['tra-loi+a1b2c3@vidu.gov.vn', true],
    ['TRA-LOI+A1B2C3@VIDU.GOV.VN', true],
    ['bichnt@vidu.gov.vn', false],
    ['nobody@vidu.gov.vn', false],
    ['tra-loi+@vidu.gov.vn', false],
    ['tra-loi+a b@vidu.gov.vn', false],
    ['tra-loi+a1b2c3@evil.example', false],
    ['tra-loi+a1b2c3@evil.example@vidu.gov.vn', false],
    ['postmaster@evil.example', false],
    ['', false],
  ])('receives %s: %s', (address, yes) => expect(directory.receives(address)).toBe(yes));
  test('heads and roles are those who still work here', () => {
    expect(directory.headOf(person('lanpt'))?.address).toBe('hoanv@vidu.gov.vn');
    expect(directory.headOf(person('maivt'))).toBeNull();
    expect(directory.withRole('van-thu').map((p) => p.address)).toEqual(['lanpt@vidu.gov.vn']);
  });
});

test('a hash as vanthu makes it is one that the file takes', async () => {
  expect(await hashPassword('mật khẩu')).toMatch(passwordHash);
});
