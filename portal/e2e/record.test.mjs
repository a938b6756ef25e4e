/** A doctor opens a resident who walks in; the resident decides what the doctor sees, and sees who looked. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { call, inspect, openPage, signIn, startBrowser, until, URL_OF, WIDTHS } from './browser.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const institutions = (page) =>
  page
    .locator('[data-test=entry]')
    .evaluateAll((entries) => [...new Set(entries.map((one) => one.dataset.institution))]);
const categories = (page) =>
  page.locator('[data-test=entry]').evaluateAll((entries) => [...new Set(entries.map((one) => one.dataset.category))]);

for (const width of WIDTHS)
  describe(`the record at ${width} px`, () => {
    let doctor;
    let resident;
    let own;
    let name;
    let doctorName;

    before(async () => {
      [doctor, resident] = [await openPage(browser, width), await openPage(browser, width)];
      await signIn(resident, 'resident', '/m/');
      name = (await call(resident, 'GET', '/api/access/session')).body.name;
      const { requests } = (await call(resident, 'GET', '/api/access/requests')).body;
      for (const { id, state } of requests) {
        if (state === 'GRANTED') await call(resident, 'POST', `/api/access/requests/${id}/revoke`);
        if (state === 'REQUESTED') await call(resident, 'POST', `/api/access/requests/${id}/answer`, { grant: false });
      }
      await signIn(doctor, 'doctor', '/console/');
      const session = (await call(doctor, 'GET', '/api/access/session')).body;
      own = session.institution.code;
      doctorName = session.name;
    });
    after(async () => {
      await doctor.context().close();
      await resident.context().close();
    });

    it('is found among the patients of today', async () => {
      await doctor.getByRole('table').waitFor();
      await inspect(doctor, 'doctor-walk-ins');
      await doctor.getByRole('searchbox').or(doctor.getByPlaceholder('姓名、证件号或院内号')).first().fill(name);
      await until(doctor, 'the search in the URL', () => location.search.startsWith('?query='));
      await doctor.getByRole('link', { name, exact: true }).first().click();
      await doctor.locator('[data-test=access-panel]').waitFor();
    });

    it('shows a doctor without consent only what the own institution has, and says that there is more', async () => {
      await doctor.locator('[data-test=withheld]').waitFor();
      await inspect(doctor, 'doctor-record-own-only');

      assert.equal(await doctor.locator('[data-test=withheld]').innerText(), '可能另有未获授权查看的记录');
      assert.deepEqual(
        (await institutions(doctor)).filter((one) => one !== own),
        [],
      );
      assert.ok((await doctor.locator('[data-test=source][data-state=withheld]').count()) > 0);
    });

    it('can be asked for', async () => {
      await doctor.getByRole('button', { name: /请求.*授权/ }).click();
      await doctor.getByLabel('说明（居民会看到）').fill('门诊就诊，需了解近期检验和用药');
      await inspect(doctor, 'doctor-ask');
      await doctor.getByRole('button', { name: '发送请求' }).click();
      await doctor.locator('[data-test=requested]').waitFor();
      await doctor.getByRole('dialog').waitFor({ state: 'hidden' });
      await inspect(doctor, 'doctor-record-requested');
    });

    it('reaches the resident at once, in one sentence that follows each change', async () => {
      await resident.locator('[data-test=waiting]').waitFor();
      await inspect(resident, 'resident-home');
      await resident.locator('[data-test=waiting]').click();
      await resident.locator('[data-test=sentence]').waitFor();
      const asked = await resident.locator('[data-test=sentence]').innerText();
      await inspect(resident, 'resident-request');

      await resident.getByRole('button', { name: '先改一改再同意' }).click();
      await resident.getByRole('checkbox', { name: '文书' }).uncheck();
      await until(
        resident,
        'another sentence',
        (before) => {
          const now = document.querySelector('[data-test=sentence]').innerText;
          return now !== before && !now.includes('正在读取');
        },
        asked,
      );
      await inspect(resident, 'resident-request-edited');
      await resident.getByRole('button', { name: '恢复为对方的请求' }).click();
      await until(
        resident,
        'the first sentence',
        (before) => document.querySelector('[data-test=sentence]').innerText === before,
        asked,
      );
    });

    it('fills for the doctor without a reload once the resident grants', async () => {
      const other = (mine) =>
        [...document.querySelectorAll('[data-test=entry]')].some((one) => one.dataset.institution !== mine);
      await doctor.evaluate(() => (globalThis.untouched = true));

      await resident.getByRole('button', { name: '同意', exact: true }).click();
      await resident.locator('[data-test=answered][data-state=GRANTED]').waitFor();
      await inspect(resident, 'resident-granted');
      await until(doctor, 'the record of others', other, own);
      assert.equal(await doctor.evaluate(() => globalThis.untouched), true);
      await inspect(doctor, 'doctor-record-granted');

      await allPages(doctor);
      const seen = await categories(doctor);
      assert.ok((await institutions(doctor)).length >= 3, 'entries of three institutions');
      for (const category of ['visits', 'laboratory', 'vaccinations']) assert.ok(seen.includes(category), category);
    });

    it('tells why its registrations are one person', async () => {
      await doctor.getByRole('button', { name: '为什么是同一个人' }).click();
      await doctor.locator('[data-test=explanation]').waitFor();
      await inspect(doctor, 'doctor-explanation');

      assert.ok((await doctor.locator('[data-test=sides] > li').count()) > 1);
      assert.ok((await doctor.locator('[data-test=reasons] li').count()) > 0);
      await doctor.keyboard.press('Escape');
      await doctor.locator('[data-test=explanation]').waitFor({ state: 'detached' });
    });

    it('is filtered in the URL', async () => {
      await doctor.getByRole('button', { name: '检验', exact: true }).click();
      await until(doctor, 'laboratory only', () => {
        const shown = [...document.querySelectorAll('[data-test=entry]')];
        return shown.length > 0 && shown.every((one) => one.dataset.category === 'laboratory');
      });
      assert.equal(new URL(doctor.url()).searchParams.get('category'), 'laboratory');
      await inspect(doctor, 'doctor-laboratory');
      await doctor.reload();
      await doctor.locator('[data-test=entry]').first().waitFor();
      assert.deepEqual(await categories(doctor), ['laboratory']);
      await doctor.getByRole('button', { name: '全部', exact: true }).click();
    });

    it('is the same for the resident, who sees who looked', async () => {
      await resident.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '记录' }).click();
      await resident.locator('[data-test=entry]').first().waitFor();
      await inspect(resident, 'resident-record');
      await allPages(resident);
      assert.ok((await institutions(resident)).length >= 3);

      const session = (await call(doctor, 'GET', '/api/access/session')).body;
      await resident.getByRole('link', { name: '谁看过' }).click();
      const look = resident.locator('[data-test=look]').filter({ hasText: session.name }).first();
      await look.waitFor();
      await inspect(resident, 'resident-looks');
      assert.match(await look.innerText(), new RegExp(session.institution.name));
    });

    it('gives the resident a proof of each visit', async () => {
      const look = resident.locator('[data-test=look]').filter({ hasText: doctorName }).first();
      const receipt = await resident.evaluate(
        async (path) => (await fetch(path)).text(),
        await look.locator('[data-test=receipt]').getAttribute('href'),
      );
      assert.equal(JSON.parse(receipt.split('\n')[0]).receipt.name, doctorName);
    });

    // a visit is reported once, so at the first width; what came of it is seen at each
    if (width === WIDTHS[0])
      it('takes the report of a visit that was none, and the answer to it', async () => {
        const look = resident.locator('[data-test=look]').filter({ hasText: doctorName }).first();
        await look.getByRole('button', { name: '不是我本人就诊' }).click();
        await look.getByLabel('想说明什么').fill('那天我在外地');
        await inspect(resident, 'resident-look-report');
        await look.getByRole('button', { name: '报告这次查看' }).click();
        await resident.locator('[data-test=report][data-outcome=WAITING]').first().waitFor();
        await inspect(resident, 'resident-look-reported');

        const operator = await openPage(browser, width);
        await signIn(operator, 'operator', '/console/');
        await operator.goto(`${URL_OF}/console/access/reports`);
        const row = operator.getByRole('row').filter({ hasText: '那天我在外地' }).first();
        await row.getByRole('button', { name: '答复' }).click();
        await operator.getByRole('dialog').getByLabel('结论').selectOption({ label: '查看正当' });
        await operator.getByRole('dialog').getByLabel('答复').fill('这是您在该院门诊时的查看。');
        await inspect(operator, 'operator-report-answer');
        await operator.getByRole('dialog').getByRole('button', { name: '确定' }).click();
        await operator.getByRole('dialog').waitFor({ state: 'detached' });
        await operator.context().close();
      });

    it('shows what came of a report, and the operator the log of receipts', async () => {
      await resident.reload();
      await resident.locator('[data-test=report][data-outcome=RIGHTFUL]').first().waitFor();
      await inspect(resident, 'resident-look-answered');

      const operator = await openPage(browser, width);
      await signIn(operator, 'operator', '/console/');
      await operator.goto(`${URL_OF}/console/access/reports?answered=yes`);
      await operator.getByRole('row').filter({ hasText: '那天我在外地' }).first().waitFor();
      await inspect(operator, 'operator-reports');
      await operator.goto(`${URL_OF}/console/access/log`);
      await operator.locator('[data-test=log]').waitFor();
      await operator.getByRole('button', { name: '立即核对' }).click();
      await operator.locator('[data-test=log-right]').waitFor();
      await inspect(operator, 'operator-log');
      await operator.context().close();
    });

    it('closes with the next request once the resident revokes', async () => {
      const foreign = (await institutions(doctor)).find((one) => one !== own);
      const asking = `/api/portal/record/${doctor.url().split('/record/')[1].split('?')[0]}/timeline?institution=${foreign}`;
      assert.equal((await call(doctor, 'GET', asking)).status, 200);

      await resident.getByRole('link', { name: '授权' }).click();
      await resident.getByRole('button', { name: '生效中' }).click();
      const given = resident.locator('[data-test=request][data-state=GRANTED]');
      await given.first().waitFor();
      await inspect(resident, 'resident-consents');
      await given.first().getByRole('button', { name: '撤回授权' }).click();
      await resident.getByRole('button', { name: '确定撤回' }).click();
      await given.waitFor({ state: 'detached' });

      const refused = await call(doctor, 'GET', asking);
      assert.equal(refused.status, 403);
      assert.ok(refused.body.why && refused.body.mend);
      await doctor.locator('[data-test=refusal], [data-test=problem]').first().waitFor();
      await until(
        doctor,
        'nothing of others',
        (mine) => [...document.querySelectorAll('[data-test=entry]')].every((one) => one.dataset.institution === mine),
        own,
      );
      const refusal = await doctor.locator('[data-test=refusal], [data-test=problem]').first().innerText();
      assert.match(refusal, /为什么/);
      assert.match(refusal, /怎么办/);
      await inspect(doctor, 'doctor-record-revoked');
    });
  });

async function allPages(page) {
  const more = page.getByRole('button', { name: '显示更多' });
  for (let pages = 0; pages < 20 && (await more.count()) > 0; pages++) {
    const before = await page.locator('[data-test=entry]').count();
    await more.click();
    await until(page, 'more entries', (had) => document.querySelectorAll('[data-test=entry]').length > had, before);
  }
}
