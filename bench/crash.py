#!/usr/bin/env python3
"""Kills a node, or its PostgreSQL, while eight senders load Bundles, and then looks whether anything was lost or torn.

Every acknowledged Bundle must be whole, no Bundle half present, and the feed must name each version exactly once.

usage: crash.py server|postgres --data DIR --port PORT --bundles DIR [--rounds 10]

Starts `./tongmai serve --auth none` on DIR itself. Load the directory's Bundles first where the Bundles refer to it.
Needs psql on the path.
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


class Run:
    def __init__(self, options):
        self.options = options
        files = sorted(glob.glob(os.path.join(options.bundles, '*.json')), key=os.path.getsize)
        bodies = [open(file, 'rb').read() for file in files[:60]]
        self.bodies = [body for body in bodies if b'"transaction"' in body[:4000]][:30]
        self.sizes = {body.count(b'"request"') for body in self.bodies}
        self.acknowledged, self.lock, self.stop, self.count, self.server = [], threading.Lock(), False, 0, None

    def start(self):
        o = self.options
        self.server = subprocess.Popen(
            [os.path.join(ROOT, 'tongmai'), 'serve', '--data', o.data, '--port', str(o.port), '--mllp-port', '0',
             '--auth', 'none'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        started = time.time()
        while time.time() - started < 120:
            try:
                connection = http.client.HTTPConnection('127.0.0.1', o.port, timeout=5)
                connection.request('GET', '/fhir/metadata')
                if connection.getresponse().status == 200:
                    return time.time() - started
            except OSError:
                time.sleep(0.2)
        raise SystemExit('the node did not start')

    def send(self):
        connection = None
        while not self.stop:
            with self.lock:
                self.count += 1
                number_of = self.count
            body = self.bodies[number_of % len(self.bodies)]
            headers = {'Content-Type': 'application/fhir+json', 'Idempotency-Key': f'crash-{os.getpid()}-{number_of}'}
            while not self.stop:
                try:
                    if connection is None:
                        connection = http.client.HTTPConnection('127.0.0.1', self.options.port, timeout=60)
                    connection.request('POST', '/fhir', body, headers)
                    answer = connection.getresponse()
                    text = answer.read()
                    if answer.status == 200:
                        with self.lock:
                            self.acknowledged.append(
                                [entry['response']['location'] for entry in json.loads(text)['entry']])
                        break
                    if answer.status not in (500, 503):
                        raise SystemExit(f'{answer.status} {text[:500]}')
                    time.sleep(0.2)
                except (OSError, http.client.HTTPException):
                    connection = None
                    time.sleep(0.2)

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
        if self.options.what == 'server':
            os.kill(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.start()
        else:
            os.kill(self.postmaster(), signal.SIGKILL)
        started = time.time()
        while len(self.acknowledged) == before and time.time() - started < 120:
            time.sleep(0.05)
        print(f'{len(self.acknowledged):6} acknowledged, next after {time.time() - started:.1f} s', flush=True)

    def query(self, sql):
        o = self.options
        port = open(os.path.join(o.data, 'postgresql', 'postmaster.pid')).read().split('\n')[3].strip()
        password = open(os.path.join(o.data, 'secrets', 'postgresql-password')).read().strip()
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
        torn = [size for size in self.query(
            'select count(*) from store.version where compartment <> 0 group by compartment')
            if int(size) not in self.sizes]
        gaps = self.query(FEED + """select count(*) from store.version v full join t
            using (compartment, type, local, version) where v.tx is distinct from t.tx""")[0]
        twice = self.query(FEED + 'select count(*) - count(distinct (compartment, type, local, version)) from t')[0]
        print(f'{len(self.acknowledged)} Bundles acknowledged, {len(stored)} versions stored; '
              f'lost {lost}, half present {len(torn)}, gaps in the feed {gaps}, twice in the feed {twice}')
        return lost == 0 and not torn and gaps == '0' and twice == '0'

    def all(self):
        print(f'started in {self.start():.1f} s')
        senders = [threading.Thread(target=self.send, daemon=True) for _ in range(8)]
        for sender in senders:
            sender.start()
        for _ in range(self.options.rounds):
            self.kill()
        self.stop = True
        for sender in senders:
            sender.join(90)
        good = self.judge()
        self.server.terminate()
        self.server.wait()
        raise SystemExit(0 if good else 1)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument('what', choices=['server', 'postgres'])
parser.add_argument('--data', required=True)
parser.add_argument('--port', type=int, default=8090)
parser.add_argument('--bundles', required=True)
parser.add_argument('--rounds', type=int, default=10)
Run(parser.parse_args()).all()
