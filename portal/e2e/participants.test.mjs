/** An operator lets an institution, its system and its people take part, and sees what was done. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { inspect, openPage, signIn, startBrowser, URL_OF, WIDTHS } from './browser.mjs';

const LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const width of WIDTHS)
  describe(`participants at ${width} px`, () => {
    const code = institutionCode();
    const login = `doctor.${Date.now()}.${width}`;
    const client = `his-${Date.now()}-${width}`;
    let page;
    let password;

    before(async () => {
      page = await openPage(browser, width);
      await signIn(page, 'operator', '/console/');
    });
    after(() => page.context().close());

    it('registers an institution by its code', async () => {
      await page.getByRole('heading', { name: '机构', level: 1 }).waitFor();
      await page.getByRole('button', { name: '登记机构' }).click();
      await fill(page, { 统一社会信用代码: code, 名称: `测试医院 ${width}`, 行政区划: '330106' });
      await inspect(page, 'operator-institution-form');
      await confirm(page);
      await page.getByPlaceholder('按名称、标识或代码查找').fill(code);
      await page.getByRole('row').filter({ hasText: code }).waitFor();
      await inspect(page, 'operator-institutions');

      assert.match(await page.getByRole('row').filter({ hasText: code }).innerText(), /330106/);
    });

    it('says what is wrong with a code, and keeps what was typed', async () => {
      await page.getByRole('button', { name: '登记机构' }).click();
      await fill(page, { 统一社会信用代码: '123', 名称: '写错了' });
      await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
      await page.getByRole('dialog').locator('[data-test=problem]').waitFor();
      await inspect(page, 'operator-institution-wrong');

      assert.equal(await page.getByRole('dialog').getByLabel('名称').inputValue(), '写错了');
      await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
    });

    it('registers a system with its public key', async () => {
      await page.getByRole('link', { name: '接入系统' }).click();
      await page.getByRole('button', { name: '登记系统' }).click();
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      await fill(page, {
        客户端标识: client,
        名称: 'HIS',
        统一社会信用代码: code,
        公钥: JSON.stringify({ ...publicKey.export({ format: 'jwk' }), kid: `key-${width}` }),
      });
      await confirm(page);
      await page.getByRole('row').filter({ hasText: client }).waitFor();
      await inspect(page, 'operator-systems');

      assert.match(await page.getByRole('row').filter({ hasText: client }).innerText(), new RegExp(`key-${width}`));
    });

    it('makes an account and shows its password once', async () => {
      await page.getByRole('link', { name: '账号' }).click();
      await page.getByRole('button', { name: '新建账号' }).click();
      await page.getByRole('dialog').getByLabel('角色').selectOption({ label: '医生' });
      await fill(page, { 登录名: login, 姓名: '新医生', 统一社会信用代码: code });
      await inspect(page, 'operator-account-form');
      await confirm(page);
      await page.locator('[data-test=password]').waitFor();
      await page.getByPlaceholder('按名称、标识或代码查找').fill(login);
      await page.getByRole('row').filter({ hasText: login }).waitFor();
      await inspect(page, 'operator-accounts');
      password = await page.locator('[data-test=password] code').innerText();

      assert.equal(password.length, 20);
    });

    it('lets the new doctor in, until the account is disabled', async () => {
      const doctor = await openPage(browser, width);
      await doctor.goto(`${URL_OF}/console/`);
      await enter(doctor, login, password);
      await doctor.getByLabel('新密码', { exact: true }).fill('Sieben-Katzen-1987');
      await doctor.getByLabel('再输一遍新密码').fill('Sieben-Katzen-1987');
      await doctor.getByRole('button', { name: '修改密码' }).click();
      await doctor.getByRole('button', { name: '退出' }).waitFor();
      await page.getByRole('row').filter({ hasText: login }).getByRole('button', { name: '停用' }).click();
      await page.getByRole('row').filter({ hasText: login }).getByRole('button', { name: '启用' }).waitFor();
      await doctor.context().close();

      assert.match(await page.getByRole('row').filter({ hasText: login }).innerText(), /停用/);
    });

    it('tells who did what', async () => {
      await page.getByRole('link', { name: '操作日志' }).click();
      await page.getByRole('row').filter({ hasText: login }).first().waitFor();
      await inspect(page, 'operator-changes');
      assert.ok(!(await page.locator('main').innerText()).includes(password));

      await page.getByRole('link', { name: '消息查看记录' }).click();
      await page.getByRole('heading', { name: '消息查看记录', level: 1 }).waitFor();
      await inspect(page, 'operator-opened');
    });

    it('sees whether anybody read unusually, and keeps the filter in the address', async () => {
      await page.goto(`${URL_OF}/console/access/security`);
      await page.locator('[data-test=posture]').filter({ hasText: '登录失败' }).waitFor();
      await inspect(page, 'operator-security');
      await page.getByRole('button', { name: '等待说明' }).click();
      await page.getByText('没有这类异常读取').waitFor();
      await inspect(page, 'operator-security-asked');

      assert.match(page.url(), /state=ASKED/);
    });

    it('speaks English where that is chosen', async () => {
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('link', { name: 'Accounts' }).click();
      await page.getByRole('heading', { name: 'Accounts', level: 1 }).waitFor();
      await inspect(page, 'operator-accounts-en');
    });
  });

async function fill(page, values) {
  for (const [label, value] of Object.entries(values))
    await page.getByRole('dialog').getByLabel(label, { exact: true }).fill(value);
}

async function confirm(page) {
  await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function enter(page, login, password) {
  await page.getByLabel('账号').fill(login);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

/** A made-up code that is right by GB 32100-2015 and GB 11714-1997, another one each time. */
function institutionCode() {
  const body = String(Math.floor(Math.random() * 1e8)).padStart(8, '0');
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const rest = 11 - ([...body].reduce((sum, digit, place) => sum + Number(digit) * weights[place], 0) % 11);
  const first = `12330000${body}${rest === 10 ? 'X' : rest === 11 ? 0 : rest}`;
  const sum = [...first].reduce((all, letter, place) => all + LETTERS.indexOf(letter) * (3 ** place % 31), 0);
  return first + LETTERS[(31 - (sum % 31)) % 31];
}
