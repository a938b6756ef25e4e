#!/usr/bin/env python3
"""Kills a node, or its PostgreSQL, while readers read, and then looks whether each answer that left has its look and its receipt.

Each reader reads the record of a patient of its own and counts the answers that arrived whole. Afterwards at least as many looks at
that patient must have a receipt, all receipts must be true (`./tongmai verify` with the exported log), and the tree must agree with every
signed head. Of two nodes on one database one or the other is killed.

usage: receipts.py server|postgres|nodes --data DIR --port PORT [--rounds 10] [--readers 32]

Starts `./tongmai serve --auth none` on DIR itself. Needs psql on the path.
"""
import argparse, collections, http.client, json, os, random, signal, subprocess, tempfile, threading, time, urllib.parse

from parties import ROOT, Crew, Node, Sender

DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
DAY = 86_400
EVER = '/api/access/looks/receipts?' + urllib.parse.urlencode({
    name: time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + days * DAY))
    for name, days in (('from', -1), ('until', 1))})


def number(text):
    value = 0
    for digit in text:
        value = value * 32 + DIGITS.index(digit)
    return value


class Run:
    def __init__(self, options):
        self.options, self.stop, self.crew, self.lock = options, False, Crew(), threading.Lock()
        self.answered = collections.Counter()  # by source patient
        self.holder = Node(options.data, options.port + (2 if options.what == 'nodes' else 0))
        self.nodes = [self.holder]

    def read(self, name):
        """One patient and one observation, read over and over."""
        sender = Sender(self.nodes, over=lambda: self.stop)
        made = sender.send('PUT', f'/fhir/Patient?identifier=urn:receipts%7C{os.getpid()}-{name}',
                           {'resourceType': 'Patient', 'identifier': [{'system': 'urn:receipts', 'value': f'{os.getpid()}-{name}'}]})
        patient = made.headers['Location'].split('/')[-3]
        made = sender.send('POST', '/fhir/Observation', {
            'resourceType': 'Observation', 'status': 'final', 'code': {'text': 'x'}, 'subject': {'reference': f'Patient/{patient}'}},
            {'Idempotency-Key': f'{os.getpid()}-{name}'})
        observation = made.headers['Location'].split('/')[-3]
        while not self.stop:
            if sender.send('GET', f'/fhir/Observation/{observation}'):
                with self.lock:
                    self.answered[number(patient.split('-')[0])] += 1

    def total(self):
        return sum(self.answered.values())

    def kill(self, last):
        time.sleep(random.uniform(1, 3))
        before, started = self.total(), time.time()
        if self.options.what == 'postgres':
            os.kill(self.holder.postmaster()[0], signal.SIGKILL)
        else:
            node = random.choice(self.nodes)
            node.kill()
            if len(self.nodes) == 1 or not last:
                node.start()
        self.crew.wait(lambda: self.total() > before + 100, 'an answer after the kill')
        print(f'{self.total():8} answers, next after {time.time() - started:.1f} s', flush=True)

    def fetch(self, path, name, folder):
        connection = http.client.HTTPConnection('127.0.0.1', self.nodes[0].port if self.nodes[0].process.poll() is None
                                                else self.nodes[-1].port, timeout=600)
        connection.request('GET', path)
        answer = connection.getresponse()
        file = os.path.join(folder, name)
        with open(file, 'wb') as out:
            while part := answer.read(1 << 20):
                out.write(part)
        if answer.status != 200:
            raise SystemExit(f'{path}: {answer.status} {open(file).read()[:500]}')
        return file

    def judge(self):
        with tempfile.TemporaryDirectory() as folder:
            receipts = self.fetch(EVER, 'receipts.ndjson', folder)
            keys = self.fetch('/api/access/log', 'keys.json', folder)
            log = self.fetch('/api/access/log/entries', 'log.txt', folder)
            proven = collections.Counter()
            for line in open(receipts, encoding='utf-8'):
                proven[int(json.loads(line)['opening']['patient'])] += 1
            bare = sum(max(0, count - proven[patient]) for patient, count in self.answered.items())
            verified = subprocess.run([os.path.join(ROOT, 'tongmai'), 'verify', receipts, '--keys', keys, '--log', log],
                                      capture_output=True, text=True)
            print(verified.stdout.strip().split('\n')[-2:], verified.stderr.strip())
            print(f'{self.total()} answers, {sum(proven.values())} receipts; answers without a receipt: {bare}')
            looks, entries = self.holder.query('select (select count(*) from access.look where place is not null), size from access.log')[0].split('|')
            print(f'{looks} looks with a place, {entries} entries')
            return bare == 0 and verified.returncode == 0 and looks == entries

    def all(self):
        try:
            print(f'started in {self.holder.start():.1f} s', flush=True)
            if self.options.what == 'nodes':
                database = self.holder.database()
                self.nodes = [Node(f'{self.holder.data}-{i}', self.options.port + i, TONGMAI_DATABASE=database) for i in range(2)]
                print(f'two nodes on it started in {sum(node.start() for node in self.nodes):.1f} s', flush=True)
            readers = [self.crew.begin(self.read, i) for i in range(self.options.readers)]
            self.crew.wait(lambda: len(self.answered) == self.options.readers, 'an answer for each reader')
            for left in range(self.options.rounds, 0, -1):
                if not self.crew.failures:
                    self.kill(left == 1)
            self.stop = True
            self.crew.end(readers, 90)
            good = self.judge()
        finally:
            for node in self.nodes + [self.holder]:
                node.stop()
        raise SystemExit(self.crew.verdict() or (0 if good else 1))


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument('what', choices=['server', 'postgres', 'nodes'])
parser.add_argument('--data', required=True)
parser.add_argument('--port', type=int, default=8290)
parser.add_argument('--rounds', type=int, default=10)
parser.add_argument('--readers', type=int, default=32)
Run(parser.parse_args()).all()
