/**
 * Each interaction once by fhir-kit-client and by fhirclient.
 *
 *   node round-trip.mjs http://127.0.0.1:8080/fhir
 *
 * Prints one line for each interaction that went well; the first that does not ends it with exit code 1.
 */
import assert from 'node:assert/strict';
import { Client } from 'fhir-kit-client';
import fhirclient from 'fhirclient';

const baseUrl = process.argv[2];
const patient = (family) => ({ resourceType: 'Patient', active: true, name: [{ family }] });
const entry = (family, method = 'POST') => ({ resource: patient(family), request: { method, url: 'Patient' } });

async function step(name, work) {
  const result = await work();
  console.log(name);
  return result;
}

async function kit() {
  const client = new Client({ baseUrl });
  const told = await step('kit capabilities', () => client.capabilityStatement());
  assert.equal(told.fhirVersion, '4.0.1');
  const made = await step('kit create', () => client.create({ resourceType: 'Patient', body: patient('Kit') }));
  const { id } = made;
  const read = await step('kit read', () => client.read({ resourceType: 'Patient', id }));
  assert.equal(read.meta.versionId, '1');
  await step('kit update', () => client.update({ resourceType: 'Patient', id, body: { ...read, active: false } }));
  const first = await step('kit vread', () => client.vread({ resourceType: 'Patient', id, version: '1' }));
  assert.equal(first.active, true);
  const found = await step('kit search', () => client.search({ resourceType: 'Patient', searchParams: { family: 'Kit' } }));
  assert.equal(found.total, 1);
  const posted = await step('kit search by POST', () =>
    client.search({ resourceType: 'Patient', searchParams: { family: 'Kit' }, options: { postSearch: true } }),
  );
  assert.equal(posted.total, 1);
  const flag = { resourceType: 'Flag', status: 'active', code: { text: 'x' }, subject: { reference: `Patient/${id}` } };
  await client.create({ resourceType: 'Flag', body: flag });
  const within = await step('kit compartment', () =>
    client.search({ resourceType: 'Flag', compartment: { resourceType: 'Patient', id } }),
  );
  assert.equal(within.total, 1);
  const record = await step('kit operation', () =>
    client.operation({ name: 'everything', resourceType: 'Patient', id, method: 'GET' }),
  );
  assert.equal(record.entry.length, 2);
  const two = { resourceType: 'Bundle', type: 'transaction', entry: [entry('KitTwo'), entry('KitTwo')] };
  const done = await step('kit transaction', () => client.transaction({ body: two }));
  assert.equal(done.entry.length, 2);
  const each = await step('kit batch', () => client.batch({ body: { ...two, type: 'batch' } }));
  assert.equal(each.type, 'batch-response');
  const page = await client.search({ resourceType: 'Patient', searchParams: { family: 'KitTwo', _count: 2 } });
  const next = await step('kit next page', () => client.nextPage({ bundle: page }));
  assert.equal(next.entry.length, 2);
  const history = await step('kit history', () => client.history({ resourceType: 'Patient', id }));
  assert.equal(history.total, 2);
  assert.ok((await step('kit type history', () => client.history({ resourceType: 'Patient' }))).entry.length > 4);
  assert.ok((await step('kit system history', () => client.history())).entry.length > 5);
  const gone = made.id;
  const flags = await client.search({ resourceType: 'Flag', searchParams: { patient: gone } });
  await step('kit delete', () => client.delete({ resourceType: 'Flag', id: flags.entry[0].resource.id }));
  await assert.rejects(client.read({ resourceType: 'Flag', id: flags.entry[0].resource.id }), (e) => e.response.status === 410);
  console.log('kit gone');
}

async function smart() {
  const client = new fhirclient.FhirClient(baseUrl);
  assert.equal(await step('smart release', () => client.getFhirRelease()), 4);
  const made = await step('smart create', () => client.create(patient('Smart')));
  const read = await step('smart read', () => client.fhirRequest(`Patient/${made.id}`));
  assert.equal(read.name[0].family, 'Smart');
  await step('smart update', () => client.update({ ...read, active: false }));
  const found = await step('smart search', () => client.fhirRequest('Patient?family=Smart'));
  assert.equal(found.entry.length, 1);
  const count = 3;
  const many = { resourceType: 'Bundle', type: 'batch', entry: Array.from({ length: count }, () => entry('SmartPage')) };
  await client.fhirRequest('', { method: 'POST', body: JSON.stringify(many), headers: { 'content-type': 'application/fhir+json' } });
  let seen = 0;
  for await (const page of client.pages('Patient?family=SmartPage&_count=1')) seen += page.entry.length;
  assert.equal(seen, count);
  console.log('smart pages');
  await step('smart delete', () => client.delete(`Patient/${made.id}`));
  await assert.rejects(client.fhirRequest(`Patient/${made.id}`));
  console.log('smart gone');
}

await kit();
await smart();
