import { connectStore } from '../../store/connect.ts';
import { note, ok, reasonOf, wrong, type Check } from './check.ts';

/** The database: reachable, and a replica set, whose majority writes survive a machine. */
export const checkDatabase: Check = async ({ loaded: { settings, data } }) => {
  const uri = settings['mongodb-uri'];
  if (uri === '') return [ok('cơ sở dữ liệu', `kho dữ liệu kèm theo, trong ${data}`)];
  try {
    const connection = await connectStore(uri);
    try {
      const hello = await connection.db?.command({ hello: 1 });
      return [
        hello?.['setName'] === undefined && hello?.['msg'] !== 'isdbgrid'
          ? note('cơ sở dữ liệu', 'một máy chủ đơn, không phải replica set: hỏng máy ấy là mất dữ liệu từ bản sao lưu cuối')
          : ok('cơ sở dữ liệu', `replica set ${String(hello['setName'] ?? 'mongos')}`),
      ];
    } finally {
      await connection.close();
    }
  } catch (error) {
    return [wrong('cơ sở dữ liệu', `không nối được (${reasonOf(error)}): kiểm tra mongodb-uri, máy chủ, mật khẩu`)];
  }
};
