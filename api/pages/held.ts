import type { Decision } from '../../gateway/hold/decisions.ts';
import { mayAnswerAny, mayReturn, maySee } from '../../gateway/hold/may-decide.ts';
import { hashToken } from '../../gateway/notices.ts';
import { sameAddress } from '../../mail/boundary.ts';
import type { Person } from '../../mail/people.ts';
import { heldDetailPage, heldPage, type HeldDetail, type HeldItem } from '../../templates/pages/held.ts';
import type { Page } from '../page.ts';
import { notFound } from '../route.ts';
import { settledDecision, shownDecision } from '../routes/held.ts';
import type { Services } from '../services.ts';

type Parts = Pick<Services, 'decisions' | 'hold' | 'directory'>;

const shown = 100;
const inCharge = (person: Person): boolean => person.roles.some((role) => role === 'van-thu' || role === 'chanh-van-phong');

export const heldPages = ({ decisions, hold, directory }: Parts): readonly Page[] => {
  const named = (address: string): string => directory().person(address)?.name ?? address;

  const item = (d: Decision): HeldItem => {
    const base = shownDecision(d);
    return {
      ...base,
      subject: base.subject ?? '',
      from: d.senderName === '' ? named(d.from) : d.senderName,
      asked: base.asked.map(named),
      recipients: base.recipients,
      state: d.state,
    };
  };

  const detail = (d: Decision, person: Person, now: Date): HeldDetail => {
    const answers = d.state === 'waiting' && mayAnswerAny(directory(), d, person.address, now);
    const sender = sameAddress(d.sender, person.address);
    return {
      ...item(d),
      findings: d.questions.map((q) => ({ clause: q.clause, reasons: q.reasons })),
      excerpt: d.questions.map((q) => q.excerpt).join('\n\n'),
      history: d.history.map((h) => ({ at: h.at, text: [h.by === 'clock' ? '' : named(h.by), h.text].filter((t) => t !== '').join(': ') })),
      may: {
        release: answers,
        refuse: answers,
        return: mayReturn(directory(), d, person) && !sender,
        withdraw: mayReturn(directory(), d, person) && sender,
      },
    };
  };

  const find = async (id: string, person: Person): Promise<Decision> => {
    const found = await decisions.get(id);
    if (found === null || !maySee(found, directory(), person)) throw notFound();
    return found;
  };

  return [
    {
      method: 'get',
      path: '/cho-dong-y',
      access: 'signed-in',
      async run({ person, context }) {
        const found = await decisions.list({ state: 'waiting', limit: shown, ...(inCharge(person) ? {} : { of: person.address }) });
        return heldPage(context, found.items.map(item));
      },
    },
    {
      method: 'get',
      path: '/cho-dong-y/:id',
      access: 'signed-in',
      async run({ person, params, context, now }) {
        const found = await find(params['id'] ?? '', person);
        return heldDetailPage(context, detail(found, person, now), `/cho-dong-y/${found.id}`);
      },
    },
    {
      // The token in a notice's link only finds the question; who answers is who signed in (mail-rules: Consent 3).
      method: 'get',
      path: '/tra-loi/:token',
      access: 'signed-in',
      async run({ person, params }) {
        const token = await decisions.findToken(hashToken(params['token'] ?? ''));
        if (token === null) throw notFound();
        const found = await find(token.id, person);
        return { goTo: `/cho-dong-y/${found.id}` };
      },
    },
    {
      method: 'post',
      path: '/cho-dong-y/:id',
      access: 'signed-in',
      async run({ person, params, fields }) {
        const found = await find(params['id'] ?? '', person);
        const reason = (fields['reason'] ?? '').slice(0, 500);
        switch (fields['answer']) {
          case 'release':
            settledDecision(found.id, await hold.release(found.id, person, reason), 'released');
            break;
          case 'refuse':
            settledDecision(found.id, await hold.refuse(found.id, person, reason), 'refused');
            break;
          case 'return':
          case 'withdraw':
            settledDecision(found.id, await hold.return(found.id, person, reason), 'returned');
            break;
          case undefined:
          default:
            throw notFound();
        }
        return { goTo: `/cho-dong-y/${found.id}` };
      },
    },
  ];
};
