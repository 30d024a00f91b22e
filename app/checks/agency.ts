import { note, ok, wrong, type Check } from './check.ts';

const duties = [
  ['van-thu', 'chưa ai có vai trò văn thư: văn bản không ai xử lý'],
  ['chanh-van-phong', 'chưa có Chánh Văn phòng: câu hỏi không có người trả lời thay'],
  ['quan-tri', 'chưa có quản trị: thư tới postmaster không ai nhận'],
  ['lanh-dao', 'chưa có lãnh đạo: không trình được văn bản'],
] as const;

/** People, mailboxes and the year's calendar. */
export const checkAgency: Check = async ({ agency, now }) => {
  const { directory, calendar, domain } = agency;
  const year = now.getUTCFullYear();
  const missing = duties.filter(([role]) => directory.withRole(role).length === 0);
  const headless = directory.units.filter((unit) => directory.person(unit.head)?.state !== 'active');
  return [
    ok('người', `${directory.people.filter((p) => p.state === 'active').length} người, ${directory.units.length} đơn vị, miền ${domain}`),
    directory.office === ''
      ? wrong('hộp thư cơ quan', 'chưa khai báo (mailboxes, kind: office) trong tệp người dùng')
      : ok('hộp thư cơ quan', directory.office),
    ...missing.map(([role, say]) => wrong(`vai trò ${role}`, say)),
    ...headless.map((unit) => wrong(`đơn vị ${unit.code}`, `trưởng đơn vị ${unit.head} không có trong danh sách người đang làm việc`)),
    ...[year, year + 1].map((y) =>
      calendar.editedYear(y)
        ? ok(`lịch ${y}`, 'có ngày nghỉ bù, ngày làm bù')
        : note(
            `lịch ${y}`,
            'tính theo luật; khi có thông báo hoán đổi ngày làm việc, ghi vào calendar.days-off, calendar.days-worked rồi thêm năm vào calendar.years',
          ),
    ),
  ];
};
