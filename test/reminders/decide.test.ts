import { describe, expect, test } from '@jest/globals';
import { decide, excused, wasRead, type Seen } from '../../agency/reminders/decide.ts';
import type { SlotState, UnseenMail } from '../../agency/reminders/ports.ts';
import { directory, at, when } from './world.ts';

const slotStart = when('23/11 07:30');
const mail = (received: string, reminder = false): UnseenMail => ({ from: 'a@b.example', receivedAt: when(received), reminder });

const cases: readonly (readonly [string, Partial<Seen>, SlotState, number])[] = [
  ['new mail and no look', { mails: [mail('23/11 06:00')] }, 'reminded', 1],
  ['nothing there', { mails: [] }, 'nothing-new', 0],
  ['a look since the slot began', { mails: [mail('23/11 06:00')], lastLook: when('23/11 07:31') }, 'looked', 0],
  ['a look as the slot began', { mails: [mail('23/11 06:00')], lastLook: slotStart }, 'looked', 0],
  [
    'a look the day before, mail since',
    { mails: [mail('22/11 06:00'), mail('23/11 06:00')], lastLook: when('22/11 16:00') },
    'reminded',
    1,
  ],
  ['a look the day before, left unread then', { mails: [mail('22/11 06:00')], lastLook: when('22/11 16:00') }, 'nothing-new', 0],
  ['the last reminder still unread', { mails: [mail('22/11 16:15', true), mail('23/11 06:00')] }, 'last-reminder-unread', 0],
  ['a mailbox that could not be asked', { mails: null }, 'not-checked', 0],
  ['the office waits, own mailbox not asked', { mails: null, officePending: 2 }, 'reminded', 0],
  ['the office waits, nothing of their own', { mails: [], officePending: 2 }, 'reminded', 0],
  ['the office waits, but they have looked', { mails: [], officePending: 2, lastLook: when('23/11 07:40') }, 'looked', 0],
  ['the office waits, the last reminder unread', { mails: [mail('22/11 16:15', true)], officePending: 2 }, 'last-reminder-unread', 0],
];
test.each(cases)('%s', (_what, seen, state, mails) => {
  const decision = decide({ mails: [], lastLook: null, slotStart, officePending: 0, ...seen });
  expect(decision.state).toBe(state);
  expect(decision.mails).toHaveLength(mails);
});

describe('what was read since', () => {
  const last = { at: slotStart, era: '1', unread: ['a', 'b'] };
  const look = (unread: readonly string[], more: { readonly era?: string; readonly readSince?: boolean } = {}) => ({
    unread,
    era: more.era ?? '1',
    mails: [],
    readSince: more.readSince ?? false,
  });
  test.each([
    ['nothing changed', look(['a', 'b']), false],
    ['new mail only', look(['a', 'b', 'c']), false],
    ['one is gone', look(['b', 'c']), true],
    ['one came and was read', look(['a', 'b'], { readSince: true }), true],
    ['the server numbers anew', look(['x'], { era: '2' }), false],
  ])('%s', (_what, now, read) => expect(wasRead(now, last)).toBe(read));
  test('nothing is known of before', () => expect(wasRead(look(['a']), null)).toBe(false));
});

test.each([
  ['ductm', 'leader'],
  ['sonbn', 'away'],
  ['bichnt', 'left'],
  ['maivt', null],
  ['lanpt', null],
])('%s is excused: %s', (local, state) => {
  const person = directory.person(at(local));
  expect(person === null ? 'nobody' : excused(person)).toBe(state);
});
