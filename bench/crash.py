#!/usr/bin/env python3
"""Kills a node, or its PostgreSQL, while many senders write, and then looks whether anything was lost or torn.

Half of the senders load Bundles; the others create single resources, update them under If-Match and by condition, and delete
them. Every acknowledged version must be there, no Bundle half present, no update lost (the versions of a resource follow each
other, and at most the one that was under way is not acknowledged), and the feed must name each version exactly once.

usage: crash.py server|postgres|nodes --data DIR --port PORT --bundles DIR [--rounds 10] [--senders 8]

Starts `./tongmai serve --auth none` on DIR itself; `nodes` lets it (PORT + 2) hold the database, starts two more on that (PORT and
PORT + 1), and kills one or the other of these. Load the directory's Bundles first where the Bundles refer to it. Needs psql on the path.
"""
import argparse, glob, http.client, json, os, random, signal, subprocess, threading, time

DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FEED = """with f as (select compartment, tx, v, i from store.feed, unnest(changes) with ordinality as u (v, i)),
t as (select compartment, tx, (i - 1) / 3 as n, max(v) filter (where i % 3 = 1) as type,
             max(v) filter (where i % 3 = 2) as local, max(v) filter (where i % 3 = 0) as version
        from f group by 1, 2, 3) """


def number(text):
    value = 0
    for digit in text:
        value = value * 32 + DIGITS.index(digit)
    return value


