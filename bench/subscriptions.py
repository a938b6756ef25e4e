#!/usr/bin/env python3
"""Ten thousand subscriptions, some with dead receivers, through twenty kills: whether each hears all, in order, and how soon.

Registers Subscriptions (one patient's results, codes, identifiers, whole types; plain R4 and topics) to receivers of its own, first
those that live, then those that refuse the connection, never answer, or answer 500. Writes what they ask for, measures from the
acknowledgement of a write to its arrival, with and without the dead ones, and what a write costs; then kills the node with SIGKILL
while four writers go on. At the end what each living receiver got must be what was committed for it, each at least once and in the
order of the commits of each patient.

usage: subscriptions.py --data DIR --port PORT [--subscriptions 10000] [--kills 20] [--seconds 40] [--rate 20]

Starts `./tongmai serve --auth none` on DIR itself, which must be empty or absent; what it says goes to DIR.log.
The receivers listen on PORT + 1 to PORT + 7.
Needs psql on the path.
"""
import argparse, collections, json, os, random, threading, time

from parties import Crew, Node, Receivers, Sender

BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-'
TOPIC = 'https://tongmai.org/fhir/SubscriptionTopic/'
CODES, LIVING, DEAD_SHARE = 5, Receivers.LIVING, 10
WRITERS = 4
SLOWER_MAX, SLOWER_SLACK = 1.5, 0.25  # with dead receivers the others may take so many times as long, and seconds more
COUNTED = 400  # writes of which the cost is measured


def sampled(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))] if values else float('nan')


