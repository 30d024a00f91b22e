/** A type of document (tên loại) and the abbreviation its ký hiệu begins with. */
export type DocumentType = { readonly name: string; readonly code: string | null; readonly from: 'Đ7' | 'Phụ lục III' | 'khác' };

const administrative: readonly (readonly [string, string])[] = [
  ['Nghị quyết', 'NQ'],
  ['Quyết định', 'QĐ'],
  ['Chỉ thị', 'CT'],
  ['Quy chế', 'QC'],
  ['Quy định', 'QyĐ'],
  ['Thông cáo', 'TC'],
  ['Thông báo', 'TB'],
  ['Hướng dẫn', 'HD'],
  ['Chương trình', 'CTr'],
  ['Kế hoạch', 'KH'],
  ['Phương án', 'PA'],
  ['Đề án', 'ĐA'],
  ['Dự án', 'DA'],
  ['Báo cáo', 'BC'],
  ['Biên bản', 'BB'],
  ['Tờ trình', 'TTr'],
  ['Hợp đồng', 'HĐ'],
  ['Công điện', 'CĐ'],
  ['Bản ghi nhớ', 'BGN'],
  ['Bản thỏa thuận', 'BTT'],
  ['Giấy ủy quyền', 'GUQ'],
  ['Giấy mời', 'GM'],
  ['Giấy giới thiệu', 'GGT'],
  ['Giấy nghỉ phép', 'GNP'],
  ['Phiếu gửi', 'PG'],
  ['Phiếu chuyển', 'PC'],
  ['Phiếu báo', 'PB'],
];

/** Seen in the mail of offices, outside Điều 7. */
const others: readonly (readonly [string, string | null])[] = [
  ['Hiến pháp', null],
  ['Bộ luật', null],
  ['Luật', null],
  ['Pháp lệnh', null],
  ['Lệnh', 'L'],
  ['Nghị định', 'NĐ'],
  ['Thông tư liên tịch', 'TTLT'],
  ['Thông tư', 'TT'],
  ['Thư mời', 'TM'],
  ['Giấy triệu tập', 'GTT'],
  ['Giấy phép', 'GP'],
  ['Lịch công tác', null],
  ['Kết luận', 'KL'],
  ['Công bố', null],
  ['Phiếu trình', 'PTr'],
  ['Phiếu lấy ý kiến', null],
];

/** Types of Điều 7 and Phụ lục III NĐ30, copies, and others that occur. Công văn and Thư công carry no abbreviation. */
export const documentTypes: readonly DocumentType[] = [
  ...administrative.map(([name, code]) => ({ name, code, from: 'Đ7' as const })),
  { name: 'Công văn', code: null, from: 'Đ7' },
  { name: 'Thư công', code: null, from: 'Đ7' },
  { name: 'Bản sao y', code: 'SY', from: 'Phụ lục III' },
  { name: 'Bản trích sao', code: 'TrS', from: 'Phụ lục III' },
  { name: 'Bản sao lục', code: 'SL', from: 'Phụ lục III' },
  ...others.map(([name, code]) => ({ name, code, from: 'khác' as const })),
];

/** Type whose abbreviation a ký hiệu begins with (`BC-UBND`, `2012/QĐ-UBND`); null for a công văn's. */
export function typeOfNotation(notation: string): DocumentType | null {
  const code = /^(?:\d{4}\/)?([^-/–]+)/u.exec(notation)?.[1];
  // A lone code is an agency's (`12/TC`), never a type's.
  return code === undefined || !/[-–/]/u.test(notation.replace(/^\d{4}\//u, ''))
    ? null
    : (documentTypes.find((t) => t.code === code) ?? null);
}
