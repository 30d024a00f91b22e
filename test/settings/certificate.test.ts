import { expect, test } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { ownCertificate } from '../../app/certificate.ts';

test('made once, kept private, trusted by its authority alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vanthu-certificate-'));
  const secrets = join(folder, 'secrets');
  const hosts = ['localhost', 'mail.vidu.gov.vn'];
  const [made] = [await ownCertificate(secrets, hosts, new Date())];
  expect(await ownCertificate(secrets, hosts, new Date())).toEqual(made);
  expect((await stat(secrets)).mode & 0o777).toBe(0o700);
  for (const name of ['tls.key', 'tls.crt', 'ca.crt']) expect((await stat(join(secrets, name))).mode & 0o777).toBe(0o600);
  expect((await readFile(made.ca, 'utf8')).match(/BEGIN CERTIFICATE/g)).toHaveLength(1);

  const server = createServer({ key: made.key, cert: made.cert }, (socket) => socket.end('chào'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const reach = (servername: string, ca: string | undefined): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, servername, ...(ca === undefined ? {} : { ca }) });
      socket.on('data', (data) => resolve(data.toString()));
      socket.on('error', (error) => resolve(error.message));
    });
  const ca = await readFile(made.ca, 'utf8');
  expect(await reach('localhost', ca)).toBe('chào');
  expect(await reach('mail.vidu.gov.vn', ca)).toBe('chào');
  expect(await reach('evil.example', ca)).toMatch(/altnames/);
  expect(await reach('localhost', undefined)).toMatch(/certificate/);
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

test('a start that died half-way, and a certificate whose time is over, are made anew', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vanthu-certificate-'));
  await writeFile(join(folder, 'tls.crt'), 'half');
  const made = await ownCertificate(folder, ['localhost'], new Date('2026-11-23T00:00:00Z'));
  expect(new X509Certificate(made.cert).checkHost('localhost')).toBe('localhost');
  const soon = await ownCertificate(folder, ['localhost'], new Date('2031-11-15T00:00:00Z'));
  expect(soon.cert).not.toBe(made.cert);
  expect(new Date(new X509Certificate(soon.cert).validTo).getFullYear()).toBe(2036);
  await rm(folder, { recursive: true, force: true });
});
