#!/usr/bin/env node
/**
 * Makes a fresh clone ready (packages, build) and runs the product in this same process, so that a signal reaches it.
 *   node start.mjs [--prepare] [command …]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Văn Thư cần Node.js 20.19 trở lên (đang là ${process.versions.node}). / Node.js 20.19 or newer is needed.`);
  process.exit(78);
}

const folders = ['mail', 'vietnamese', 'threads', 'rules', 'templates', 'agency', 'gateway', 'store', 'api', 'app', 'types'];

/** Hash of names, sizes and times: enough to see that a source changed. */
function stampOf(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    const stat = statSync(path);
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  for (const path of paths) if (existsSync(join(root, path))) add(join(root, path));
  return hash.digest('hex');
}

/** Runs a step when its inputs changed since it last succeeded. Its output goes to stderr: stdout belongs to the command. */
function step(name, inputs, made, command, args) {
  const stamp = join(root, 'node_modules', `.vanthu-${name}`);
  const now = stampOf(inputs);
  if (existsSync(join(root, made)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, NODE_OPTIONS: '' } });
  if (done.status !== 0) {
    console.error(`${name}: ${command} ${args.join(' ')} không chạy được / failed (${done.status ?? done.error?.message}).`);
    process.exit(75);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}

step('packages', ['package.json', 'package-lock.json'], 'node_modules', 'npm', ['ci', '--no-audit', '--no-fund']);
const args = process.argv.slice(2);
if (args[0] === '--prepare') process.exit(0);
step('build', ['tsconfig.json', 'tsconfig.build.json', ...folders], 'dist/app/main.js', process.execPath, [
  join('node_modules', 'typescript', 'bin', 'tsc'),
  '-p',
  'tsconfig.build.json',
]);
process.argv = [process.argv[0], join(root, 'dist', 'app', 'main.js'), ...args];
await import('./dist/app/main.js');
