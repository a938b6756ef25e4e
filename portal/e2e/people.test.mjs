/** The people of the demonstration's event: the line list, follow-up by telephone without network, transmission chains. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspect, openPage, signIn, startBrowser, WIDTHS } from './browser.mjs';

const EVENT = '居民小区感染性腹泻聚集性疫情';
const NODES = 2000;
/** Longest median frame while a graph of 2,000 is moved; a smooth picture has 60 frames a second on a machine that only draws. */
const FRAME_MOST = 50;
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
      await cdc.reload();
      await cdc.locator('canvas.graph').waitFor();
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
      const between = (await frames).toSorted((one, other) => one - other);
      const drawn = (
        await cdc.evaluate(() => performance.getEntriesByName('graph-frame').map(({ duration }) => duration))
      ).toSorted((one, other) => one - other);
      await inspect(cdc, 'people-graph-2000');
      console.log(
        `graph of ${NODES} at ${width} px: drawing median ${middle(drawn).toFixed(1)} ms, most ${drawn.at(-1).toFixed(1)} ms ` +
          `(${drawn.length} frames); between frames median ${middle(between).toFixed(1)} ms, p95 ${between[Math.floor(between.length * 0.95)].toFixed(1)} ms`,
      );

      assert.ok(drawn.length > 10);
      assert.ok(middle(between) <= FRAME_MOST);
      await cdc.unroute('**/chains');
    });
  });

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
