/**
 * Fails the build when a page grows over its budget: the gzipped bytes that a first load brings, in kB of 1,000 bytes.
 * Counted are the page, everything its script imports statically, and what it loads at once: the Chinese text and, of
 * the console, the largest first route.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../dist', import.meta.url).pathname;
const BUDGETS = [
  { page: 'index.html', limit: 120, routes: [], text: ['shared'] },
  { page: 'consent/index.html', limit: 120, routes: [], text: ['shared', 'consent'] },
  { page: 'm/index.html', limit: 120, routes: ['src/m/healthcode/CodePage.tsx'], text: ['shared', 'm'] },
  {
    page: 'console/index.html',
    limit: 450,
    routes: [
      'src/console/portal/RecordPage.tsx',
      'src/console/intake/SummaryPage.tsx',
      'src/console/person/PossiblePage.tsx',
      'src/console/healthcode/WindowPage.tsx',
      'src/console/healthcode/StatisticsPage.tsx',
    ],
    text: ['shared', 'console', 'problem'],
  },
];

const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8'));
const size = (file) => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length;

/** Every file that comes with a chunk: itself, its styles, and the same of all it imports statically. */
function files(key, found = new Set(), seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`no ${key} in the manifest: budget.mjs names a page or route that is gone`);
  if (seen.has(key)) return found;
  seen.add(key);
  found.add(chunk.file);
  for (const style of chunk.css ?? []) found.add(style);
  for (const imported of chunk.imports ?? []) files(imported, found, seen);
  return found;
}

let over = false;
for (const { page, limit, routes, text } of BUDGETS) {
  const always = files(page);
  for (const part of text) files(`src/text/${part}/zh-CN.json`, always);
  const total = (all) => size(page) + [...all].reduce((sum, file) => sum + size(file), 0);
  const loads = [total(always), ...routes.map((route) => total(files(route, new Set(always))))];
  const most = Math.max(...loads) / 1000;
  console.log(
    `${most > limit ? 'over ' : 'within'} ${page.padEnd(20)} ${most.toFixed(1).padStart(6)} kB of ${limit} kB`,
  );
  over ||= most > limit;
}
if (over) process.exit(1);
