/**
 * Runs the browser tests against a platform that is up.
 *
 *   npm run e2e -- http://127.0.0.1:8080
 *   npm run e2e -- http://127.0.0.1:8080 abroad      the stories of several nodes, in this folder
 *   npm run e2e -- http://127.0.0.1:8080 research    research data, on a demo
 *
 * TONGMAI_URL          the same address, where no argument is given
 * TONGMAI_ACCOUNTS     a JSON file {"doctor": {"account", "password"}, "resident": …, "it": …, "steward": …, "reviewer": …, "researcher": …, "ethics": …, "ethics.second": …, "cdc": …, "operator": …};
 *                      the resident is registered at the doctor's institution and at others
 * TONGMAI_ABROAD       of the stories of several nodes: a JSON file {"away": URL, "nation": URL}, the address being that of the
 *                      province where the resident lives
 * TONGMAI_MLLP         host:port of the HL7 v2 door, default 127.0.0.1:2575
 * TONGMAI_SCREENSHOTS  a folder for the pictures; absent for none
 * TONGMAI_CHROMIUM     the browser, default /usr/bin/chromium
 *
 * The health code is read off the screen by `zbarimg` (Debian: zbar-tools). A code lives two minutes; with
 * TONGMAI_HEALTHCODE_LIFE=30s at the platform the test of one that dies takes as long less.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const here = new URL(`./${process.argv[3] ? `${process.argv[3]}/` : ''}`, import.meta.url).pathname;
const tests = readdirSync(here)
  .filter((file) => file.endsWith('.test.mjs'))
  .map((file) => here + file);
const env = { ...process.env, TONGMAI_URL: process.argv[2] ?? process.env.TONGMAI_URL };
if (!env.TONGMAI_URL || !env.TONGMAI_ACCOUNTS) {
  console.error('The address of the platform (argument or TONGMAI_URL) or TONGMAI_ACCOUNTS is missing.');
  process.exit(2);
}
const run = spawnSync(process.execPath, ['--test', '--test-reporter=spec', '--test-concurrency=1', ...tests], {
  env,
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
