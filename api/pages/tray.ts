import type { IntakeItem } from '../../agency/registry/intake-item.ts';
import { trayPage, type TrayItem } from '../../templates/pages/tray.ts';
import type { Page, PageAnswer } from '../page.ts';
import { conflict } from '../route.ts';
import { addressesOf, settled } from '../routes/intake.ts';
import type { Services } from '../services.ts';

type Parts = Pick<Services, 'intake' | 'registry' | 'blobs' | 'reader' | 'directory' | 'calendar'>;

const shown = 100;
const excerptLength = 600;

async function excerptOf({ blobs, reader }: Parts, item: IntakeItem): Promise<string> {
  // Mail to a named person, the Party or a union is not opened (NĐ30 Đ21.1b).
  if (item.original === null || item.kind === 'personal') return '';
  const original = await blobs.get(item.original);
  if (original === null) return '';
  // One mail that can't be read doesn't hide the others.
  return reader.read({ bytes: original }).then(
    ({ message }) => message.text.trim().slice(0, excerptLength),
    () => '',
  );
}

const kinds: Readonly<Partial<Record<IntakeItem['kind'], string>>> = { 'issue-request': 'Đề nghị phát hành', personal: 'Gửi đích danh' };

const itemOf = async (parts: Parts, item: IntakeItem, now: Date): Promise<TrayItem> => ({
  id: item.id,
  subject: item.subject,
  from: item.fromName === '' ? item.from : `${item.fromName} <${item.from}>`,
  receivedAt: item.receivedAt,
  reasons: [...(kinds[item.kind] === undefined ? [] : [kinds[item.kind] ?? '']), ...item.reasons],
  excerpt: await excerptOf(parts, item),
  copyOf: item.copyOf === null ? null : { id: item.copyOf.documentId, arrivalNumber: item.copyOf.arrivalNumber },
  files: item.files.flatMap((f) => (f.name === null ? [] : [f.name])),
  overdue: now > parts.calendar.endOfNextWorkingDay(new Date(item.receivedAt)),
});

const words: Readonly<Record<string, string>> = {
  'vao-so': 'Đã vào sổ.',
  'khong-vao-so': 'Đã ghi nhận: không vào sổ.',
  chuyen: 'Đã chuyển đơn vị.',
};

export const trayPages = (parts: Parts): readonly Page[] => {
  const answer = (name: string, run: (id: string, by: string, fields: Readonly<Record<string, string>>) => Promise<unknown>): Page => ({
    method: 'post',
    path: `/cho-van-thu/:id/${name}`,
    access: ['van-thu'],
    async run({ params, person, fields }): Promise<PageAnswer> {
      await run(params['id'] ?? '', person.address, fields);
      return { goTo: `/cho-van-thu?xong=${name}` };
    },
  });
  return [
    {
      method: 'get',
      path: '/cho-van-thu',
      access: ['van-thu', 'chanh-van-phong'],
      async run({ context, fields, now }) {
        const found = await parts.intake.list({ states: ['waiting'], limit: shown });
        return trayPage(context, {
          items: await Promise.all(found.items.map((item) => itemOf(parts, item, now))),
          units: parts.directory().units.map((unit) => ({ code: unit.code, name: unit.name })),
          done: words[fields['xong'] ?? ''] ?? null,
        });
      },
    },
    answer('vao-so', async (id, by) => settled(await parts.registry.register(id, by))),
    answer('khong-vao-so', async (id, by, fields) => settled(await parts.registry.dismiss(id, by, (fields['reason'] ?? '').slice(0, 500)))),
    answer('chuyen', async (id, by, fields) => {
      const unit = parts.directory().unit(fields['unit'] ?? '');
      const to = unit === null ? [] : addressesOf(parts.directory(), unit.code);
      if (unit === null || to.length === 0) throw conflict('Không có đơn vị này');
      settled(await parts.registry.forward(id, by, unit.name, to));
    }),
  ];
};
