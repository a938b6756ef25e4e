"""Who takes part in crash.py and subscriptions.py: nodes, those who write, and the receivers of notifications."""
import collections, http.client, json, os, random, re, signal, socket, subprocess, sys, threading, time, traceback

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
JSON = {'Content-Type': 'application/fhir+json'}


class Node:
    """A `serve` process and, where it holds the database, its PostgreSQL. What it says goes to DATA.log."""

    def __init__(self, data, port, **settings):
        self.data, self.port, self.settings, self.process = data.rstrip('/'), port, settings, None

    def start(self):
        """Seconds until it answered."""
        os.makedirs(os.path.dirname(os.path.abspath(self.data)), exist_ok=True)
        with open(self.data + '.log', 'a') as log:
            self.process = subprocess.Popen(
                [os.path.join(ROOT, 'tongmai'), 'serve', '--data', self.data, '--port', str(self.port), '--mllp-port', '-1',
                 '--auth', 'none'], stdout=log, stderr=subprocess.STDOUT, env=dict(os.environ, **self.settings))
        started = time.time()
        while time.time() - started < 120 and self.process.poll() is None:
            try:
                connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=5)
                connection.request('GET', '/fhir/metadata')
                if connection.getresponse().status == 200:
                    return time.time() - started
            except OSError:
                pass
            time.sleep(0.2)
        raise SystemExit(f'the node did not start; see {self.data}.log')

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()

    def postmaster(self):
        """Process and port of its PostgreSQL, once that runs."""
        for _ in range(1200):
            try:
                lines = open(os.path.join(self.data, 'postgresql', 'postmaster.pid')).read().split('\n')
                process, port = int(lines[0]), int(lines[3])
                os.kill(process, 0)
                return process, port
            except (OSError, ValueError, IndexError):  # none yet, or half written
                time.sleep(0.1)
        raise SystemExit(f'PostgreSQL of {self.data} does not run')

    def password(self):
        return open(os.path.join(self.data, 'secrets', 'postgresql-password')).read().strip()

    def database(self):
        """What another node's TONGMAI_DATABASE must be to share it."""
        return f'jdbc:postgresql://tongmai:{self.password()}@127.0.0.1:{self.postmaster()[1]}/tongmai'

    def processes(self):
        """Those of the node, then those of PostgreSQL."""
        parents = {}
        for pid in filter(str.isdigit, os.listdir('/proc')):
            try:
                parents.setdefault(int(open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()[1]), []).append(int(pid))
            except OSError:
                pass
        database = [self.postmaster()[0]]
        return [self.process.pid], database + parents.get(database[0], [])

    def seconds(self):
        """Processor time so far, of the node and of PostgreSQL, children that ended included."""
        out = []
        for group in self.processes():
            total = 0
            for pid in group:
                try:
                    fields = open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()
                    total += sum(map(int, fields[11:15 if pid == group[0] else 13]))
                except OSError:
                    pass
            out.append(total / os.sysconf('SC_CLK_TCK'))
        return out

    def memory(self):
        """Megabytes: the node's peak and now, PostgreSQL's proportional share now."""
        node, database = self.processes()
        status = open(f'/proc/{node[0]}/status').read()
        share = 0
        for pid in database:
            try:
                share += int(re.search(r'^Pss:\s+(\d+)', open(f'/proc/{pid}/smaps_rollup').read(), re.M)[1])
            except OSError:
                pass
        peak, now = (int(re.search(rf'^{name}:\s+(\d+)', status, re.M)[1]) for name in ('VmHWM', 'VmRSS'))
        return peak // 1024, now // 1024, share // 1024

    def query(self, sql):
        """The rows, columns parted by `|`."""
        for _ in range(120):
            answer = subprocess.run(
                ['psql', '-h', '127.0.0.1', '-p', str(self.postmaster()[1]), '-U', 'tongmai', '-d', 'tongmai', '-At', '-c', sql],
                env=dict(os.environ, PGPASSWORD=self.password()), capture_output=True, text=True)
            if answer.returncode == 0:
                return answer.stdout.split('\n')[:-1]
            if answer.returncode != 2:  # 2: no connection, PostgreSQL still recovers from the last kill
                break
            time.sleep(0.5)
        raise SystemExit(answer.stderr)


class Refused(Exception):
    """An answer that is neither a success nor a wish to be asked again."""


Answer = collections.namedtuple('Answer', 'status headers body again')


