/** The people of the demonstration's event: the line list, follow-up by telephone without network, transmission chains, disposal. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { call, inspect, openPage, signIn, startBrowser, WIDTHS } from './browser.mjs';

const EVENT = '居民小区感染性腹泻聚集性疫情';
const NODES = 2000;
/** Longest median frame while a graph of 2,000 is moved; a smooth picture has 60 frames a second on a machine that only draws. */
const FRAME_MOST = 50;
/** Longest the page may not answer while such a graph is opened, moved and zoomed, in ms. */
const BLOCKED_MOST = 100;
let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const width of WIDTHS)
  describe(`people of an event at ${width} px`, () => {
    let cdc;

    before(async () => {
      cdc = await openPage(browser, width);
      await signIn(cdc, 'cdc', '/console/');
      await cdc.getByRole('link', { name: '突发事件', exact: true }).click();
      await cdc.getByRole('link', { name: EVENT }).click();
      await cdc.locator('.event-figures a').first().waitFor();
    });
    after(() => cdc.context().close());

    it('leads from each number of people to a list of as many', async () => {
      for (const name of ['病例', '接触者', '今日医学观察中']) {
        const figure = cdc.locator('.event-figures a').filter({ hasText: name }).first();
        const shown = Number(await figure.locator('b').innerText());
        await figure.click();
        await cdc
          .locator('[data-test=people-count]')
          .filter({ hasText: `${shown} 人` })
          .waitFor();
      }
      await inspect(cdc, 'people-list');
    });

    it('opens somebody by name and with contacts', async () => {
      await cdc.locator('[data-test=people] table.grid tbody button').first().click();
      await cdc.locator('[data-test=person] dl').waitFor();
      await inspect(cdc, 'people-person');

      assert.doesNotMatch(await cdc.locator('[data-test=person] dl').innerText(), /\*/);
    });

    it('keeps what was tapped without network and sends it when it is back', async () => {
      await cdc.getByRole('button', { name: '医学观察', exact: true }).click();
      const visit = cdc.locator('[data-test=visit]').first();
      await visit.waitFor();
      await inspect(cdc, 'people-follow-up');

      await cdc.context().setOffline(true);
      await visit.getByRole('button', { name: '无症状' }).click();
      await cdc.locator('[data-test=outbox]').waitFor();
      await inspect(cdc, 'people-offline');
      await cdc.context().setOffline(false);
      await cdc.locator('[data-test=outbox]').waitFor({ state: 'detached', timeout: 30_000 });
    });

    it('draws who infected whom', async () => {
      await cdc.getByRole('button', { name: '传播链', exact: true }).click();
      await cdc.locator('[data-test=chain-figures]').waitFor();
      await inspect(cdc, 'people-graph');

      assert.match(await cdc.locator('[data-test=chain-figures]').innerText(), /均值/);
    });

    it(`moves ${NODES} people smoothly`, async () => {
      await cdc.route('**/chains', (route) => route.fulfill({ json: tree() }));
      await cdc.getByRole('button', { name: '任务清单', exact: true }).click();
      await cdc.reload();
      await cdc.locator('[data-test=task]').first().waitFor();
      await cdc.evaluate(() => {
        globalThis.blocked = [];
        new PerformanceObserver((list) =>
          globalThis.blocked.push(...list.getEntries().map(({ duration }) => duration)),
        ).observe({ type: 'longtask' });
      });
      await cdc.getByRole('button', { name: '传播链', exact: true }).click();
      await cdc.locator('canvas.graph').waitFor();
      await cdc.locator('canvas.graph').scrollIntoViewIfNeeded();
      const box = await cdc.locator('canvas.graph').boundingBox();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await cdc.evaluate(() => performance.clearMeasures());
      const frames = cdc.evaluate(
        () =>
          new Promise((done) => {
            const times = [];
            let last = performance.now();
            const next = (now) => {
              times.push(now - last);
              last = now;
              if (times.length < 120) requestAnimationFrame(next);
              else done(times.slice(1));
            };
            requestAnimationFrame(next);
          }),
      );
      await cdc.mouse.move(x, y);
      await cdc.mouse.down();
      for (let at = 0; at < 80; at++) await cdc.mouse.move(x + 60 * Math.sin(at / 8), y + 40 * Math.cos(at / 8));
      await cdc.mouse.up();
      for (let at = 0; at < 4; at++) await cdc.getByRole('button', { name: '放大', exact: true }).click();
      const between = (await frames).toSorted((one, other) => one - other);
      const drawn = (
        await cdc.evaluate(() => performance.getEntriesByName('graph-frame').map(({ duration }) => duration))
      ).toSorted((one, other) => one - other);
      const blocked = await cdc.evaluate(() => Math.max(0, ...globalThis.blocked));
      await inspect(cdc, 'people-graph-2000');
      console.log(
        `graph of ${NODES} at ${width} px: drawing median ${middle(drawn).toFixed(1)} ms, most ${drawn.at(-1).toFixed(1)} ms ` +
          `(${drawn.length} frames); between frames median ${middle(between).toFixed(1)} ms, p95 ${between[Math.floor(between.length * 0.95)].toFixed(1)} ms; blocked at most ${blocked.toFixed(0)} ms`,
      );

      assert.ok(drawn.length > 10);
      assert.ok(middle(between) <= FRAME_MOST);
      assert.ok(blocked <= BLOCKED_MOST, `the page did not answer for ${blocked} ms`);
      await cdc.unroute('**/chains');
    });

    it('lists samples by what was found', async () => {
      await cdc.getByRole('button', { name: '样本', exact: true }).click();
      const chip = cdc.locator('[data-test=event-samples] .chip').filter({ hasText: '阳性' }).first();
      const shown = Number((await chip.innerText()).match(/\d+$/)[0]);
      await chip.click();
      await cdc.waitForURL(/result=POSITIVE/);
      await inspect(cdc, 'people-samples');

      assert.equal(await cdc.locator('[data-test=event-samples] table.grid tbody tr').count(), shown);
    });

    it('disposes of the personal data of a closed event and gives the proof', async () => {
      const event = await closedEvent(cdc, `已结束的疫情 ${width}`);
      await cdc.goto(new URL(`/console/emergency/events/${event}`, cdc.url()).href);
      const panel = cdc.locator('[data-test=disposal]');
      await panel.getByRole('button', { name: '立即处置' }).waitFor();
      await inspect(cdc, 'people-kept');

      await panel.getByRole('button', { name: '立即处置' }).click();
      await cdc.getByRole('dialog').getByRole('textbox').fill('评估已完成');
      await cdc.getByRole('dialog').getByRole('button').last().click();
      await panel.locator('[data-test=disposal-left]').filter({ hasText: ' 0 行' }).waitFor();
      await inspect(cdc, 'people-disposed');
      const proof = await cdc.request.get(
        new URL(await panel.getByRole('link', { name: '下载处置声明与证明' }).getAttribute('href'), cdc.url()).href,
      );

      assert.match(await proof.text(), /"kind":"disposal"/);
      await cdc.locator('.event-figures a').filter({ hasText: '病例' }).first().click();
      await cdc.locator('[data-test=people-count]').filter({ hasText: '1 人' }).waitFor();
      assert.doesNotMatch(await cdc.locator('[data-test=people]').innerText(), /郑/);
    });
  });

