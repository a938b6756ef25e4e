#!/usr/bin/env python3
"""Asks two FHIR servers the same generated queries and tells where they find different resources.

    bench/compare.py load  URL URL --bundles DIR [--patients 20]
    bench/compare.py ask   URL URL --parameters FILE [--queries 500] [--seed 1] [--whole-days]

`load` sends Synthea Bundles to both, each resource as an update under the id of its fullUrl, so that ids are the same on both
sides. `ask` makes queries from values that are stored on the first server, of types of which both hold as many: every search
parameter that has any, prefixes, modifiers, OR and AND, chains and _has; and compares the ids of all pages and the total. FILE
holds the definitions of the search parameters: search-parameters.json of R4, or a jar that contains it
(hapi-fhir-validation-resources-r4).

A query that one of them refuses is told and counts as refused, not as different. One that finds more than 60 pages is told, counts
for itself and is not compared. Where fewer queries can be made of what is stored than were asked for, it ends with these and says
so. `--whole-days` asks for dates to the day or finer only: HAPI FHIR JPA 8.8 leaves the year or month itself out of ge and le
where the date asked for is one.
"""

import argparse
import collections
import glob
import json
import os
import random
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile

PREFIXES = ["", "", "ge", "le", "gt", "lt", "ne", "eq", "sa", "eb"]
PAGES_MAX = 60
VAIN_MAX = 10_000  # throws of the dice in a row without a new query, before it is taken that there are no more
BYTES_MAX = 900_000


# -- loading


def literal(bundle, known):
    """The Bundle as updates under the ids of the full URLs; conditional references become literal ones."""
    ids = {}
    for entry in bundle["entry"]:
        resource = entry["resource"]
        name = f"{resource['resourceType']}/{entry['fullUrl'].replace('urn:uuid:', '').split('/')[-1]}"
        ids[entry["fullUrl"]] = name
        identifiers = resource.get("identifier", [])
        for one in identifiers if isinstance(identifiers, list) else []:
            known[f"{resource['resourceType']}?identifier={one.get('system')}|{one.get('value')}"] = name

    def rewrite(node):
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "reference" and isinstance(value, str):
                    node[key] = ids.get(value) or known.get(value) or value
                else:
                    rewrite(value)
        elif isinstance(node, list):
            for value in node:
                rewrite(value)

    entries = []
    for entry in bundle["entry"]:
        resource = entry["resource"]
        rewrite(resource)
        resource["id"] = ids[entry["fullUrl"]].split("/")[1]
        entries.append({"resource": resource, "request": {"method": "PUT", "url": ids[entry["fullUrl"]]}})
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def load(urls, folder, patients):
    files = sorted(glob.glob(os.path.join(folder, "*.json")), key=os.path.getsize)
    directory = [f for f in files if re.search(r"(hospital|practitioner)Information", f)]
    people = [f for f in files if f not in directory and os.path.getsize(f) < BYTES_MAX][:patients]
    known, sent, refused = {}, 0, 0
    for file in directory + people:
        with open(file, encoding="utf-8") as stream:
            bundle = literal(json.load(stream), known)
        body = json.dumps(bundle, ensure_ascii=False).encode()
        for url in urls:
            request = urllib.request.Request(url, body, {"Content-Type": "application/fhir+json"})
            try:
                urllib.request.urlopen(request, timeout=900).read()
            except urllib.error.HTTPError as error:
                refused += 1
                print(f"{os.path.basename(file)} refused by {url}: {error.code} {error.read()[:300]!r}")
        sent += len(bundle["entry"])
        print(f"\r{sent} resources sent", end="", file=sys.stderr)
    print(f"\n{sent} resources sent to each, {refused} Bundles refused")
    return 1 if refused else 0


# -- asking


