/** A hospital takes a system from registration to go-live, the operator approves it, and both see what comes. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { call, inspect, openPage, signIn, startBrowser, WIDTHS } from '../browser.mjs';
import { send } from '../mllp.mjs';

/** A birth date that no rule may let through, and the one that is meant. */
const WRONG = '20990412';
const RIGHT = '19790412';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const width of WIDTHS)
  describe(`onboarding at ${width} px`, () => {
    const client = `lis-${Date.now()}-${width}`;
    const application = `LIS${Date.now() % 1e8}${width}`; // MSH-10 of its messages begins with it, and has 20 places
    let page;
    let operator;
    let institution;
    let sandbox;
    let number = 0;
    const message = () => registration(institution, application, `${application}N${++number}`);
    const step = (name, on = page) => on.locator(`li[data-step=${name}]`);
    const done = (name, on = page) => on.locator(`li[data-step=${name}].done`).waitFor({ timeout: 30_000 });

    before(async () => {
      page = await openPage(browser, width);
      await signIn(page, 'it', '/console/onboarding');
      institution = (await call(page, 'GET', '/api/access/session')).body.institution.code;
      operator = await openPage(browser, width);
      await signIn(operator, 'operator', '/console/onboarding');
    });
    after(async () => {
      await page.context().close();
      await operator.context().close();
    });

    it('begins with a key and what the system will send', async () => {
      await page.getByRole('heading', { name: '系统上线', level: 1 }).waitFor();
      await inspect(page, 'it-onboardings-before');
      await page.getByRole('button', { name: '接入新系统' }).click();
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const dialog = page.getByRole('dialog');
      for (const [label, value] of Object.entries({
        客户端标识: client,
        名称: '检验系统',
        '发送系统（MSH-3）': application,
        将发送的消息: 'ADT^A04',
        公钥: JSON.stringify({ ...publicKey.export({ format: 'jwk' }), kid: `key-${width}` }),
      }))
        await dialog.getByLabel(label, { exact: true }).fill(value);
      await inspect(page, 'it-onboarding-form');
      await dialog.getByRole('button', { name: '确定' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('row').filter({ hasText: client }).getByRole('link').first().click();
      await done('KEYS');
      await inspect(page, 'it-onboarding-begun');

      assert.match(await page.locator('[data-test=next]').innerText(), /沙箱试发/);
    });

    it('is refused by the node, and the sandbox says what is wrong with a message', async () => {
      let answer = '';
      for (let attempt = 0; attempt < 10 && !/system-held/.test(answer); attempt++) {
        answer = await send(message());
        if (!/system-held/.test(answer)) await new Promise((wait) => setTimeout(wait, 1_000));
      }
      assert.match(answer, /access\.system-held/, 'a hold is believed after five seconds at most');
      ({ sandbox } = (await call(page, 'GET', `/api/onboarding/systems/${client}`)).body);
      assert.match(await send(message().replace(RIGHT, WRONG), sandbox.mllp), /MSA\|AE/);
      await step('SANDBOX').locator('summary').waitFor({ timeout: 30_000 });
      await inspect(page, 'it-onboarding-refused');

      assert.match(await step('SANDBOX').innerText(), /birth-date/);
      assert.match(await step('SANDBOX').innerText(), /还缺 1 条/);
    });

    it('is examined by what it sends, and again once it is mended', async () => {
      await page.getByRole('button', { name: '检验沙箱中的消息' }).click();
      await page.locator('[data-test=lacks]').waitFor();
      await inspect(page, 'it-onboarding-failed');
      assert.match(await send(message(), sandbox.mllp), /MSA\|AA/);
      await done('SANDBOX');
      await page.getByRole('button', { name: '检验沙箱中的消息' }).click();
      await done('CONFORMANCE');
      await inspect(page, 'it-onboarding-report');

      assert.match(await page.locator('[data-test=report]').innerText(), /未通过 0 项/);
    });

    it('agrees on the counts of a day', async () => {
      const count = step('COUNTS').getByLabel('ADT^A04');
      await count.fill('7');
      await page.getByRole('button', { name: '比对' }).click();
      await step('COUNTS').getByText('不一致').waitFor();
      await count.fill('2');
      await page.getByRole('button', { name: '比对' }).click();
      await done('COUNTS');
      await inspect(page, 'it-onboarding-ready');

      assert.equal(await page.getByRole('button', { name: '批准上线' }).count(), 0);
    });

    it('goes live once the operator says so, from the next message on', async () => {
      await operator.getByRole('row').filter({ hasText: client }).waitFor({ timeout: 30_000 });
      await inspect(operator, 'operator-onboardings');
      await operator.getByRole('row').filter({ hasText: client }).getByRole('link').first().click();
      await operator.getByRole('button', { name: '批准上线' }).click();
      await done('APPROVAL', operator);
      await inspect(operator, 'operator-onboarding-live');
      let answer = '';
      for (let attempt = 0; attempt < 20 && !/MSA\|AA/.test(answer); attempt++) {
        answer = await send(message());
        if (!/MSA\|AA/.test(answer)) await new Promise((wait) => setTimeout(wait, 1_000));
      }

      assert.match(answer, /MSA\|AA/);
    });

    it('shows what comes by the hour', async () => {
      await page.getByRole('link', { name: '消息量' }).first().click();
      await page.getByRole('heading', { name: '消息量', level: 1 }).waitFor();
      const row = page.getByRole('row').filter({ hasText: application });
      await row.waitFor({ timeout: 90_000 });
      await row.getByRole('button', { name: 'ADT^A04' }).click();
      await page.getByRole('heading', { level: 2 }).filter({ hasText: application }).waitFor();
      await page.getByRole('img', { name: '当天每小时消息量与习惯' }).waitFor();
      await inspect(page, 'it-volumes');

      assert.match(await row.innerText(), /正常/);
    });
  });

function registration(institution, application, control) {
  const now = new Date(Date.now() + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14) + '+0800';
  return [
    `MSH|^~\\&|${application}|${institution}|TONGMAI|PLATFORM|${now}||ADT^A04^ADT_A01|${control}|P|2.5||||||UNICODE UTF-8`,
    `EVN|A04|${now}`,
    `PID|1||${control}^^^${institution}^MR||赵^明^^^^^L||${RIGHT}|M`,
    `PV1|1|O|0301^^^${institution}^^^^^心血管内科||||||||||||||||V${control}|||||||||||||||||||||||||${now}`,
    '',
  ].join('\r');
}
