/** An operator loads a table of standard items; an institution maps a code of its own, translates again, and takes it back. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { call, inspect, openPage, signIn, startBrowser, WIDTHS } from './browser.mjs';
import { send } from './mllp.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const TABLE = '项目编码,项目名称,别名,计量单位\nE2E-1,丙氨酸氨基转移酶,ALT,U/L\nE2E-2,肌酐,Cr,umol/L\n,缺编码,,\n';

for (const width of WIDTHS)
  describe(`codes at ${width} px`, () => {
    let operator;
    let it_;
    const code = `E${width}${Date.now()}`;

    before(async () => {
      operator = await openPage(browser, width);
      await signIn(operator, 'operator', '/console/');
      it_ = await openPage(browser, width);
      await signIn(it_, 'it', '/console/');
      const { institution } = (await call(it_, 'GET', '/api/access/session')).body;
      assert.match(await send(result(institution.code, code)), /MSA\|AA\|/);
    });
    after(async () => {
      await operator?.context().close();
      await it_?.context().close();
    });

    it('shows the operator what a file would change and which line is wrong, and loads it', async () => {
      await operator.goto(`${operator.base}/console/intake/terminology`);
      await operator.getByRole('heading', { name: '装入文件' }).waitFor();
      await operator
        .locator('input[type=file]')
        .setInputFiles({ name: 'items.csv', mimeType: 'text/csv', buffer: Buffer.from(TABLE) });
      await operator.getByLabel('编码系统（对照表的来源）').selectOption({ label: '临床检验项目 WS/T 102' });
      await operator.getByRole('button', { name: '预览', exact: false }).click();
      await operator.getByText('预览，尚未写入').waitFor();
      const faults = await operator.getByRole('table', { name: '有误的行' }).innerText();
      assert.match(faults, /4:1/);
      assert.match(faults, /缺编码/);
      await inspect(operator, 'operator-terminology');
      await operator.getByRole('button', { name: /^装\s*入$/ }).click();
      await operator.getByText(/^(已装入|与已装入的完全相同)$/).waitFor();
    });

    it('lists the code with what it may mean', async () => {
      await it_.goto(`${it_.base}/console/intake/codes?text=${code}`);
      const row = it_.getByRole('row').filter({ hasText: code });
      await row.waitFor();
      assert.match(await row.innerText(), /丙氨酸氨基转移酶/);
      await inspect(it_, 'it-codes');
    });

    it('accepts a suggestion and takes it back', async () => {
      await it_.getByRole('link', { name: code }).click();
      await it_.getByRole('heading', { name: '建议的标准编码' }).waitFor();
      await inspect(it_, 'it-code');
      await it_
        .getByRole('listitem')
        .filter({ hasText: 'E2E-1' })
        .getByRole('button', { name: /接\s*受/ })
        .click();
      await it_.getByRole('heading', { name: '处理记录' }).waitFor();
      await it_.getByRole('button', { name: '开始重新翻译' }).click();
      await it_.getByRole('table', { name: '历史数据重新翻译情况' }).getByText('完成').first().waitFor();
      await inspect(it_, 'it-code-decided');
      await it_.getByRole('button', { name: /撤\s*销/ }).click();
      await it_.getByText('已撤销').waitFor();
      await it_.getByRole('heading', { name: '建议的标准编码' }).waitFor();
    });
  });

function result(institution, code) {
  const now = new Date(Date.now() - 3_600_000).toISOString().replace(/[-:T]/g, '').slice(0, 14) + '+0000';
  return (
    [
      `MSH|^~\\&|LIS|${institution}|TONGMAI|330000|${now}||ORU^R01^ORU_R01|${code}|P|2.5||||||UNICODE UTF-8`,
      `PID|1||E2E-CODES^^^${institution}^MR||对^照||19800101|M`,
      `OBR|1||${code}|LFT^肝功能^L|||${now}|||||||||||||||${now}||LAB|F`,
      `OBX|1|NM|${code}^谷丙转氨酶^L||31|U/L|||||F|||${now}`,
    ].join('\r') + '\r'
  );
}