def get(url):
    request = urllib.request.Request(url, headers={"Accept": "application/fhir+json", "Cache-Control": "no-cache"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def found(base, query):
    """(ids of all pages, total), the words of a refusal, or None where there are more than PAGES_MAX pages."""
    try:
        page = get(f"{base}/{query}&_count=250&_total=accurate")
        total, ids, pages = page.get("total"), [], 0
        while True:
            for entry in page.get("entry", []):
                if entry.get("search", {}).get("mode", "match") == "match":
                    ids.append(f"{entry['resource']['resourceType']}/{entry['resource'].get('id')}")
            following = [link["url"] for link in page.get("link", []) if link["relation"] == "next"]
            pages += 1
            if not following:
                return ids, total
            if pages == PAGES_MAX:
                return None
            page = get(following[0])
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.read()[:200].decode(errors='replace')}"


def at(node, path):
    """What stands at a path of element names; choices of type by their stem."""
    nodes = [node]
    for step in path:
        following = []
        for each in nodes:
            for key, value in each.items() if isinstance(each, dict) else []:
                if key == step or key.startswith(step) and key[len(step) : len(step) + 1].isupper():
                    following.extend(value if isinstance(value, list) else [value])
        nodes = following
    return nodes


def paths(resource_type, expression):
    for part in expression.split("|"):
        part = re.sub(r"\.where\([^)]*\)+|\.as\(\w+\)|\.ofType\(\w+\)| as \w+", "", part.strip().strip("()"))
        steps = part.strip("() ").split(".")
        if steps[0] == resource_type and all(re.fullmatch(r"\w+", step) for step in steps):
            yield steps[1:]


def escaped(text):
    return re.sub(r"([,|$\\])", r"\\\1", text)


class Queries:
    """Makes queries from what is stored."""

    def __init__(self, urls, definitions, whole_days, chance):
        self.chance = chance
        self.whole_days = whole_days
        types = sorted({base for one in definitions for base in one.get("base", [])} - {"Resource", "DomainResource"})
        self.data = {}
        for name in types:
            totals = [found(url, f"{name}?_summary=count") for url in urls]
            if totals[0] == totals[1] and isinstance(totals[0], tuple):  # else what the servers have of their own
                entries = get(f"{urls[0]}/{name}?_count=250").get("entry", [])
                resources = [e["resource"] for e in entries if e["resource"]["resourceType"] == name]
                if resources:
                    self.data[name] = resources
        self.parameters = collections.defaultdict(list)
        for one in definitions:
            for name in one.get("base", []):
                values = [
                    value
                    for path in paths(name, one.get("expression", ""))
                    for resource in self.data.get(name, [])
                    for value in at(resource, path)
                ]
                if values and one["type"] not in ("composite", "special"):
                    self.parameters[name].append((one["code"], one["type"], values))
        self.types = sorted(self.parameters)

    def one(self):
        """A query, or None where this throw of the dice makes none."""
        name = self.chance.choice(self.types)
        kind = self.chance.random()
        if kind < 0.5:
            parts = [self.criterion(name)]
        elif kind < 0.65:
            parts = [self.criterion(name), self.criterion(name)]
        elif kind < 0.72:
            parts = [f"{self.chance.choice(self.parameters[name])[0]}:missing={self.chance.choice(['true', 'false'])}"]
        elif kind < 0.85:
            parts = [self.chained(name)]
        elif kind < 0.93:
            parts = [self.reverse(name)]
        else:
            parts = [self.either(name)]
        if None in parts:
            return None
        return name + "?" + "&".join("=".join(map(urllib.parse.quote, part.split("=", 1))) for part in parts)

    def criterion(self, name):
        code, kind, values = self.chance.choice(self.parameters[name])
        value = self.value(kind, self.chance.choice(values))
        return None if value is None else code + value

    def either(self, name):
        code, kind, values = self.chance.choice(self.parameters[name])
        both = [self.value(kind, self.chance.choice(values)) for _ in range(2)]
        if None in both or not all(one.startswith("=") for one in both):
            return None
        return code + both[0] + "," + both[1][1:]

    def references(self, name, target=None):
        return [
            (code, value["reference"].split("/")[0])
            for code, kind, values in self.parameters[name]
            if kind == "reference"
            for value in values[:50]
            if isinstance(value, dict) and "/" in value.get("reference", "")
            if target is None or value["reference"].startswith(target + "/")
        ]

    def chained(self, name):
        found = [each for each in self.references(name) if each[1] in self.parameters]
        if not found:
            return None
        code, target = self.chance.choice(found)
        inner = self.criterion(target)
        return inner and f"{code}:{target}.{inner}"

    def reverse(self, name):
        found = [(other, code) for other in self.types for code, _ in self.references(other, name)]
        if not found:
            return None
        other, code = self.chance.choice(found)
        inner = self.criterion(other)
        return inner and f"_has:{other}:{code}:{inner}"

    def value(self, kind, value):
        """Modifier and value for a parameter, such as ':not=final'."""
        return getattr(self, kind)(value)

    def token(self, value):
        if isinstance(value, dict):
            codes = [(c.get("system"), c.get("code")) for c in value.get("coding", [])]
            codes = codes or [(value.get("system"), value.get("value") or value.get("code"))]
        else:
            codes = [(None, str(value).lower() if isinstance(value, bool) else value)]
        system, code = self.chance.choice(codes)
        if not isinstance(code, str):
            return None
        shape = self.chance.random()
        text = f"{system}|{escaped(code)}" if system and shape < 0.5 else escaped(code)
        if system and shape > 0.85:
            text = f"{system}|"
        return self.chance.choice([""] * 6 + [":not"]) + "=" + text

    def string(self, value):
        if isinstance(value, dict):
            parts = [value.get("family"), *value.get("given", []), value.get("city"), *value.get("line", [])]
            parts = [part for part in [*parts, value.get("state"), value.get("text")] if part]
            value = self.chance.choice(parts) if parts else None
        if not isinstance(value, str):
            return None
        shapes = ["=" + escaped(value), "=" + escaped(value[: max(2, len(value) // 2)]).lower(), ":exact=" + escaped(value)]
        if len(value) > 4:
            shapes.append(":contains=" + escaped(value[1 : max(4, len(value) // 2)]))
        return self.chance.choice(shapes)

    def date(self, value):
        if isinstance(value, dict):
            value = value.get("start") or value.get("end")
        if not isinstance(value, str):
            return None
        lengths = [len(value), 10] if self.whole_days else [len(value), 10, 7, 4]
        return "=" + self.chance.choice(PREFIXES) + value[: self.chance.choice(lengths)]

    def reference(self, value):
        if not isinstance(value, dict) or "/" not in value.get("reference", ""):
            return None
        name, id = value["reference"].split("/")[:2]
        return self.chance.choice([f"={name}/{id}", f"={id}", f":{name}={id}"])

    def quantity(self, value):
        if not isinstance(value, dict) or "value" not in value:
            return None
        number = value["value"]
        number = self.chance.choice([number, round(number, 1), round(number)])
        units = ["", f"|{value.get('system', '')}|{value.get('code', '')}", f"||{value.get('code', '')}"]
        return "=" + self.chance.choice(["", "", "gt", "lt", "ge", "le"]) + str(number) + self.chance.choice(units)

    def number(self, value):
        if not isinstance(value, (int, float)):
            return None
        return "=" + self.chance.choice(["", "gt", "lt", "ge", "le"]) + str(value)

    def uri(self, value):
        return "=" + escaped(value) if isinstance(value, str) else None


def definitions(file):
    name = "org/hl7/fhir/r4/model/sp/search-parameters.json"
    if file.endswith(".jar"):
        with zipfile.ZipFile(file) as jar:
            bundle = json.loads(jar.read(name))
    else:
        with open(file, encoding="utf-8") as stream:
            bundle = json.load(stream)
    return [entry["resource"] for entry in bundle["entry"]]


def ask(urls, parameters, count, seed, whole_days):
    queries = Queries(urls, definitions(parameters), whole_days, random.Random(seed))
    if not queries.types:
        raise SystemExit("there is no type of which both hold as many: nothing to ask")
    asked, vain, same, refused, unread, different = set(), 0, 0, 0, 0, 0
    while len(asked) < count and vain < VAIN_MAX:
        query = queries.one()
        if query is None or query in asked:
            vain += 1
            continue
        vain = 0
        asked.add(query)
        first, second = (found(url, query) for url in urls)
        shown = urllib.parse.unquote(query)
        if isinstance(first, str) or isinstance(second, str):
            refused += 1
            for url, answer in zip(urls, (first, second)):
                if isinstance(answer, str):
                    print(f"refused by {url}: {shown}\n    {answer}")
        elif first is None or second is None:
            unread += 1
            for url, answer in zip(urls, (first, second)):
                if answer is None:
                    print(f"more than {PAGES_MAX} pages at {url}, not compared: {shown}")
        elif set(first[0]) == set(second[0]) and len(first[0]) == len(set(first[0])) and first[1] == len(first[0]):
            same += 1
        else:
            different += 1
            left, right = set(first[0]), set(second[0])
            print(f"different: {shown}\n    first {len(first[0])} (total {first[1]}), second {len(second[0])}"
                  f" (total {second[1]}); only first {sorted(left - right)[:2]}, only second {sorted(right - left)[:2]}")
        print(f"\r{len(asked)} of {count}", end="", file=sys.stderr)
    if len(asked) < count:
        print(f"\nonly {len(asked)} of {count} queries can be made of what is stored", end="")
    print(f"\n{same} the same, {different} different, {refused} refused by one, {unread} of too many pages to compare")
    return 1 if different else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    loading = commands.add_parser("load")
    asking = commands.add_parser("ask")
    for each in (loading, asking):
        each.add_argument("urls", nargs=2, metavar="URL")
    loading.add_argument("--bundles", required=True)
    loading.add_argument("--patients", type=int, default=20)
    asking.add_argument("--parameters", required=True)
    asking.add_argument("--queries", type=int, default=500)
    asking.add_argument("--seed", type=int, default=1)
    asking.add_argument("--whole-days", action="store_true")
    given = parser.parse_args()
    if given.command == "load":
        return load(given.urls, given.bundles, given.patients)
    return ask(given.urls, given.parameters, given.queries, given.seed, given.whole_days)


if __name__ == "__main__":
    sys.exit(main())
