import { expect, test } from '@jest/globals';
import { ALLOWED, COMMANDS } from '../../store/embedded/allow-list.ts';
import { commands } from '../../store/embedded/commands/commands.ts';
import { OPERATORS } from '../../store/embedded/update-operators.ts';

test('every command on the allow-list is answered, and none beside it', () => {
  expect([...commands.keys()].toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
});

test('every update operator on the allow-list is known, and none beside it', () => {
  expect([...OPERATORS.keys(), '$rename'].toSorted()).toEqual(Object.keys(ALLOWED.update).toSorted());
});
