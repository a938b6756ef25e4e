#!/usr/bin/env python3
"""Kills a node, or its PostgreSQL, while many senders write, and then looks whether anything was lost or torn.

Half of the senders load Bundles; the others create single resources, update them under If-Match and by condition, and delete
them. Every acknowledged version must be there, no Bundle half present, no update lost (the versions of a resource follow each
other, and at most the one that was under way is not acknowledged), the feed must name each version exactly once, and its readers
must come to its end without leaving a change aside. Of two nodes the one that is killed last stays dead; the living take over what
it read.

usage: crash.py server|postgres|nodes --data DIR --port PORT --bundles DIR [--rounds 10] [--senders 8]

Starts `./tongmai serve --auth none` on DIR itself; `nodes` lets it (PORT + 2) hold the database, starts two more on that (PORT and
PORT + 1), and kills one or the other of these. Load the directory's Bundles first where the Bundles refer to it. What a node says
goes to DIR.log (`nodes`: DIR-0.log and DIR-1.log too). Needs psql on the path.
"""
import argparse, glob, os, random, signal, threading, time

from parties import Crew, Node, Refused, Sender

DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
FEED = """with f as (select compartment, tx, v, i from store.feed, unnest(changes) with ordinality as u (v, i)),
t as (select compartment, tx, (i - 1) / 3 as n, max(v) filter (where i % 3 = 1) as type,
             max(v) filter (where i % 3 = 2) as local, max(v) filter (where i % 3 = 0) as version
        from f group by 1, 2, 3) """
BEHIND = """select name from store.reader r where exists (
    select from store.feed f where (f.tx, f.compartment) > (r.tx, r.compartment))"""
CAUGHT_UP_S = 120


def number(text):
    value = 0
    for digit in text:
        value = value * 32 + DIGITS.index(digit)
    return value