class Node:
    """One `serve` process."""

    def __init__(self, data, port, database=None):
        self.data, self.port, self.database, self.process = data, port, database, None

    def start(self):
        environment = dict(os.environ, TONGMAI_DATABASE=self.database) if self.database else None
        self.process = subprocess.Popen(
            [os.path.join(ROOT, 'tongmai'), 'serve', '--data', self.data, '--port', str(self.port), '--mllp-port', '-1',
             '--auth', 'none'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        started = time.time()
        while time.time() - started < 120:
            try:
                connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=5)
                connection.request('GET', '/fhir/metadata')
                if connection.getresponse().status == 200:
                    return time.time() - started
            except OSError:
                time.sleep(0.2)
        raise SystemExit('the node did not start')

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Refused(Exception):
    """An answer that is neither a success nor a wish to be asked again."""


class Sender:
    """Sends one request until it is answered, to whichever node answers."""

    def __init__(self, run):
        self.run, self.connection, self.turn = run, None, random.randrange(2)

    def send(self, method, path, body=None, headers=None):
        """The status, headers and JSON of the answer; None where the run ends before. Says also whether it was sent twice."""
        again = False
        while not self.run.stop:
            try:
                if self.connection is None:
                    node = self.run.nodes[self.turn % len(self.run.nodes)]
                    self.connection = http.client.HTTPConnection('127.0.0.1', node.port, timeout=60)
                self.connection.request(method, path, body, headers or {})
                answer = self.connection.getresponse()
                text = answer.read()
                if answer.status < 300 or answer.status in (404, 409, 410, 412):
                    return answer.status, answer.headers, json.loads(text) if text else None, again
                if answer.status not in (500, 503):
                    raise Refused(f'{method} {path}: {answer.status} {text[:500]}')
                time.sleep(0.2)
            except (OSError, http.client.HTTPException):
                self.connection, self.turn = None, self.turn + 1
                time.sleep(0.2)
            again = True
        return None


class Run:
    def __init__(self, options):
        self.options = options
        files = sorted(glob.glob(os.path.join(options.bundles, '*.json')), key=os.path.getsize)
        bodies = [open(file, 'rb').read() for file in files[:60]]
        self.bodies = [body for body in bodies if b'"transaction"' in body[:4000]][:30]
        self.sizes = {body.count(b'"request"') for body in self.bodies}
        self.acknowledged, self.lock, self.stop, self.count = [], threading.Lock(), False, 0
        self.bundles, self.failures, self.nodes = 0, [], [Node(options.data, options.port + (2 if options.what == 'nodes' else 0))]
        self.edited, self.ready = set(), threading.Semaphore(0)

    # -- what is sent

    def known(self, locations):
        with self.lock:
            self.acknowledged.append(locations)

    def load(self):
        sender = Sender(self)
        while not self.stop:
            with self.lock:
                self.count += 1
                number_of = self.count
            headers = {'Content-Type': 'application/fhir+json', 'Idempotency-Key': f'crash-{os.getpid()}-{number_of}'}
            answer = sender.send('POST', '/fhir', self.bodies[number_of % len(self.bodies)], headers)
            if answer:
                self.known([entry['response']['location'] for entry in answer[2]['entry']])
                with self.lock:
                    self.bundles += 1

    def edit(self, name):
        """One patient, and one observation after the other, created, updated and deleted; nobody else touches them."""
        sender, round_of = Sender(self), 0
        json_type = {'Content-Type': 'application/fhir+json'}
        key = f'crash-{os.getpid()}-{name}'
        patient = {'resourceType': 'Patient', 'identifier': [{'system': 'urn:crash', 'value': key}]}
        while not self.stop:
            round_of += 1
            patient['multipleBirthInteger'] = round_of
            made = sender.send('PUT', f'/fhir/Patient?identifier=urn:crash%7C{key}', json.dumps(patient), json_type)
            if not made:
                return
            location = made[1]['Location'].split('/fhir/')[1]
            self.known([location])
            patient_id = location.split('/')[1]
            with self.lock:
                self.edited.add(number(patient_id.split('-')[0]))
            if round_of == 1:
                self.ready.release()
            key_of = f'{key}-{round_of}'
            observation = {'resourceType': 'Observation', 'status': 'preliminary', 'code': {'text': key_of},
                           'subject': {'reference': f'Patient/{patient_id}'}}
            made = sender.send('POST', '/fhir/Observation', json.dumps(observation),
                               dict(json_type, **{'Idempotency-Key': key_of}))
            if not made:
                return
            location = made[1]['Location'].split('/fhir/')[1]
            self.known([location])
            identity, version = location.split('/')[1], int(location.split('/')[3])
            for step in range(random.randint(1, 6)):
                body = dict(observation, id=identity, valueInteger=step)
                done = sender.send('PUT', f'/fhir/Observation/{identity}', json.dumps(body),
                                   dict(json_type, **{'If-Match': f'W/"{version}"'}))
                if not done:
                    return
                if done[0] == 412 and done[3]:
                    version += 1  # it was taken before the kill, and only the answer was lost
                elif done[0] == 200:
                    version = int(done[1]['Location'].split('/')[-1])
                else:
                    self.failures.append(f'update of {identity} at {version}: {done[0]}')
                    return
                self.known([f'Observation/{identity}/_history/{version}'])
            if random.random() < 0.5 and not sender.send('DELETE', f'/fhir/Observation/{identity}'):
                return

    # -- what is killed

    def postmaster(self):
        while True:
            try:
                pid = int(open(os.path.join(self.options.data, 'postgresql', 'postmaster.pid')).readline())
                os.kill(pid, 0)
                return pid
            except (OSError, ValueError):
                time.sleep(0.1)

    def kill(self):
        time.sleep(random.uniform(1, 4))
        before = len(self.acknowledged)
        started = time.time()
        if self.options.what == 'postgres':
            os.kill(self.postmaster(), signal.SIGKILL)
        else:
            node = random.choice(self.nodes)
            node.kill()
            if len(self.nodes) == 1:
                node.start()
                started = time.time()
        while len(self.acknowledged) == before and time.time() - started < 120:
            time.sleep(0.05)
        print(f'{len(self.acknowledged):6} acknowledged, next after {time.time() - started:.1f} s', flush=True)
        if len(self.nodes) > 1:
            time.sleep(random.uniform(0, 3))
            node.start()

    # -- whether it is all there

    def database(self):
        port = open(os.path.join(self.options.data, 'postgresql', 'postmaster.pid')).read().split('\n')[3].strip()
        password = open(os.path.join(self.options.data, 'secrets', 'postgresql-password')).read().strip()
        return port, password

    def query(self, sql):
        port, password = self.database()
        for _ in range(120):
            answer = subprocess.run(
                ['psql', '-h', '127.0.0.1', '-p', port, '-U', 'tongmai', '-d', 'tongmai', '-At', '-c', sql],
                env=dict(os.environ, PGPASSWORD=password), capture_output=True, text=True)
            if answer.returncode == 0:
                return answer.stdout.split()
            if answer.returncode != 2:  # 2: no connection, PostgreSQL still recovers from the last kill
                break
            time.sleep(0.5)
        raise SystemExit(answer.stderr)

    def judge(self):
        stored = set(self.query("select compartment || '-' || local || '-' || version from store.version"))
        lost = 0
        for locations in self.acknowledged:
            for location in locations:
                _, id_of, _, version = location.split('/')
                compartment, local = id_of.split('-')
                lost += f'{number(compartment)}-{number(local)}-{version}' not in stored
        torn = [row for row in self.query(
            'select compartment, count(*) from store.version where compartment <> 0 group by compartment')
            if int(row.split('|')[0]) not in self.edited and int(row.split('|')[1]) not in self.sizes]
        broken = self.query("""select count(*) from (select 1 from store.version group by compartment, type, local
            having max(version) <> count(*) or count(*) filter (where superseded is null) <> 1) as chains""")[0]
        gaps = self.query(FEED + """select count(*) from store.version v full join t
            using (compartment, type, local, version) where v.tx is distinct from t.tx""")[0]
        twice = self.query(FEED + 'select count(*) - count(distinct (compartment, type, local, version)) from t')[0]
        print(f'{self.bundles} Bundles and {len(self.acknowledged) - self.bundles} single writes acknowledged, '
              f'{len(stored)} versions stored; lost {lost}, half present {len(torn)}, broken chains of versions {broken}, '
              f'gaps in the feed {gaps}, twice in the feed {twice}')
        for failure in self.failures[:10]:
            print('  ' + failure)
        return not (lost or torn or self.failures or broken != '0' or gaps != '0' or twice != '0')
    def all(self):
        print(f'started in {self.nodes[0].start():.1f} s', flush=True)
        holder = None
        if self.options.what == 'nodes':
            holder = self.nodes[0]
            port, password = self.database()
            database = f'jdbc:postgresql://tongmai:{password}@127.0.0.1:{port}/tongmai'
            self.nodes = [Node(f'{self.options.data}-{i}', self.options.port + i, database) for i in range(2)]
            print(f'two nodes on it started in {sum(node.start() for node in self.nodes):.1f} s', flush=True)
        half = self.options.senders // 2
        senders = [threading.Thread(target=self.edit, args=(i,), daemon=True) for i in range(half)]
        for sender in senders:
            sender.start()
        for _ in range(half):
            self.ready.acquire()
        senders += [threading.Thread(target=self.load, daemon=True) for _ in range(self.options.senders - half)]
        for sender in senders[half:]:
            sender.start()
        for _ in range(self.options.rounds):
            self.kill()
        self.stop = True
        for sender in senders:
            sender.join(90)
        good = self.judge()
        for node in self.nodes + ([holder] if holder else []):
            node.stop()
        raise SystemExit(0 if good else 1)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument('what', choices=['server', 'postgres', 'nodes'])
parser.add_argument('--data', required=True)
parser.add_argument('--port', type=int, default=8090)
parser.add_argument('--bundles', required=True)
parser.add_argument('--rounds', type=int, default=10)
parser.add_argument('--senders', type=int, default=8)
Run(parser.parse_args()).all()
