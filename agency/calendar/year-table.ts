/**
 * What the government decided for a year, beyond what the law fixes: working days swapped, which days Tết and Quốc khánh take.
 * An agency adds its own by `calendar.days-off` and `calendar.days-worked`.
 */
export type YearTable = {
  /** Days of Tết Âm lịch (Bộ luật Lao động 2019 Điều 112.1b: five). */
  readonly tet: readonly string[];
  /** The second day of Quốc khánh: the day before or after 2/9 (Điều 112.1đ, 112.3). */
  readonly nationalDay: string;
  /** Working days that became days off. */
  readonly off: readonly string[];
  /** Days off that are worked in their place. */
  readonly worked: readonly string[];
  readonly source: string;
};

/** For civil servants. A year that is missing is computed from the law alone, and start-up says so. */
export const yearTables: Readonly<Record<number, YearTable>> = {
  2025: {
    tet: ['2025-01-27', '2025-01-28', '2025-01-29', '2025-01-30', '2025-01-31'],
    nationalDay: '2025-09-01',
    off: ['2025-05-02'],
    worked: ['2025-04-26'],
    source: 'Văn phòng Chính phủ 8726/VPCP-KGVX ngày 26/11/2024',
  },
  2026: {
    tet: ['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20'],
    nationalDay: '2026-09-01',
    off: ['2026-01-02', '2026-08-31'],
    worked: ['2026-01-10', '2026-08-22'],
    source:
      'Bộ Nội vụ, thông báo nghỉ Tết Âm lịch và Quốc khánh 2026; Văn phòng Chính phủ 12729/VPCP-KGVX ngày 25/12/2025 (Tết Dương lịch)',
  },
};