class Run:
    def __init__(self, options):
        self.options = options
        files = sorted(glob.glob(os.path.join(options.bundles, '*.json')), key=os.path.getsize)
        bodies = [open(file, 'rb').read() for file in files[:60]]
        self.bodies = [body for body in bodies if b'"transaction"' in body[:4000]][:30]
        self.sizes = {body.count(b'"request"') for body in self.bodies}
        self.acknowledged, self.lock, self.stop, self.count = [], threading.Lock(), False, 0
        self.bundles, self.ready, self.crew = 0, 0, Crew()
        self.edited = set()  # compartments that are not one Bundle: what is edited, and what an earlier run left
        self.holder = Node(options.data, options.port + (2 if options.what == 'nodes' else 0))
        self.nodes = [self.holder]

    # -- what is sent

    def known(self, locations):
        with self.lock:
            self.acknowledged.append(locations)

    def sender(self):
        return Sender(self.nodes, over=lambda: self.stop)

    def load(self):
        sender = self.sender()
        while not self.stop:
            with self.lock:
                self.count += 1
                number_of = self.count
            answer = sender.send('POST', '/fhir', self.bodies[number_of % len(self.bodies)],
                                 {'Idempotency-Key': f'crash-{os.getpid()}-{number_of}'})
            if answer:
                self.known([entry['response']['location'] for entry in answer.body['entry']])
                with self.lock:
                    self.bundles += 1

    def edit(self, name):
        """One patient, and one observation after the other, created, updated and deleted; nobody else touches them."""
        sender, round_of = self.sender(), 0
        key = f'crash-{os.getpid()}-{name}'
        patient = {'resourceType': 'Patient', 'identifier': [{'system': 'urn:crash', 'value': key}]}
        while not self.stop:
            round_of += 1
            patient['multipleBirthInteger'] = round_of
            made = sender.send('PUT', f'/fhir/Patient?identifier=urn:crash%7C{key}', patient)
            if not made:
                return
            location = made.headers['Location'].split('/fhir/')[1]
            self.known([location])
            patient_id = location.split('/')[1]
            with self.lock:
                self.edited.add(number(patient_id.split('-')[0]))
                self.ready += round_of == 1
            key_of = f'{key}-{round_of}'
            observation = {'resourceType': 'Observation', 'status': 'preliminary', 'code': {'text': key_of},
                           'subject': {'reference': f'Patient/{patient_id}'}}
            made = sender.send('POST', '/fhir/Observation', observation, {'Idempotency-Key': key_of})
            if not made:
                return
            location = made.headers['Location'].split('/fhir/')[1]
            self.known([location])
            identity, version = location.split('/')[1], int(location.split('/')[3])
            for step in range(random.randint(1, 6)):
                body = dict(observation, id=identity, valueInteger=step)
                done = sender.send('PUT', f'/fhir/Observation/{identity}', body, {'If-Match': f'W/"{version}"'}, also=(412,))
                if not done:
                    return
                if done.status == 412 and not done.again:
                    raise Refused(f'update of {identity} at {version}: {done.status}')
                # else a 412 says: it was taken before the kill, and only the answer was lost
                version = version + 1 if done.status == 412 else int(done.headers['Location'].split('/')[-1])
                self.known([f'Observation/{identity}/_history/{version}'])
            if random.random() < 0.5 and not sender.send('DELETE', f'/fhir/Observation/{identity}', also=(404, 410)):
                return

    # -- what is killed

    def kill(self, last):
        time.sleep(random.uniform(1, 4))
        before = len(self.acknowledged)
        started = time.time()
        if self.options.what == 'postgres':
            os.kill(self.holder.postmaster()[0], signal.SIGKILL)
        else:
            node = random.choice(self.nodes)
            node.kill()
            if len(self.nodes) == 1:
                node.start()
                started = time.time()
        self.crew.wait(lambda: len(self.acknowledged) > before, 'a write acknowledged after the kill')
        print(f'{len(self.acknowledged):6} acknowledged, next after {time.time() - started:.1f} s', flush=True)
        if len(self.nodes) > 1:
            time.sleep(random.uniform(0, 3))
            if not last:
                node.start()

    # -- whether it is all there

    def judge(self):
        stored = set(self.holder.query("select compartment || '-' || local || '-' || version from store.version"))
        lost = 0
        for locations in self.acknowledged:
            for location in locations:
                _, id_of, _, version = location.split('/')
                compartment, local = id_of.split('-')
                lost += f'{number(compartment)}-{number(local)}-{version}' not in stored
        torn = [row for row in self.holder.query(
            'select compartment, count(*) from store.version where compartment <> 0 group by compartment')
            if int(row.split('|')[0]) not in self.edited and int(row.split('|')[1]) not in self.sizes]
        broken = self.holder.query("""select count(*) from (select 1 from store.version group by compartment, type, local
            having max(version) <> count(*) or count(*) filter (where superseded is null) <> 1) as chains""")[0]
        gaps = self.holder.query(FEED + """select count(*) from store.version v full join t
            using (compartment, type, local, version) where v.tx is distinct from t.tx""")[0]
        twice = self.holder.query(FEED + 'select count(*) - count(distinct (compartment, type, local, version)) from t')[0]
        print(f'{self.bundles} Bundles and {len(self.acknowledged) - self.bundles} single writes acknowledged, '
              f'{len(stored)} versions stored; lost {lost}, half present {len(torn)}, broken chains of versions {broken}, '
              f'gaps in the feed {gaps}, twice in the feed {twice}')
        return not (lost or torn or broken != '0' or gaps != '0' or twice != '0')

    def told(self):
        """Whether each reader of the feed comes to its end, and how many changes they left aside."""
        started = time.time()
        while (behind := self.holder.query(BEHIND)) and time.time() - started < CAUGHT_UP_S:
            time.sleep(0.5)
        readers, parked = self.holder.query('select (select count(*) from store.reader), (select count(*) from store.parked)')[0].split('|')
        print(f'{readers} readers of the feed at its end {time.time() - started:.1f} s later; behind {behind}, left aside {parked}')
        return not behind and parked == '0' and readers != '0'

    def all(self):
        try:
            self.begin()
            half = self.options.senders // 2
            senders = [self.crew.begin(self.edit, i) for i in range(half)]
            self.crew.wait(lambda: self.ready == half, 'a patient of each sender')
            senders += [self.crew.begin(self.load) for _ in range(self.options.senders - half)]
            for left in range(self.options.rounds, 0, -1):
                if not self.crew.failures:
                    self.kill(left == 1)
            self.stop = True
            self.crew.end(senders, 90)
            good = self.judge() and self.told()
        finally:
            for node in self.nodes + [self.holder]:
                node.stop()
        raise SystemExit(self.crew.verdict() or (0 if good else 1))

    def begin(self):
        print(f'started in {self.holder.start():.1f} s', flush=True)
        self.edited.update(map(int, self.holder.query('select distinct compartment from store.version')))
        if self.options.what == 'nodes':
            database = self.holder.database()
            self.nodes = [Node(f'{self.holder.data}-{i}', self.options.port + i, TONGMAI_DATABASE=database) for i in range(2)]
            print(f'two nodes on it started in {sum(node.start() for node in self.nodes):.1f} s', flush=True)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument('what', choices=['server', 'postgres', 'nodes'])
parser.add_argument('--data', required=True)
parser.add_argument('--port', type=int, default=8090)
parser.add_argument('--bundles', required=True)
parser.add_argument('--rounds', type=int, default=10)
parser.add_argument('--senders', type=int, default=8)
Run(parser.parse_args()).all()
