import { expect, test } from '@jest/globals';
import { readAnswer, readSenderAnswer } from '../../gateway/hold/read-answer.ts';
import { answers, senderAnswers } from './answers.ts';

test.each(answers)('%j means %s', (text, answer) => {
  expect(readAnswer(text).answer).toBe(answer);
});

test.each(senderAnswers)('from the sender %j means %s', (text, answer) => {
  expect(readSenderAnswer(text).answer).toBe(answer);
});

test('the reason of a refusal is the rest of its line, else the next line', () => {
  expect(readAnswer('Không đồng ý, tài liệu chưa công bố.').reason).toBe('tài liệu chưa công bố.');
  expect(readAnswer('Từ chối\nSố liệu chưa được duyệt\n\n> x').reason).toBe('Số liệu chưa được duyệt');
  expect(readAnswer('Từ chối').reason).toBe('');
});

test.each(['\n', '> ', 'a ', 'không ', 'đồng ý ', 'dạ ', 'Vào lúc\n', '-', ' :'])('a long text of %j is read in time', (unit) => {
  const text = unit.repeat(200_000);
  const start = performance.now();
  readAnswer(text);
  readSenderAnswer(text);
  readAnswer(text.replaceAll('\n', ' ').slice(0, 499));
  expect(performance.now() - start).toBeLessThan(300);
});

test.each(['Đồng ý cho chuyển thư này\nnhưng bỏ phần 2', 'Đồng ý.\n\nTrừ phụ lục.', 'ok em\nneu anh Đức duyệt'])(
  'a condition that was wrapped onto the next line is no consent: %j',
  (text) => {
    expect(readAnswer(text).answer).toBe('unclear');
  },
);

test('a name below a yes leaves it a yes', () => {
  expect(readAnswer('Đồng ý\nHoàng Anh Tuấn\nTrưởng phòng').answer).toBe('yes');
});
