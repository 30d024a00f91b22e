import { directoryOf } from '../../agency/people/directory.ts';
import type { Boundary } from '../../mail/boundary.ts';
import type { AgencyMailbox, Directory, Person, Role } from '../../mail/people.ts';

const domain = 'vidu.gov.vn';

const person = (local: string, name: string, title: string, unit: string, roles: readonly Role[], more: Partial<Person> = {}): Person => ({
  address: `${local}@${domain}`,
  name,
  title,
  roles,
  unit,
  state: 'active',
  head: false,
  deputy: false,
  delegate: null,
  away: false,
  password: null,
  ...more,
});

export const people: readonly Person[] = [
  person('ductm', 'Trần Minh Đức', 'Giám đốc', '', ['lanh-dao'], { head: true }),
  person('thuyltt', 'Lê Thị Thanh Thủy', 'Phó Giám đốc', '', ['lanh-dao'], { deputy: true }),
  person('hoanv', 'Nguyễn Văn Hòa', 'Chánh Văn phòng', 'VP', ['chanh-van-phong', 'truong-phong']),
  person('lanpt', 'Phạm Thị Lan', 'Văn thư', 'VP', ['van-thu']),
  person('tuanha', 'Hoàng Anh Tuấn', 'Trưởng phòng', 'CCVC', ['truong-phong']),
  person('maivt', 'Vũ Thị Mai', 'Chuyên viên', 'CCVC', ['chuyen-vien']),
  person('huydq', 'Đỗ Quang Huy', 'Chuyên viên', 'CCHC', ['chuyen-vien']),
  person('bichnt', 'Ngô Thị Bích', 'Chuyên viên', 'CCVC', ['chuyen-vien'], { state: 'left' }),
];

const mailboxes: readonly AgencyMailbox[] = [
  ...people.map((p): AgencyMailbox => ({ address: p.address, kind: 'personal', users: [p.address], unit: p.unit })),
  { address: `vanthu@${domain}`, kind: 'office', users: [`lanpt@${domain}`, `hoanv@${domain}`], unit: 'VP' },
  { address: `ccvc@${domain}`, kind: 'unit', users: [`tuanha@${domain}`, `maivt@${domain}`], unit: 'CCVC' },
];

/** The demonstration agency, with changes to single people by local part. */
export function directory(changes: Readonly<Record<string, Partial<Person>>> = {}): Directory {
  return directoryOf({
    agency: 'SNV',
    domain,
    people: people.map((p) => ({ ...p, ...changes[p.address.split('@')[0] ?? ''] })),
    units: [
      { code: 'VP', name: 'Văn phòng', head: `hoanv@${domain}` },
      { code: 'CCVC', name: 'Phòng Công chức, viên chức', head: `tuanha@${domain}` },
      { code: 'CCHC', name: 'Phòng Cải cách hành chính', head: '' },
    ],
    mailboxes,
  });
}

export const boundary: Boundary = {
  origin: [domain],
  inside: [domain],
  trusted: [{ entry: 'truonghoc.example', unit: 'CCVC', reason: 'Trường trực thuộc', until: '2026-12-31' }],
};
