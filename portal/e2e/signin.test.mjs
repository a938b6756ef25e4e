/** The own account: a second factor is set up, asked for at sign-in, shown again where it counts, and taken off. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { accounts, inspect, openPage, startBrowser, URL_OF, WIDTHS } from './browser.mjs';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const OWN = 'Sieben-Katzen-1987';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const width of WIDTHS)
  describe(`own account at ${width} px`, () => {
    const login = `steward.${Date.now()}.${width}`;
    let operator;
    let page;
    let secret;
    let used = 0;

    /** The code of a step after the one used last; the platform takes each once. */
    const code = async (at) => {
      let step = Math.floor(Date.now() / 30_000);
      while (step + 1 <= used) {
        await at.waitForTimeout(500);
        step = Math.floor(Date.now() / 30_000);
      }
      used = Math.max(used + 1, step);
      return totp(secret, used);
    };

    before(async () => {
      operator = await openPage(browser, width);
      await operator.goto(`${URL_OF}/console/`);
      await enter(operator, accounts.operator.account, accounts.operator.password);
      await operator.getByRole('button', { name: '退出', exact: true }).waitFor();
      page = await openPage(browser, width);
    });
    after(async () => {
      await operator.context().close();
      await page.context().close();
    });

    it('lets somebody with a made password in once another is chosen', async () => {
      const made = await make(operator, login);
      await page.goto(`${URL_OF}/console/`);
      await enter(page, login, made);
      await page.getByRole('heading', { name: '设置新密码' }).waitFor();
      await page.getByLabel('新密码', { exact: true }).fill('Password2026!');
      await page.getByLabel('再输一遍新密码').fill('Password2026!');
      await page.getByRole('button', { name: '修改密码' }).click();
      await page.locator('[data-code="access.password-common"]').waitFor();
      await inspect(page, 'sign-in-password');
      await page.getByLabel('新密码', { exact: true }).fill(OWN);
      await page.getByLabel('再输一遍新密码').fill(OWN);
      await page.getByRole('button', { name: '修改密码' }).click();
      await page.getByRole('button', { name: '退出', exact: true }).waitFor();
    });

    it('sets up a second factor with the picture and keeps the recovery codes', async () => {
      await page.goto(`${URL_OF}/console/account`);
      await page.getByRole('button', { name: '启用', exact: true }).click();
      await page.getByLabel('现在的密码').last().fill(OWN);
      await page.getByRole('button', { name: '下一步' }).click();
      await page.locator('[data-test=factor]').waitFor();
      await inspect(page, 'account-factor');
      secret = (await page.locator('[data-test=secret]').innerText()).replaceAll(/\s/g, '');
      await page.getByLabel('验证器显示的 6 位数字').fill(await code(page));
      await page.getByRole('button', { name: '验证', exact: true }).click();
      await page.locator('[data-test=recovery-codes]').waitFor();
      await inspect(page, 'account-recovery-codes');

      assert.equal(await page.locator('[data-test=recovery-codes] li').count(), 10);
      await page.getByRole('button', { name: '我已保存，继续' }).click();
      await page.getByText('还有 10 个恢复码').waitFor();
      await inspect(page, 'account');
    });

    it('asks for it at sign-in, refuses a wrong one, and shows where one is signed in', async () => {
      const phone = await openPage(browser, width);
      await phone.goto(`${URL_OF}/console/`);
      await enter(phone, login, OWN);
      await phone.getByRole('heading', { name: '第二重验证' }).waitFor();
      await phone.getByLabel('验证码').fill('00000x');
      await phone.getByRole('button', { name: '验证', exact: true }).click();
      await phone.locator('[data-code="access.code-wrong"]').waitFor();
      await inspect(phone, 'sign-in-code');
      await phone.getByLabel('验证码').fill(await code(phone));
      await phone.getByRole('button', { name: '验证', exact: true }).click();
      await phone.getByRole('button', { name: '退出', exact: true }).waitFor();
      await page.reload();
      await page.locator('[data-test=places] li').nth(1).waitFor();
      await page.getByRole('button', { name: '退出其他所有登录' }).click();
      await page.locator('[data-test=places] li').nth(1).waitFor({ state: 'detached' });
      await phone.reload();
      await phone.getByLabel('密码').waitFor();
      await phone.context().close();
    });

    it('is taken away by the operator, who says why', async () => {
      const row = operator.getByRole('row').filter({ hasText: login });
      await operator.reload();
      await operator.getByPlaceholder('按名称、标识或代码查找').fill(login);
      await row.getByRole('button', { name: '取消第二重验证' }).click();
      await operator.getByLabel('怎样核实了本人').fill('本人持工作证到场');
      await inspect(operator, 'operator-factor-reset');
      await operator.getByRole('dialog').getByRole('button', { name: '确定' }).click();
      await row.getByRole('button', { name: '取消第二重验证' }).waitFor({ state: 'detached' });
      await page.reload();
      await page.getByLabel('密码').waitFor();
    });
  });

async function enter(page, account, password) {
  await page.getByLabel('账号').fill(account);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

/** Makes an account; the answer is its password. */
async function make(operator, login) {
  await operator.goto(`${URL_OF}/console/access/accounts`);
  await operator.getByRole('button', { name: '新建账号' }).click();
  const dialog = operator.getByRole('dialog');
  await dialog.getByLabel('角色').selectOption({ label: '主索引核对员' });
  await dialog.getByLabel('登录名').fill(login);
  await dialog.getByLabel('姓名').fill('新核对员');
  await dialog.getByRole('button', { name: '确定' }).click();
  const shown = operator.locator('[data-test=password] code');
  await shown.waitFor();
  return shown.innerText();
}

/** RFC 6238, written here a second time so that the platform is not judged by itself. */
function totp(letters, step) {
  let bits = '';
  for (const letter of letters) bits += LETTERS.indexOf(letter).toString(2).padStart(5, '0');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = hash.at(-1) & 0xf;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
