import { sameTone } from '../../vietnamese/normal-forms.ts';

/** For comparing: one tone placement, lower case, blanks collapsed. */
export const key = (text: string): string => sameTone(text).toLowerCase().replace(/\s+/gu, ' ').trim();

/** In capitals, with at least two letters. */
export const isCapitals = (text: string): boolean => /\p{Lu}.*\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text);

/** A rule drawn with characters. */
export const isRule = (text: string): boolean => /^[\s_\-–—=*.…·~]+$/u.test(text);

/** First words of names of agencies and organisations, as `key` writes them. */
const agencyHeads = [
  'ủy ban',
  'ubnd',
  'hội đồng',
  'hđnd',
  'sở',
  'bộ',
  'cục',
  'chi cục',
  'tổng cục',
  'vụ',
  'ban',
  'văn phòng',
  'phòng',
  'trường',
  'trung tâm',
  'bệnh viện',
  'viện',
  'học viện',
  'đại học',
  'công an',
  'tòa án',
  'kho bạc',
  'công ty',
  'tổng công ty',
  'tập đoàn',
  'hội',
  'hiệp hội',
  'liên hiệp',
  'liên đoàn',
  'liên minh',
  'mặt trận',
  'đoàn',
  'tỉnh đoàn',
  'tỉnh ủy',
  'thành ủy',
  'huyện ủy',
  'đảng ủy',
  'đảng bộ',
  'chi bộ',
  'thanh tra',
  'thường trực',
  'tổ',
  'thi hành án',
  'chi nhánh',
  'ngân hàng',
  'bảo hiểm',
  'quỹ',
  'đài',
  'báo',
  'chính phủ',
  'quốc hội',
  'thủ tướng',
  'kiểm toán',
  'trạm',
  'trại',
  'hạt',
  'thuế',
  'hải quan',
  'nhà xuất bản',
  'thư viện',
  'bảo tàng',
  'xí nghiệp',
  'hợp tác xã',
  'doanh nghiệp',
].map(key);

export const isAgency = (text: string): boolean => {
  const lower = key(text);
  return agencyHeads.some((head) => lower === head || lower.startsWith(`${head} `));
};

const titles =
  /^(?:quyền |q\. ?)?(?:phó |thứ )?(?:tổng |chi )?(?:giám đốc|chủ tịch|chủ nhiệm|bộ trưởng|trưởng|thủ tướng|cục trưởng|vụ trưởng|viện trưởng|hiệu trưởng|chánh|bí thư|thủ trưởng|chỉ huy|đội trưởng|tổ trưởng|hạt trưởng|trạm trưởng|thống đốc|kiểm toán|tư lệnh|chính ủy|tổng biên tập|kế toán trưởng|ủy viên|thư ký|đại diện|người)(?= |$)/u;

/** A title of office at the start of the text (`GIÁM ĐỐC SỞ …`); the rest behind it, else null. */
export function behindTitle(text: string): string | null {
  const lower = key(text);
  const match = titles.exec(lower);
  // Tone placement keeps the length, so the place carries over.
  return match === null ? null : text.normalize('NFC').replace(/\s+/gu, ' ').trim().slice(match[0].length).trim();
}
