/** A resident says beforehand who may see what, reads it in one sentence, changes it and takes it back; a doctor learns that much and no more. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { call, inspect, openPage, signIn, startBrowser, until, WIDTHS } from './browser.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const width of WIDTHS)
  describe(`standing rules at ${width} px`, () => {
    let doctor;
    let resident;
    let hospital;
    let doctorName;

    async function endAll() {
      const { rules } = (await call(resident, 'GET', '/api/access/rules')).body;
      for (const { id, state } of rules)
        if (state === 'IN_FORCE' || state === 'TO_COME') await call(resident, 'POST', `/api/access/rules/${id}/end`);
    }

    before(async () => {
      [doctor, resident] = [await openPage(browser, width), await openPage(browser, width)];
      await signIn(resident, 'resident', '/m/');
      const name = (await call(resident, 'GET', '/api/access/session')).body.name;
      const { requests } = (await call(resident, 'GET', '/api/access/requests')).body;
      for (const { id, state } of requests)
        if (state === 'GRANTED') await call(resident, 'POST', `/api/access/requests/${id}/revoke`);
      await endAll();
      await signIn(doctor, 'doctor', '/console/');
      const session = (await call(doctor, 'GET', '/api/access/session')).body;
      hospital = session.institution;
      doctorName = session.name;
      await doctor.getByRole('searchbox').or(doctor.getByPlaceholder('姓名、证件号或院内号')).first().fill(name);
      await until(doctor, 'the search in the URL', () => location.search.startsWith('?query='));
      await doctor.getByRole('link', { name, exact: true }).first().click();
      await doctor.locator('[data-test=access-panel]').waitFor();
    });
    after(async () => {
      await endAll();
      await doctor.context().close();
      await resident.context().close();
    });

    it('are made from a template, in one sentence before they are saved', async () => {
      await resident.getByRole('link', { name: /我的授权/ }).click();
      await resident.getByRole('link', { name: '定一条规则' }).waitFor();
      await inspect(resident, 'resident-given-empty');
      await resident.getByRole('link', { name: '定一条规则' }).click();
      await resident.getByRole('button', { name: /精神科记录谁也不给看/ }).waitFor();
      await inspect(resident, 'resident-rule-templates');
      await resident.getByRole('button', { name: /精神科记录谁也不给看/ }).click();
      await until(resident, 'the sentence', () =>
        document.querySelector('[data-test=rule-sentence]')?.textContent?.includes('谁也不能查看'),
      );
      await inspect(resident, 'resident-rule-denial');
      await resident.getByRole('button', { name: '保存', exact: true }).click();
      await resident.locator('[data-test=rule][data-state=IN_FORCE]').waitFor();
      await inspect(resident, 'resident-given');

      const card = await resident.locator('[data-test=rule]').first().innerText();
      assert.match(card, /精神科/);
      assert.match(card, /紧急抢救/);
    });

    it('tell the doctor that something may be kept back, and neither what nor whether', async () => {
      await doctor.reload();
      await doctor.locator('[data-test=denied]').waitFor();
      await inspect(doctor, 'doctor-record-denied');

      const told = await doctor.locator('[data-test=denied]').innerText();
      assert.match(told, /居民设了授权规则/);
      assert.doesNotMatch(told, /精神/);
    });

    it('are refused to be saved until they are whole', async () => {
      await resident.getByRole('link', { name: '定一条规则' }).click();
      await resident.getByRole('button', { name: /只给一位医生看一次/ }).click();
      await resident.locator('[data-test=rule-sentence]').waitFor();

      assert.match(await resident.locator('[data-test=rule-sentence]').innerText(), /请把上面选完整/);
      assert.ok(await resident.getByRole('button', { name: '保存', exact: true }).isDisabled());
    });

    it('permit one look, which the doctor has when asking for it', async () => {
      await resident.getByLabel('按名称找机构').fill(hospital.name);
      await resident.locator('[data-test=institution]').selectOption(hospital.code);
      await resident.locator('[data-test=doctor]').selectOption({ label: `${doctorName} · ${hospital.name}` });
      await until(resident, 'the sentence', () =>
        document.querySelector('[data-test=rule-sentence]')?.textContent?.includes('只能看一次'),
      );
      await inspect(resident, 'resident-rule-once');
      await resident.getByRole('button', { name: '保存', exact: true }).click();
      await resident.locator('[data-test=rule]').nth(1).waitFor();

      await doctor.reload();
      await doctor.getByRole('button', { name: '打开看一次' }).waitFor();
      await inspect(doctor, 'doctor-only-look-offered');
      await doctor.getByRole('button', { name: '打开看一次' }).click();
      await doctor.locator('[data-test=only-look] [data-test=entry]').first().waitFor();
      await inspect(doctor, 'doctor-only-look');
      await doctor.reload();
      await doctor.locator('[data-test=access-panel]').waitFor();
      assert.equal(await doctor.locator('[data-test=only-look]').count(), 0);
    });

    it('are changed and taken back', async () => {
      await until(resident, 'the look that was used', () => document.querySelectorAll('[data-test=rule]').length === 1);
      await resident.getByRole('link', { name: '修改' }).first().click();
      await resident.getByRole('checkbox', { name: '艾滋病' }).click();
      await until(resident, 'the sentence', () =>
        document.querySelector('[data-test=rule-sentence]')?.textContent?.includes('艾滋病'),
      );
      await resident.getByRole('button', { name: '保存', exact: true }).click();
      await resident.getByText('第 2 版').waitFor();
      await resident.getByRole('button', { name: '收回', exact: true }).first().click();
      await inspect(resident, 'resident-rule-end');
      await resident.getByRole('button', { name: '确定收回' }).click();
      await until(resident, 'no rule', () => document.querySelectorAll('[data-test=rule]').length === 0);
      await resident.getByRole('button', { name: '已结束' }).click();
      await resident.locator('[data-test=rule][data-state=ENDED]').first().waitFor();
      await inspect(resident, 'resident-past');
    });
  });
