/** A doctor relies on another hospital's result instead of repeating it; the operator sees the figures, the resident what was saved. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { call, inspect, openPage, signIn, startBrowser, URL_OF, WIDTHS } from './browser.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const HOURS = 3_600_000;
const asked = (page, item) => page.locator(`[data-test=asked][data-item=${item}]`);

for (const width of WIDTHS)
  describe(`recognition at ${width} px`, () => {
    let doctor;
    let resident;
    let operator;
    let patient;

    before(async () => {
      [doctor, resident, operator] = [
        await openPage(browser, width),
        await openPage(browser, width),
        await openPage(browser, width),
      ];
      await signIn(resident, 'resident', '/m/');
      const { name } = (await call(resident, 'GET', '/api/access/session')).body;
      await signIn(doctor, 'doctor', '/console/');
      const { patients } = (await call(doctor, 'GET', `/api/portal/walk-ins?query=${encodeURIComponent(name)}`)).body;
      patient = patients.find((one) => one.inCare !== false).patient;
      const { requests } = (await call(resident, 'GET', '/api/access/requests')).body;
      for (const { id, state } of requests)
        if (state === 'GRANTED') await call(resident, 'POST', `/api/access/requests/${id}/revoke`);
      await signIn(operator, 'operator', '/console/');
    });
    after(async () => {
      const { requests } = (await call(resident, 'GET', '/api/access/requests')).body;
      for (const { id, state } of requests)
        if (state === 'GRANTED') await call(resident, 'POST', `/api/access/requests/${id}/revoke`);
      for (const page of [doctor, resident, operator]) await page.context().close();
    });

    it('begins at the record, with nothing chosen', async () => {
      await doctor.goto(`${URL_OF}/console/record/${patient}`);
      await doctor.getByRole('link', { name: /互认查询/ }).click();
      await doctor.getByText('还没有选择项目').waitFor();
      await inspect(doctor, 'doctor-recognise-empty');
    });

    it('finds items by pinyin initials, with the keyboard alone', async () => {
      await doctor.getByRole('searchbox', { name: '项目名称、拼音首字母或编码' }).focus();
      await doctor.keyboard.type('thxhdb');
      await doctor.getByRole('button', { name: /糖化血红蛋白/ }).waitFor();
      await doctor.keyboard.press('Tab');
      await doctor.keyboard.press('Enter');
      await asked(doctor, 'L042').waitFor();
      assert.match(doctor.url(), /items=L042/);
    });

    it('shows nothing of another hospital before the resident allows it, and says that there may be more', async () => {
      assert.equal(await asked(doctor, 'L042').getAttribute('data-outcome'), 'not-recognisable');
      await doctor.getByText('可能还有结果没有列出').waitFor();
      await inspect(doctor, 'doctor-recognise-withheld');
    });

    it('shows the result with its mark once the resident allows it, and an old one for reference', async () => {
      const { id } = (
        await call(doctor, 'POST', '/api/access/requests', {
          patient,
          categories: [],
          reason: '门诊就诊',
          until: new Date(Date.now() + 8 * HOURS).toISOString(),
        })
      ).body;
      await call(resident, 'POST', `/api/access/requests/${id}/answer`, { grant: true });
      await doctor.goto(`${URL_OF}/console/record/${patient}/recognise?items=L042,L041,X001`);
      await asked(doctor, 'L042').waitFor();

      assert.equal(await asked(doctor, 'L042').getAttribute('data-outcome'), 'recognisable');
      assert.match(await asked(doctor, 'L042').innerText(), /浙HR/);
      assert.equal(await asked(doctor, 'L041').getAttribute('data-outcome'), 'reference');
      assert.match(await asked(doctor, 'L041').innerText(), /超过互认时限/);
      assert.match(await asked(doctor, 'X001').innerText(), /没有您可以看到的结果/);
      await doctor.locator('[data-test=matrix]').waitFor();
      await inspect(doctor, 'doctor-recognise');
    });

    it('is relied on, and says what that saves', async () => {
      await asked(doctor, 'L042').getByRole('button', { name: /^引用/ }).click();
      await doctor.locator('[data-test=quoted]').waitFor();

      assert.match(
        await doctor.locator('[data-test=quoted]').innerText(),
        /为患者节省 ¥18\.00，为医保基金节省 ¥42\.00/,
      );
      await inspect(doctor, 'doctor-recognise-quoted');
    });

    it('tells the resident what was saved', async () => {
      await resident.goto(`${URL_OF}/m/`);
      await resident.locator('[data-test=savings]').getByText('糖化血红蛋白').first().waitFor();
      await resident.locator('[data-test=savings]').scrollIntoViewIfNeeded();
      await inspect(resident, 'resident-savings');
    });

    it('wants one of the six reasons to be refused, and words where it is another; the first answer stands', async () => {
      await doctor.reload();
      await asked(doctor, 'L042').getByRole('button', { name: '不认可，仍要重做' }).click();
      await doctor.getByRole('radio', { name: /其他情形/ }).check();
      assert.ok(await doctor.getByRole('button', { name: '记录理由并重做' }).isDisabled());
      await doctor.getByLabel('请说明（必填）').fill('输血后三周，结果不能反映目前血糖');
      await inspect(doctor, 'doctor-recognise-refusing');
      await doctor.getByRole('button', { name: '记录理由并重做' }).click();
      await doctor.getByText('这条提示已作过不同的处理').first().waitFor();
      await inspect(doctor, 'doctor-recognise-answered');
    });

    it('stands in the figures, which lead to the events and their evidence', async () => {
      await operator.goto(`${URL_OF}/console/recognition/statistics`);
      await operator.locator('[data-test=whole]').waitFor();
      assert.ok(Number(await operator.locator('dd[data-test=quoted]').innerText()) >= 1);
      await operator.getByRole('button', { name: '糖化血红蛋白' }).first().click();
      await operator.locator('[data-test=narrowed]').waitFor();
      await operator.getByText('引用', { exact: true }).first().waitFor();
      await inspect(operator, 'operator-recognition');
    });

    it('has a catalogue in files, whose faults are told with line and column', async () => {
      await operator.goto(`${URL_OF}/console/recognition/catalogue`);
      await operator.locator('[data-test=edition]').waitFor();
      await inspect(operator, 'operator-catalogue');
      await operator.locator('.ant-pagination-item-2').click();
      assert.match(operator.url(), /page=2/);
      await operator.getByRole('button', { name: /^影像 \d+$/ }).click();
      assert.match(operator.url(), /kind=IMAGING/);
      assert.doesNotMatch(operator.url(), /page=/);
      assert.equal(await operator.getByRole('row').filter({ hasText: '白细胞' }).count(), 0);
      await inspect(operator, 'operator-catalogue-class');
      await operator.getByRole('button', { name: '修改 areas.csv' }).click();
      const content = operator.getByLabel('内容');
      await content.fill(`${await content.inputValue()}99,WORLD,X,\n`);
      await operator.getByRole('button', { name: '确定' }).click();
      await operator.getByText(/areas\.csv:\d+ level: 'WORLD' is none of/).waitFor();
      await inspect(operator, 'operator-catalogue-faults');
      await operator.getByRole('button', { name: '取消' }).click();
    });

    it('rests on quality control that can be read', async () => {
      await operator.goto(`${URL_OF}/console/recognition/quality`);
      await operator.getByText('浙HR').first().waitFor();
      await inspect(operator, 'operator-quality-control');
    });

    it('has no corrections to read yet', async () => {
      await doctor.goto(`${URL_OF}/console/recognition/notices`);
      await doctor.getByText('没有需要您阅读的更正').waitFor();
      await inspect(doctor, 'doctor-notices');
    });
  });