class Sender:
    """Sends one request until it is answered, through kills, to whichever node answers."""

    def __init__(self, nodes, over=lambda: False):
        self.nodes, self.over, self.connection, self.turn = nodes, over, None, random.randrange(len(nodes))

    def send(self, method, path, body=None, headers=None, also=()):
        """The answer, its body read as JSON, and whether the request was sent again; None where the run is over before.

        A status that is neither a success nor one of `also` is Refused.
        """
        again, body = False, body if body is None or isinstance(body, bytes) else json.dumps(body)
        while not self.over():
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection('127.0.0.1', self.nodes[self.turn % len(self.nodes)].port, timeout=60)
                self.connection.request(method, path, body, dict(JSON, **(headers or {})))
                answer = self.connection.getresponse()
                text = answer.read()
                if answer.status < 300 or answer.status in also:
                    return Answer(answer.status, answer.headers, json.loads(text) if text else None, again)
                if answer.status not in (500, 503):
                    raise Refused(f'{method} {path}: {answer.status} {text[:500]}')
            except (OSError, http.client.HTTPException):
                self.connection, self.turn = None, self.turn + 1
            again = True
            time.sleep(0.2)
        return None


class Crew:
    """Threads whose ends are looked at: what one of them raises is told at once, kept, and makes the run fail."""

    TOLD = 10  # failures that the verdict names

    def __init__(self):
        self.failures = []

    def begin(self, work, *arguments):
        """A thread that does the work and does not keep the program from ending."""
        def watched():
            try:
                work(*arguments)
            except BaseException as raised:  # SystemExit too, of which a thread ends without a word
                failure = f'{name}: {type(raised).__name__}: {raised}'
                self.failures.append(failure)
                print(failure if isinstance(raised, Refused) else f'{name}: {traceback.format_exc()}', file=sys.stderr)
        name = ' '.join(map(str, [work.__qualname__.replace('<locals>.', ''), *arguments]))
        thread = threading.Thread(target=watched, name=name, daemon=True)
        thread.start()
        return thread

    def end(self, threads, limit=None):
        """Waits for them; one that still works after so many seconds is a failure."""
        until = limit and time.time() + limit
        for thread in threads:
            thread.join(until and max(0, until - time.time()))
            if thread.is_alive():
                self.failures.append(f'{thread.name}: still at work after {limit} s')

    def wait(self, happened, what, limit=120, pause=0.05):
        """Until it happened. That it did not within so many seconds is a failure; where a thread failed it is not waited for."""
        until = time.time() + limit
        while not self.failures and not happened():
            if time.time() > until:
                self.failures.append(f'not within {limit} s: {what}')
            time.sleep(pause)

    def verdict(self):
        """Tells the failures; what the program must exit with."""
        for failure in self.failures[:Crew.TOLD]:
            print('  ' + failure)
        if len(self.failures) > Crew.TOLD:
            print(f'  and {len(self.failures) - Crew.TOLD} failures more')
        return 1 if self.failures else 0


class Receivers:
    """Ports 0 to 3 take everything, 4 refuses the connection, 5 never answers, 6 answers 500 once subscriptions are active."""

    LIVING = 4

    def __init__(self, first, crew):
        self.first, self.crew, self.got, self.failing, self.hanging = first, crew, [], False, False
        for number in range(Receivers.LIVING + 3):
            if number != Receivers.LIVING:
                crew.begin(self.listen, number, socket.create_server(('127.0.0.1', first + number), backlog=1024))

    def url(self, number, path):
        return f'http://127.0.0.1:{self.first + number}/{path}'

    def listen(self, number, listener):
        while True:
            self.crew.begin(self.serve, number, listener.accept()[0])

    def serve(self, number, connection):
        def more():
            received = connection.recv(65536)
            if not received:
                raise ConnectionResetError
            return received

        buffer = b''
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                while b'\r\n\r\n' not in buffer:
                    buffer += more()
                head, buffer = buffer.split(b'\r\n\r\n', 1)
                length = re.search(rb'\r\ncontent-length: *(\d+)', head, re.I)
                length = int(length[1]) if length else 0
                while len(buffer) < length:
                    buffer += more()
                body, buffer = buffer[:length], buffer[length:]
                if number == Receivers.LIVING + 1 and self.hanging:
                    continue
                bad = number == Receivers.LIVING + 2 and self.failing
                if number < Receivers.LIVING:
                    self.got.append((time.time(), head.split(b' ', 2)[1].decode(), body))
                connection.sendall(b'HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n' % (b'500 Broken' if bad else b'200 OK'))
        except OSError:  # the node closed it, or was killed
            pass
        finally:
            connection.close()
