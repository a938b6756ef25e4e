/** Somebody falls ill in another province: the doctor there asks, the resident decides at home, and sees who looked. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { call, inspect, openPage, signIn, startBrowser, until, WIDTHS } from '../browser.mjs';

const { away, nation } = JSON.parse(readFileSync(process.env.TONGMAI_ABROAD, 'utf8'));
const HOME = '330000';
const AWAY = '620000';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const state = (page, province, wanted) =>
  until(
    page,
    `${province} ${wanted}`,
    ([province, wanted]) =>
      document.querySelector(`[data-test=province][data-province="${province}"]`)?.dataset.state === wanted,
    [province, wanted],
  );
const entries = (page, province) => page.locator(`[data-province="${province}"] [data-test=entry]`);

for (const width of WIDTHS)
  describe(`a record across provinces at ${width} px`, () => {
    let doctor;
    let resident;

    before(async () => {
      doctor = await openPage(browser, width, away);
      resident = await openPage(browser, width);
      await signIn(resident, 'resident', '/m/');
      await signIn(doctor, 'doctor', '/console/');
      const name = (await call(resident, 'GET', '/api/access/session')).body.name;
      await doctor.getByRole('link', { name, exact: true }).first().click();
      await doctor.locator('[data-test=abroad]').waitFor();
    });
    after(async () => {
      await doctor.context().close();
      await resident.context().close();
    });

    it('is not shown before the resident allows it', async () => {
      await doctor.getByRole('button', { name: '查询外省记录' }).click();
      await state(doctor, HOME, 'no-authorisation');
      await doctor.locator('[data-test=abroad]').scrollIntoViewIfNeeded();
      await inspect(doctor, 'doctor-abroad-closed');

      assert.equal(await entries(doctor, HOME).count(), 0);
    });

    it('is asked for, and comes by itself once the resident agrees', async () => {
      await doctor.getByRole('button', { name: '向居民申请' }).click();
      await doctor.getByLabel('说明（居民会看到）').fill('外地就诊，胸闷，需了解既往用药');
      await doctor.getByRole('button', { name: '发送请求' }).click();
      await state(doctor, HOME, 'waiting');
      await resident.locator('[data-test=waiting]').waitFor();
      const [{ id }] = (await call(resident, 'GET', '/api/access/requests?state=REQUESTED')).body.requests;
      await call(resident, 'POST', `/api/access/requests/${id}/answer`, { grant: true });
      await state(doctor, HOME, 'answered');
      await entries(doctor, HOME).first().waitFor();
      await doctor.locator('[data-test=abroad]').scrollIntoViewIfNeeded();
      await inspect(doctor, 'doctor-abroad-answered');

      assert.ok((await entries(doctor, HOME).count()) >= 4);
    });

    it('stands, with the doctor and the hospital of the other province, in what the resident sees of looks', async () => {
      const looks = JSON.stringify((await call(resident, 'GET', '/api/access/looks')).body);

      assert.match(looks, /兰州市中医院/);
    });

    it('is gone at the next question once the resident takes it back', async () => {
      const { requests } = (await call(resident, 'GET', '/api/access/requests?state=GRANTED')).body;
      for (const { id } of requests) await call(resident, 'POST', `/api/access/requests/${id}/revoke`);
      await doctor.getByRole('button', { name: '再查一次' }).click();
      await state(doctor, HOME, 'no-authorisation');

      assert.equal(await entries(doctor, HOME).count(), 0);
    });

    it('is shown to the resident, of the other province too', async () => {
      await resident.goto(`${resident.base}/m/record`);
      await resident.getByRole('link', { name: '我在外省的记录' }).click();
      await inspect(resident, 'resident-abroad');
      await resident.getByRole('button', { name: '查询外省记录' }).click();
      await state(resident, AWAY, 'answered');
      await entries(resident, AWAY).first().waitFor();
      await inspect(resident, 'resident-abroad-answered');
    });
  });

for (const width of WIDTHS)
  describe(`the nodes at ${width} px`, () => {
    it('are seen by the operator of the nation', async () => {
      const page = await openPage(browser, width, nation);
      await signIn(page, 'nation', '/console/');
      await page.goto(`${nation}/console/exchange/nodes`);
      await page.locator(`[data-key="${HOME}"]`).waitFor();
      await inspect(page, 'operator-nodes-nation');

      assert.equal(await page.locator('tr[data-key]').filter({ hasText: '已接纳' }).count(), 2);
      await page.context().close();
    });

    it('are seen by the operator of a province, who compares the index', async () => {
      const page = await openPage(browser, width, away);
      await signIn(page, 'operator', '/console/');
      await page.goto(`${away}/console/exchange/nodes`);
      await page.getByRole('button', { name: '与国家索引核对' }).click();
      await page.locator('[data-test=compared]').waitFor();
      await inspect(page, 'operator-nodes-province');

      assert.equal(await page.locator('[data-test=compared]').getAttribute('data-same'), 'true');
      await page.context().close();
    });
  });
