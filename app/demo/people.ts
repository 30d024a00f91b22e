import { randomInt } from 'node:crypto';
import { hashPassword } from '../../agency/people/password.ts';
import type { Role } from '../../mail/people.ts';

export const demoDomain = 'vidu.gov.vn';
export const demoAgency = { name: 'SỞ NỘI VỤ TỈNH VÍ DỤ', parent: 'ỦY BAN NHÂN DÂN TỈNH VÍ DỤ', code: 'SNV', domain: demoDomain } as const;

type DemoPerson = {
  readonly local: string;
  readonly name: string;
  readonly title: string;
  readonly roles: readonly Role[];
  readonly unit: string;
  readonly head?: true;
  readonly deputy?: true;
  readonly left?: true;
};

/** Nobody here exists: ví dụ means example. */
const people: readonly DemoPerson[] = [
  { local: 'ductm', name: 'Trần Minh Đức', title: 'Giám đốc', roles: ['lanh-dao'], unit: '', head: true },
  { local: 'thuyltt', name: 'Lê Thị Thanh Thủy', title: 'Phó Giám đốc', roles: ['lanh-dao'], unit: '', deputy: true },
  { local: 'hoanv', name: 'Nguyễn Văn Hòa', title: 'Chánh Văn phòng', roles: ['chanh-van-phong', 'truong-phong'], unit: 'VP' },
  { local: 'lanpt', name: 'Phạm Thị Lan', title: 'Văn thư', roles: ['van-thu'], unit: 'VP' },
  { local: 'tuanha', name: 'Hoàng Anh Tuấn', title: 'Trưởng phòng Công chức, viên chức', roles: ['truong-phong'], unit: 'CCVC' },
  { local: 'maivt', name: 'Vũ Thị Mai', title: 'Chuyên viên', roles: ['chuyen-vien'], unit: 'CCVC' },
  { local: 'huydq', name: 'Đỗ Quang Huy', title: 'Chuyên viên', roles: ['chuyen-vien'], unit: 'CCHC' },
  { local: 'sonbn', name: 'Bùi Ngọc Sơn', title: 'Quản trị mạng', roles: ['quan-tri', 'chuyen-vien'], unit: 'VP' },
  { local: 'bichnt', name: 'Ngô Thị Bích', title: 'Chuyên viên (đã nghỉ hưu)', roles: [], unit: 'CCHC', left: true },
];

const at = (local: string): string => `${local}@${demoDomain}`;

/** Easy to type, and different in every installation: the demonstration listens on a real port. */
const syllables = ['lua', 'mai', 'song', 'nui', 'tre', 'sen', 'bien', 'nang', 'gio', 'sao', 'que', 'lang', 'dong', 'thu', 'xuan', 'ha'];
const newPassword = (): string => `${[1, 2, 3, 4].map(() => syllables[randomInt(syllables.length)]).join('-')}-${randomInt(1_000, 10_000)}`;

export type DemoPassword = { readonly address: string; readonly password: string };

/** Passwords of the people who may sign in, made at the first start. */
export const newPasswords = (): readonly DemoPassword[] =>
  people.filter((p) => p.left !== true).map((p) => ({ address: at(p.local), password: newPassword() }));

/** People, units and mailboxes as the people's file would hold them. */
export async function demoPeople(passwords: readonly DemoPassword[]): Promise<object> {
  const hashes = new Map(await Promise.all(passwords.map(async (p) => [p.address, await hashPassword(p.password)] as const)));
  return {
    people: people.map((p) => ({
      address: at(p.local),
      name: p.name,
      title: p.title,
      roles: [...p.roles],
      unit: p.unit,
      state: p.left === true ? 'left' : 'active',
      head: p.head === true,
      deputy: p.deputy === true,
      password: hashes.get(at(p.local)) ?? null,
    })),
    units: [
      { code: 'VP', name: 'Văn phòng', head: at('hoanv') },
      { code: 'CCVC', name: 'Phòng Công chức, viên chức', head: at('tuanha') },
      { code: 'CCHC', name: 'Phòng Cải cách hành chính', head: at('hoanv') },
    ],
    mailboxes: [
      { address: at('vanthu'), kind: 'office', users: [at('lanpt'), at('hoanv')] },
      { address: at('ccvc'), kind: 'unit', unit: 'CCVC', users: [at('tuanha')] },
      { address: at('cchc'), kind: 'unit', unit: 'CCHC', users: [at('huydq')] },
    ],
  };
}