class Run:
    def __init__(self, options):
        self.options = options
        self.node = Node(options.data, options.port, TONGMAI_FHIR_SUBSCRIPTION_NETWORKS_BENCH='127.0.0.0/8')
        self.crew, self.lock = Crew(), threading.Lock()
        self.receivers = Receivers(options.port + 1, self.crew)
        self.patients, self.versions, self.asked = [], {}, collections.defaultdict(list)
        self.expected = collections.defaultdict(lambda: collections.defaultdict(list))
        self.acknowledged, self.owed, self.count, self.stop, self.unmet = {}, set(), 0, False, []
        self.first, self.place, self.again = collections.defaultdict(dict), 0, 0
        self.key = f'{os.getpid()}-{int(time.time())}'

    def must(self, holds, what):
        if not holds:
            self.unmet.append(what)

    # -- the subscriptions; what each asks for is kept as a key of self.asked

    def plan(self):
        """(path, key, criteria, filter) of each; every tenth is a dead one. Few ask for a whole type: each write tells them all."""
        patients, total, out = self.patients, self.options.subscriptions, []
        for n in range(total):
            patient, code = n // 10 % len(patients), n % CODES
            one, identifier = f'Patient/{patients[patient]}', f'urn:bench|{self.key}-{patient}'
            if n < 24:
                out.append([('Encounter',), 'Encounter?', None] if n % 2 else
                           [('common',), 'Observation?code=http://loinc.org|common', None])
            elif n % 10 < 5:
                out.append([('result', patient, code), f'Observation?patient={one}&code=http://loinc.org|c{code}', None])
            elif n % 10 < 7:
                out.append([('patient', patient), f'Patient?identifier={identifier}', None])
            elif n % 10 == 7:
                out.append([('results', patient), TOPIC + 'result-final', f'Observation?patient={one}'])
            elif n % 10 == 8:
                out.append([('changed', patient), TOPIC + 'patient-changed', f'Patient?identifier={identifier}'])
            else:
                out.append([('code', n), f'Observation?code=http://loinc.org|rare-{n}', None])
        random.shuffle(out)
        return [(f's{n}', *each, n % DEAD_SHARE == 0) for n, each in enumerate(out)]

    def subscribe(self, plan, dead):
        wanted = [(n, each) for n, each in enumerate(plan) if each[4] == dead]
        started = time.time()

        def some(part):
            sender = Sender([self.node])
            for n, (path, key, criteria, narrowed, _) in wanted[part::4]:
                receiver = LIVING + n // DEAD_SHARE % 3 if dead else n % LIVING
                # what shakes hands with a receiver that refuses the connection never becomes active
                receiver = LIVING + 1 if receiver == LIVING and narrowed else receiver
                body = {'resourceType': 'Subscription', 'status': 'requested', 'reason': 'bench', 'criteria': criteria,
                        'channel': {'type': 'rest-hook', 'endpoint': self.receivers.url(receiver, path),
                                    'payload': 'application/fhir+json'}}
                if narrowed:
                    body['_criteria'] = {'extension': [{'url': BACKPORT + 'filter-criteria', 'valueString': narrowed}]}
                    body['channel']['_payload'] = {
                        'extension': [{'url': BACKPORT + 'payload-content', 'valueCode': 'full-resource'}]}
                sender.send('POST', '/fhir/Subscription', body)

        registered, before = sum(self.states().values()) + len(wanted), self.node.seconds()
        self.together(some, range(4))
        posted = time.time() - started
        while True:  # a Subscription is registered, as REQUESTED, some time after it was accepted
            states = self.states()
            done = 'REQUESTED' not in states and sum(states.values()) >= registered
            if done or time.time() - started > 600:
                break
            time.sleep(0.5)
        cost = [a - b for a, b in zip(self.node.seconds(), before)]
        print(f'{len(wanted)} {"dead" if dead else "living"} subscriptions: accepted after {posted:.1f} s, all active after '
              f'{time.time() - started:.1f} s; {sum(cost) / len(wanted) * 1000:.2f} ms processor time each '
              f'(node {cost[0] / len(wanted) * 1000:.2f}, PostgreSQL {cost[1] / len(wanted) * 1000:.2f})', flush=True)
        self.must(done and set(states) == {'ACTIVE'}, f'not all of {registered} subscriptions are active: {states}')
        for _, (path, key, _, _, _) in wanted:
            if not dead:
                self.asked[key].append(path)

    def states(self):
        """How many subscriptions are registered in each state."""
        rows = self.node.query('select state, count(*) from fhir.subscription group by 1')
        return {state: int(count) for state, count in (row.split('|') for row in rows)}

    def together(self, work, parts):
        self.crew.end([self.crew.begin(work, part) for part in parts])
        if self.crew.failures:
            raise SystemExit(self.verdict())

    # -- what is written; of one patient by one writer at a time

    def committed(self, patient, keys, type, resource):
        event = (type, resource['id'], int(resource['meta']['versionId']))
        self.acknowledged[event] = time.time()
        with self.lock:
            for key in keys:
                for path in self.asked.get(key, ()):
                    self.expected[path][patient].append(event)
                    self.owed.add((path, event))

    def create(self, sender, patient, keys, type, resource):
        with self.lock:
            self.count += 1
            number = self.count
        answer = sender.send('POST', f'/fhir/{type}', dict(resource, resourceType=type), {'Idempotency-Key': f'{self.key}-{number}'})
        if patient is not None:
            self.committed(patient, keys, type, answer.body)
        return answer.body

    def update(self, sender, patient, keys, type, resource):
        """Under If-Match: a second try that fails on it means that the first was taken."""
        version = int(resource['meta']['versionId'])
        body = {name: value for name, value in resource.items() if name != 'meta'}
        answer = sender.send('PUT', f'/fhir/{type}/{resource["id"]}', body, {'If-Match': f'W/"{version}"'}, also=(412,))
        self.must(answer.status < 300 or answer.again, f'update of {type}/{resource["id"]}: {answer.status}')
        taken = answer.body if answer.status < 300 else dict(resource, meta={'versionId': version + 1})
        self.committed(patient, keys, type, taken)
        return taken

    def patient(self, n):
        return {'resourceType': 'Patient', 'identifier': [{'system': 'urn:bench', 'value': f'{self.key}-{n}'}]}

    def observation(self, patient, code, status='final'):
        return {'status': status, 'subject': {'reference': f'Patient/{self.patients[patient]}'},
                'code': {'coding': [{'system': 'http://loinc.org', 'code': code}]}, 'valueQuantity': {'value': 5.1, 'unit': 'mmol/L'}}

    def write(self, sender, patient):
        """Something of one patient: mostly results, corrected at times; changes of the patient; visits and what is common to all."""
        kind, code = random.random(), random.randrange(CODES)
        keys = [('result', patient, code), ('results', patient)]
        if kind < 0.6:
            made = self.create(sender, patient, keys, 'Observation', self.observation(patient, f'c{code}'))
            if kind < 0.3:
                self.update(sender, patient, keys, 'Observation', dict(made, status='corrected'))
        elif kind < 0.9:
            self.versions[patient] = self.update(
                sender, patient, [('patient', patient), ('changed', patient)], 'Patient',
                dict(self.versions[patient], multipleBirthInteger=random.randrange(1, 10**6)))
        elif kind < 0.95:
            self.create(sender, patient, [('common',), ('results', patient)], 'Observation', self.observation(patient, 'common'))
        else:
            self.create(sender, patient, [('Encounter',)], 'Encounter', {
                'status': 'finished', 'class': {'code': 'AMB'}, 'subject': {'reference': f'Patient/{self.patients[patient]}'}})

    def population(self):
        self.patients = [None] * max(10, self.options.subscriptions // 10)

        def some(part):
            sender = Sender([self.node])
            for n in range(part, len(self.patients), 4):
                self.versions[n] = sender.send('POST', '/fhir/Patient', self.patient(n)).body
                self.patients[n] = self.versions[n]['id']
        self.together(some, range(4))

    # -- figures

    def cost(self, what, code, patients=None):
        """Milliseconds of processor time of a write and what follows of it."""
        self.settled()
        sender, before = Sender([self.node]), self.node.seconds()
        arrived = len(self.receivers.got)
        for n in range(COUNTED):
            patient = n % len(self.patients)
            keys = [('result', patient, 0), ('results', patient)] if code == 'c0' else []
            self.create(sender, patient, keys, 'Observation', self.observation(patient, code, 'preliminary' if code == 'x' else 'final'))
        self.settled()
        node, database = ((a - b) * 1000 / COUNTED for a, b in zip(self.node.seconds(), before))
        print(f'a write, {what}: {node + database:.2f} ms (node {node:.2f}, PostgreSQL {database:.2f}), '
              f'{(len(self.receivers.got) - arrived) / COUNTED:.2f} deliveries', flush=True)

    def settled(self, limit=120):
        """Waits until living receivers have what was committed."""
        end = time.time() + limit
        while time.time() < end and self.missing():
            time.sleep(0.2)
        time.sleep(1)

    def everyone(self):
        """Something of every patient, so that most subscriptions, the dead ones too, have something to be told."""
        def some(part):
            sender = Sender([self.node])
            for patient in range(part, len(self.patients), WRITERS):
                self.create(sender, patient, [('result', patient, 0), ('results', patient)], 'Observation', self.observation(patient, 'c0'))
                self.versions[patient] = self.update(
                    sender, patient, [('patient', patient), ('changed', patient)], 'Patient',
                    dict(self.versions[patient], multipleBirthInteger=1))
        self.together(some, range(WRITERS))

    def latency(self, what):
        """Seconds from acknowledgement to arrival, at a steady rate of writes."""
        self.settled()
        since = time.time()

        def some(part):
            sender, turn, mine = Sender([self.node]), time.time(), range(part, len(self.patients), WRITERS)
            while time.time() - since < self.options.seconds:
                self.write(sender, random.choice(mine))
                turn += WRITERS / self.options.rate * random.uniform(0.5, 1.5)
                time.sleep(max(0, turn - time.time()))
        before = self.node.seconds()
        self.together(some, range(WRITERS))
        self.settled()
        cost = [a - b for a, b in zip(self.node.seconds(), before)]
        late = [max(0, at - self.acknowledged[event]) for events in self.first.values() for event, (_, _, at) in events.items()
                if self.acknowledged.get(event, 0) > since]
        print(f'delivery {what}: {len(late)} in {self.options.seconds} s; p50 {sampled(late, 0.5):.3f} s, p90 {sampled(late, 0.9):.3f} s, '
              f'p99 {sampled(late, 0.99):.3f} s, longest {max(late, default=0):.3f} s; processor {cost[0]:.1f} s and '
              f'PostgreSQL {cost[1]:.1f} s', flush=True)
        return sampled(late, 0.5), sampled(late, 0.99)

    # -- what arrived

    def read(self):
        """Takes up what arrived since: of each path and event, its place when it came first."""
        for place, (at, path, body) in enumerate(self.receivers.got[self.place:], self.place):
            path, resource = path.split('/')[1], json.loads(body) if body else {}
            if resource.get('resourceType') == 'Bundle':
                resources = [entry['resource'] for entry in resource['entry'][1:]]
            else:
                resources = [resource] if resource else []
            for offset, resource in enumerate(resources):
                event = (resource['resourceType'], resource['id'], int(resource['meta']['versionId']))
                self.again += event in self.first[path]
                self.first[path].setdefault(event, (place, offset, at))
            self.receivers.got[place] = (at, path, b'')
            self.place = place + 1

    def missing(self):
        self.read()
        with self.lock:
            self.owed = {(path, event) for path, event in self.owed if event not in self.first[path]}
            return len(self.owed)

    def judge(self):
        missing, got = self.missing(), self.first
        disorder = sum(places != sorted(places) for path, patients in self.expected.items() for events in patients.values()
                       for places in [[got[path][event] for event in events if event in got[path]]])
        wanted = {path: {event for events in patients.values() for event in events} for path, patients in self.expected.items()}
        strange = sum(len(set(events) - wanted.get(path, set())) for path, events in got.items())
        states = self.node.query("select n.state, count(*) from fhir.notification n group by 1 order by 1")
        dead = self.node.query("select count(*), max(failures) from fhir.subscription where pending > 0")[0].split('|')
        print(f'{sum(map(len, wanted.values()))} events of {len(wanted)} living subscriptions committed: missing {missing}, '
              f'not asked for {strange}, out of order {disorder}, told again {self.again}; notifications {", ".join(states)}; '
              f'{dead[0]} subscriptions wait, longest {dead[1] or 0} failures')
        self.must(not missing and not strange and not disorder, 'delivered is not what was committed')

    def kills(self):
        def some(part):
            sender, mine = Sender([self.node]), range(part, len(self.patients), WRITERS)
            while not self.stop:
                self.write(sender, random.choice(mine))
        writers = [self.crew.begin(some, part) for part in range(WRITERS)]
        for kill in range(self.options.kills):
            time.sleep(random.uniform(1, 4))
            if self.crew.failures:
                break
            self.node.kill()
            arrived = len(self.receivers.got)
            took, started = self.node.start(), time.time()
            self.crew.wait(lambda: len(self.receivers.got) > arrived, 'a delivery after the kill', pause=0.02)
            print(f'kill {kill + 1}: started in {took:.1f} s, next delivery {time.time() - started:.1f} s later; '
                  f'{len(self.acknowledged)} acknowledged, {len(self.receivers.got)} delivered', flush=True)
        self.stop = True
        self.crew.end(writers, 90)
        ended = time.time()
        self.settled(600)
        last = max((at for events in self.first.values() for _, _, at in events.values()), default=ended)
        print(f'all delivered {last - ended:.1f} s after the last write')

    def verdict(self):
        self.crew.failures += self.unmet
        return self.crew.verdict()

    def all(self):
        try:
            self.course()
        finally:
            self.node.stop()
        raise SystemExit(self.verdict())

    def course(self):
        print(f'started in {self.node.start():.1f} s')
        self.population()
        self.cost('warming', 'x')
        self.cost('without subscriptions', 'x')
        plan = self.plan()
        self.subscribe(plan, False)
        self.cost('that nobody asked for', 'x')
        self.cost('that some asked for', 'c0')
        self.latency('warming')
        alone = self.latency('without dead receivers')
        self.subscribe(plan, True)
        self.receivers.failing = self.receivers.hanging = True
        self.cost('that nobody asked for, all registered', 'x')
        self.everyone()
        self.latency('while receivers die')
        beside = self.latency('beside dead receivers')
        for name, quiet, loud in zip(('p50', 'p99'), alone, beside):
            self.must(loud <= quiet * SLOWER_MAX + SLOWER_SLACK, f'{name} is {loud:.3f} s beside dead receivers, {quiet:.3f} s without')
        print('memory: node {1} MB (peak {0} MB), PostgreSQL {2} MB'.format(*self.node.memory()), flush=True)
        self.kills()
        self.judge()
        print('memory: node {1} MB (peak {0} MB), PostgreSQL {2} MB'.format(*self.node.memory()), flush=True)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument('--data', required=True)
parser.add_argument('--port', type=int, default=8290)
parser.add_argument('--subscriptions', type=int, default=10_000)
parser.add_argument('--kills', type=int, default=20)
parser.add_argument('--seconds', type=int, default=40, help='of each measurement of latency')
parser.add_argument('--rate', type=float, default=20, help='writes a second meanwhile')
Run(parser.parse_args()).all()
