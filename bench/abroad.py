#!/usr/bin/env python3
"""How soon a record comes from another province: first row, first entries, all of it.

    ./tongmai demo --data DIR              # a nation and two provinces, in another terminal
    bench/abroad.py --data DIR [--rounds 100] [--resident-url URL] [--doctor-url URL]

The doctor in the second province opens the scripted resident, asks the other provinces, and asks her; she allows it; then the doctor
asks again and again. Exits 1 where a round does not answer with her record, and where the limits are not kept: the first row
within 300 ms and everything within 1 s, 99 of 100.
"""

import argparse
import http.client
import json
import sys
import time
import urllib.parse
from http.cookies import SimpleCookie
from pathlib import Path

NAME = "王晓梅"
ROW_LIMIT = 0.3
WHOLE_LIMIT = 1.0


class Person:
    """Somebody signed in at a node."""

    def __init__(self, url, account, password):
        at = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(at.hostname, at.port, timeout=30)
        self.cookies = {}
        self.call("GET", "/api/access/session", expect=(200, 401))
        self.call("POST", "/api/access/session", {"account": account, "password": password})

    def send(self, method, path, body=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method != "GET":
            headers["X-XSRF-TOKEN"] = urllib.parse.unquote(self.cookies.get("XSRF-TOKEN", ""))
            headers["Content-Type"] = "application/json"
        self.connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = self.connection.getresponse()
        for value in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(value).items():
                self.cookies[name] = morsel.value
        return answer

    def call(self, method, path, body=None, expect=(200, 201, 204)):
        answer = self.send(method, path, body)
        text = answer.read()
        if answer.status not in expect:
            sys.exit(f"{method} {path}: {answer.status} {text.decode()[:300]}")
        return json.loads(text) if text else None


def look(doctor, patient):
    """Seconds to the first row, to the first entries, and to the end; how many entries there were."""
    begun = time.perf_counter()
    answer = doctor.send("GET", f"/api/portal/record/{patient}/elsewhere")
    row = entries = None
    count = 0
    done = False
    for raw in answer:
        line = json.loads(raw)
        now = time.perf_counter() - begun
        row = row or now
        if line["line"] == "entries":
            entries = entries or now
            count += len(line["entries"])
        done = line["line"] == "done"
    if answer.status != 200 or not done:
        sys.exit(f"a look was not answered to its end: {answer.status}")
    return row, entries, time.perf_counter() - begun, count


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", type=Path, default=Path(".tongmai/demo"))
    options.add_argument("--rounds", type=int, default=100)
    options.add_argument("--resident-url", default="http://127.0.0.1:8080")
    options.add_argument("--doctor-url", default="http://127.0.0.1:8081")
    given = options.parse_args()
    password = (given.data / "330000/secrets/demo-password").read_text().strip()
    doctor = Person(given.doctor_url, "doctor.lz", password)
    resident = Person(given.resident_url, "resident", password)
    walk_ins = doctor.call("GET", "/api/portal/walk-ins")["patients"]
    patient = next(each["patient"] for each in walk_ins if each["name"] == NAME)
    until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
    doctor.call("POST", f"/api/exchange/record/{patient}/ask", {"until": until, "reason": "测量", "categories": [], "classes": []})
    for each in resident.call("GET", "/api/access/requests?state=REQUESTED")["requests"]:
        resident.call("POST", f"/api/access/requests/{each['id']}/answer", {"grant": True})
    for _ in range(10):
        look(doctor, patient)
    rounds = [look(doctor, patient) for _ in range(given.rounds)]
    for each in resident.call("GET", "/api/access/requests?state=GRANTED")["requests"]:
        resident.call("POST", f"/api/access/requests/{each['id']}/revoke")
    if any(count == 0 for _, _, _, count in rounds):
        sys.exit("a look brought nothing")
    wrong = False
    for place, name, limit in ((0, "first row", ROW_LIMIT), (1, "first entries", None), (2, "all", WHOLE_LIMIT)):
        times = sorted(each[place] for each in rounds)
        last = times[min(len(times) - 1, len(times) * 99 // 100)]
        wrong = wrong or limit is not None and last > limit
        print(f"{name:14} half within {times[len(times) // 2] * 1000:6.0f} ms, 99 of 100 within {last * 1000:6.0f} ms"
              + (f" (limit {limit * 1000:.0f})" if limit else ""))
    print(f"{rounds[0][3]} entries, {len(rounds)} rounds")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
