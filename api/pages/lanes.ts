import type { IntakeItem } from '../../agency/registry/intake-item.ts';
import { lanePage, type LaneItem } from '../../templates/pages/lanes.ts';
import type { Person } from '../../mail/people.ts';
import type { Page, PageAnswer } from '../page.ts';
import { conflict } from '../route.ts';
import { settled, shownItemTo } from '../routes/intake.ts';
import { keepers, ruleSealed, sealedMail } from '../routes/lanes.ts';
import type { Services } from '../services.ts';

type Parts = Pick<Services, 'intake' | 'registry' | 'traces' | 'entries'>;

const shown = 100;
const clerk = (person: Person): boolean => person.roles.includes('van-thu');
const decides = (person: Person): boolean => person.roles.some((role) => role === 'van-thu' || role === 'chanh-van-phong');

const words: Readonly<Record<string, string>> = { release: 'Đã chuyển xử lý.', drop: 'Đã xóa.', replay: 'Đã xử lý lại.' };

export const lanePages = (parts: Parts): readonly Page[] => {
  const { intake, registry } = parts;
  const row = (item: IntakeItem, person: Person, actions: LaneItem['actions']): LaneItem => ({
    ...shownItemTo(registry, person, item),
    actions,
  });
  const goTo = (path: string, done: string): PageAnswer => ({ goTo: `${path}?xong=${done}` });
  const lane = (path: string, state: 'failed' | 'spam', action: 'replay' | 'release', may: (person: Person) => boolean): Page => ({
    method: 'get',
    path,
    access: keepers,
    async run({ person, context, fields }) {
      const found = await intake.list({ states: [state], limit: shown });
      const items = found.items.map((item) => row(item, person, may(person) ? [action] : []));
      return lanePage(context, state, items, words[fields['xong'] ?? ''] ?? null);
    },
  });
  return [
    lane('/chua-vao-so', 'failed', 'replay', (person) => clerk(person) || person.roles.includes('quan-tri')),
    {
      method: 'post',
      path: '/chua-vao-so/:id/replay',
      access: ['van-thu', 'quan-tri'],
      async run({ params, person }) {
        settled(await registry.replay(params['id'] ?? '', person.address));
        return goTo('/chua-vao-so', 'replay');
      },
    },
    lane('/thu-rac', 'spam', 'release', clerk),
    {
      method: 'post',
      path: '/thu-rac/:id/release',
      access: ['van-thu'],
      async run({ params, person }) {
        settled(await registry.releaseSpam(params['id'] ?? '', person.address));
        return goTo('/thu-rac', 'release');
      },
    },
    {
      method: 'get',
      path: '/thu-giu-lai',
      access: keepers,
      async run({ person, context, fields }) {
        const { items } = await sealedMail(parts, shown);
        const actions = (rule: string | null): LaneItem['actions'] =>
          !decides(person) ? [] : rule === 'secrecy.marked' ? ['drop'] : ['release', 'drop'];
        return lanePage(
          context,
          'sealed',
          items.map((item) => ({ ...item, subject: item.subject, actions: actions(item.rule) })),
          words[fields['xong'] ?? ''] ?? null,
        );
      },
    },
    ...(['release', 'drop'] as const).map((ruling): Page => ({
      method: 'post',
      path: `/thu-giu-lai/:id/${ruling}`,
      access: ['van-thu', 'chanh-van-phong'],
      async run({ params, person, fields }) {
        const reason = (fields['reason'] ?? '').trim().slice(0, 500);
        if (ruling === 'drop' && reason === '') throw conflict('Cần ghi lý do xóa');
        await ruleSealed(parts, params['id'] ?? '', ruling, person, reason);
        return goTo('/thu-giu-lai', ruling);
      },
    })),
  ];
};