/** An event with somebody who was ill, closed; its number. */
async function closedEvent(cdc, title) {
  const events = '/api/emergency/events';
  const places = (await call(cdc, 'GET', events)).body.events;
  const { place } = places.find((one) => one.title === EVENT);
  const opened = await call(cdc, 'POST', events, { title, what: '3900', place: place.code, plan: 'enteric' });
  const { id } = opened.body;
  await call(cdc, 'POST', `${events}/${id}/people`, {
    name: '郑小英',
    phone: '10000000009',
    classification: 'CONFIRMED',
  });
  const { tasks, event } = (await call(cdc, 'GET', `${events}/${id}`)).body;
  for (const { number } of tasks) await call(cdc, 'POST', `${events}/${id}/tasks/${number}/cancel`, { words: '不需' });
  const closed = await call(cdc, 'POST', `${events}/${id}/status`, {
    to: 'CLOSED',
    decided: event.decided,
    words: '核实为个别病例',
  });
  assert.equal(closed.status, 200);
  return id;
}

function middle(sorted) {
  return sorted[Math.floor(sorted.length / 2)];
}

/** A tree of many: each infects about three, every second is a contact. */
function tree() {
  const nodes = Array.from({ length: NODES }, (_, at) => ({
    number: at + 1,
    classification: at % 2 ? null : ['CONFIRMED', 'CLINICAL', 'SUSPECTED'][at % 3],
    wasContact: at % 2 === 1,
    onset:
      at % 2 ? null : new Date(Date.UTC(2026, 2, 1 + Math.floor(Math.log2(at + 1) * 4))).toISOString().slice(0, 10),
    ending: null,
    generation: null,
    infected: 0,
  }));
  const links = nodes.slice(1).map(({ number, wasContact }) => ({
    source: Math.max(1, 2 * Math.floor(number / 6) + 1),
    target: number,
    relation: 'FAMILY',
    exposure: 'MEAL',
    lastOn: null,
    infected: !wasContact,
  }));
  const none = { pairs: 0, mean: null, deviation: null, median: null, least: null, most: null };
  return {
    nodes,
    links: links.filter(({ source, target }) => source !== target),
    generations: {},
    single: 0,
    infectedByEach: {},
    serialInterval: none,
    generationInterval: none,
  };
}
