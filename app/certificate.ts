import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

x509.cryptoProvider.set(webcrypto);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 86_400_000;
/** Long enough that nobody is locked out before a real certificate is installed. */
const years = 5;
/** A start so near its end makes a new one. */
const renewMs = 30 * day;

export type Certificate = { readonly key: string; readonly cert: string; /** Path of the certificate to trust. */ readonly ca: string };

const pem = (label: string, der: ArrayBuffer): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;

const lasts = (cert: string, now: Date): boolean => {
  try {
    return Date.parse(new X509Certificate(cert).validTo) - now.getTime() > renewMs;
  } catch {
    return false;
  }
};

/**
 * The listeners' certificate: made at the first start, and again when its time is nearly over, under `secrets` (0600). Signed by
 * an authority of its own whose key is thrown away, so that trusting it trusts this one certificate only.
 */
export async function ownCertificate(secrets: string, hosts: readonly string[], now: Date): Promise<Certificate> {
  const paths = { key: join(secrets, 'tls.key'), cert: join(secrets, 'tls.crt'), ca: join(secrets, 'ca.crt') };
  const texts = async (): Promise<readonly string[]> => Promise.all([readFile(paths.key, 'utf8'), readFile(paths.cert, 'utf8')]);
  const kept = await texts().catch(() => null);
  if (kept === null || !lasts(kept[1] ?? '', now)) {
    await mkdir(secrets, { recursive: true, mode: 0o700 });
    const made = await makeCertificate(hosts, now);
    // The key comes last: a start that died before has none and begins again.
    await rm(paths.key, { force: true });
    await writeFile(paths.ca, made.ca, { mode: 0o600 });
    await writeFile(paths.cert, made.cert, { mode: 0o600 });
    await writeFile(`${paths.key}.tmp`, made.key, { mode: 0o600 });
    await rename(`${paths.key}.tmp`, paths.key);
  }
  const [key = '', cert = ''] = await texts();
  return { key, cert, ca: paths.ca };
}

async function makeCertificate(hosts: readonly string[], now: Date): Promise<{ key: string; cert: string; ca: string }> {
  const authorityKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const validity = { notBefore: new Date(now.getTime() - day), notAfter: new Date(now.getTime() + years * 365 * day) };
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Van Thu local authority',
    keys: authorityKeys,
    signingAlgorithm: algorithm,
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const leaf = await x509.X509CertificateGenerator.create({
    subject: `CN=${hosts[0] ?? 'localhost'}`,
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: algorithm,
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...hosts.map((value) => ({ type: 'dns' as const, value })),
        { type: 'ip' as const, value: '127.0.0.1' },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  return {
    key: pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
    cert: `${leaf.toString('pem')}\n${authority.toString('pem')}\n`,
    ca: `${authority.toString('pem')}\n`,
  };
}
