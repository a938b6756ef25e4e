/**
 * What Maven runs: installs the packages when the lock file changed, and builds dist/ when anything that it is made of
 * changed. Content decides, not time, so a fresh clone and a switched branch are told apart rightly.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = new URL('..', import.meta.url).pathname;
/** Everything that the built pages depend on. */
const SOURCES = [
  'index.html',
  'm',
  'console',
  'public',
  'src',
  'scripts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
];
const STAMP = join(ROOT, 'dist', '.stamp');
const NODE_LEAST = 20;

if (Number(process.versions.node.split('.')[0]) < NODE_LEAST) {
  console.error(`The pages are built with Node ${NODE_LEAST} or later; this is ${process.version}.`);
  process.exit(1);
}
const stamp = fingerprint();
if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) {
  console.log('The pages are up to date.');
} else {
  if (!installed()) npm('ci');
  npm('run', 'build');
  // Names of built files carry their content, and Maven only ever adds: clear what an earlier build left there.
  rmSync(join(ROOT, 'target', 'classes', 'META-INF', 'resources'), { recursive: true, force: true });
  writeFileSync(STAMP, stamp);
}

function fingerprint() {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]);
  const add = (path) => {
    if (statSync(join(ROOT, path)).isDirectory()) {
      for (const name of readdirSync(join(ROOT, path)).sort()) add(join(path, name));
    } else
      hash
        .update(path)
        .update('\0')
        .update(readFileSync(join(ROOT, path)));
  };
  SOURCES.forEach(add);
  return hash.digest('hex');
}

function installed() {
  const mark = join(ROOT, 'node_modules', '.package-lock.json');
  return existsSync(mark) && statSync(mark).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs;
}

function npm(...words) {
  execFileSync('npm', [...words, '--no-update-notifier', '--loglevel=error'], { cwd: ROOT, stdio: 'inherit' });
}
