package org.tongmai.store;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns one submission into a {@link Unit}: decides what each change writes and where, resolves references, makes the index keys
 * and compresses. Reads what is there; the unit carries what must still hold when it is written.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#trules">FHIR R4 transaction processing rules</a>
 */
final class Planner {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Compartments use 60 bits, so that their ids have at most 12 digits. */
    private static final long COMPARTMENT_MASK = (1L << 60) - 1;

    private final Connection connection;
    private final Existing existing;
    private final Locals locals;
    private final Bodies bodies;
    private final Origin origin;
    private final List<Change> changes;
    private final Store.Check check;

    private final Target[] targets;
    private final Map<String, String> byFullUrl = new HashMap<>();
    private final Map<String, Long> patientCompartments = new HashMap<>();
    private final Map<Long, Integer> newCompartments = new TreeMap<>();
    private final Set<Long> locks = new TreeSet<>();
    private final List<Unit.Guard> guards = new ArrayList<>();
    private final List<Unit.Alias> aliases = new ArrayList<>();
    private final Set<Long> touched = new HashSet<>();

    /** What a change comes to. {@code version} 0 means nothing is written. */
    private record Target(
            Receipt.Result result,
            ResourceKey key,
            @Nullable String name,
            int version,
            int existingVersion) {
        String id() {
            return name == null ? key.id() : name;
        }

        String reference() {
            return key.type() + "/" + id();
        }
    }

    /** A unit, and what to tell of it once it is durable. */
    record Planned(Unit unit, List<Target> targets) {
        Receipt receipt(Instant at) {
            return new Receipt(
                    targets.stream()
                            .map(t -> new Receipt.Done(
                                    t.result, t.key.type(), t.id(), t.version == 0 ? t.existingVersion : t.version, at))
                            .toList(),
                    false);
        }
    }

    Planner(
            Connection connection,
            Existing existing,
            Locals locals,
            Bodies bodies,
            Origin origin,
            List<Change> changes,
            Store.Check check) {
        this.connection = connection;
        this.existing = existing;
        this.locals = locals;
        this.bodies = bodies;
        this.origin = origin;
        this.changes = changes;
        this.check = check;
        this.targets = new Target[changes.size()];
    }

    Planned plan() throws SQLException {
        for (int i = 0; i < targets.length; i++) {
            if (changes.get(i).type().equals("Patient")) {
                decide(i);
            }
        }
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] == null) {
                decide(i);
            }
        }
        refuseSameTwice();
        existing.refuseForeign(connection, touched, origin);
        var rows = new ArrayList<Unit.Row>();
        var references = new References(connection, existing, byFullUrl, origin);
        for (int i = 0; i < targets.length; i++) {
            Target target = targets[i];
            if (target.version > 0) {
                rows.add(row(i, target, references));
            }
        }
        references.refuseMissing();
        Unit.Submission submission = submission();
        locks.addAll(touched);
        if (submission != null) {
            locks.add(submission.compartment());
        }
        var compartments = new ArrayList<Unit.NewCompartment>();
        newCompartments.forEach((compartment, next) ->
                compartments.add(new Unit.NewCompartment(compartment, origin.institution(), next)));
        var unit = new Unit(
                rows, compartments, aliases, guards, submission, locks, new CompletableFuture<Optional<Instant>>());
        return new Planned(unit, List.of(targets));
    }

    // -- what each change comes to

    private void decide(int index) throws SQLException {
        Change change = changes.get(index);
        ResourceTypes.code(change.type());
        Target target =
                switch (change.method()) {
                    case CREATE -> create(change);
                    case UPDATE -> update(change);
                    case DELETE -> delete(change);
                };
        targets[index] = target;
        if (change.fullUrl() != null) {
            byFullUrl.put(change.fullUrl(), target.reference());
        }
        byFullUrl.put(target.reference(), target.reference());
        if (change.type().equals("Patient")) {
            patientCompartments.put(target.reference(), target.key.compartment());
        }
        if (target.version > 0 && !newCompartments.containsKey(target.key.compartment())) {
            touched.add(target.key.compartment());
        }
    }

    private Target create(Change change) throws SQLException {
        if (change.condition() != null) {
            Set<ResourceKey> found = guarded(change.condition());
            if (found.size() > 1) {
                throw severalMatch(change.type());
            }
            if (found.size() == 1) {
                ResourceKey key = found.iterator().next();
                refuseOtherPatient(change, key);
                Existing.Current current = existing.current(connection, key);
                return new Target(
                        Receipt.Result.EXISTED,
                        key,
                        current == null ? null : current.name(),
                        0,
                        current == null ? 1 : current.version());
            }
        }
        return new Target(Receipt.Result.CREATED, file(change), null, 1, 0);
    }

    private Target update(Change change) throws SQLException {
        ResourceKey key;
        String id = change.id();
        if (change.condition() != null) {
            Set<ResourceKey> found = guarded(change.condition());
            if (found.size() > 1) {
                throw severalMatch(change.type());
            }
            if (found.isEmpty()) {
                return id == null ? new Target(Receipt.Result.CREATED, file(change), null, 1, 0) : named(change, id);
            }
            key = found.iterator().next();
        } else if (id == null) {
            throw new IllegalArgumentException("an update names an id or a condition");
        } else {
            ResourceKey resolved = existing.resolve(connection, change.type(), id);
            if (resolved == null) {
                return named(change, id);
            }
            key = resolved;
        }
        Existing.Current current = existing.current(connection, key);
        if (current == null && Adoption.open(connection, key)) {
            return new Target(Receipt.Result.CREATED, key, null, 1, 0);
        }
        if (current == null) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "store.not-found",
                    "There is no " + change.type() + " under this id, and ids of this form are given by the server.",
                    "An update may choose the id of a new resource, but not one that looks like the server's own.",
                    "Create it with POST, or choose another id.");
        }
        Existing.refuseForeign(key, current, origin);
        expect(change, current.version());
        return new Target(Receipt.Result.UPDATED, key, current.name(), current.version() + 1, current.version());
    }

    /** A new resource under the id that the client chose. */
    private Target named(Change change, String id) throws SQLException {
        if (change.ifMatch() != null) {
            throw wrongVersion();
        }
        ResourceKey key = file(change);
        var alias = new Unit.Alias(
                Aliases.compartment(change.type(), id),
                ResourceTypes.code(change.type()),
                id,
                key.compartment(),
                key.local());
        aliases.add(alias);
        locks.add(alias.compartment());
        return new Target(Receipt.Result.CREATED, key, id, 1, 0);
    }

    private Target delete(Change change) throws SQLException {
        ResourceKey key = null;
        if (change.condition() != null) {
            Set<ResourceKey> found = guarded(change.condition());
            if (found.size() > 1) {
                throw severalMatch(change.type());
            }
            key = found.isEmpty() ? null : found.iterator().next();
        } else if (change.id() != null) {
            key = existing.resolve(connection, change.type(), change.id());
        }
        Existing.Current current = key == null ? null : existing.current(connection, key);
        if (key == null || current == null || current.deleted()) {
            var nowhere = key == null ? new ResourceKey(change.type(), 0, 0) : key;
            return new Target(Receipt.Result.DELETED, nowhere, change.id(), 0, current == null ? 0 : current.version());
        }
        Existing.refuseForeign(key, current, origin);
        expect(change, current.version());
        return new Target(Receipt.Result.DELETED, key, current.name(), current.version() + 1, current.version());
    }

    private Set<ResourceKey> guarded(Query condition) throws SQLException {
        Set<ResourceKey> found = existing.search(connection, condition, origin.scope());
        guards.add(new Unit.Guard(condition, origin.scope(), found));
        locks.add(IndexKeys.hash(1, QueryText.write(condition)) >>> 1);
        return found;
    }

    private static void expect(Change change, int version) {
        if (change.ifMatch() != null && change.ifMatch() != version) {
            throw wrongVersion();
        }
    }

    // -- where it is filed

    private ResourceKey file(Change change) throws SQLException {
        if (change.type().equals("Patient")) {
            return inNewCompartment(change.type());
        }
        if (ResourceTypes.isDirectory(change.type())) {
            return in(ResourceKey.DIRECTORY, change.type());
        }
        Long compartment = change.patient() == null ? onlyPatient() : compartment(change.patient());
        return compartment == null ? inNewCompartment(change.type()) : in(compartment, change.type());
    }

    private @Nullable Long onlyPatient() {
        var distinct = new HashSet<>(patientCompartments.values());
        return distinct.size() == 1 ? distinct.iterator().next() : null;
    }

    private @Nullable Long compartment(String patient) throws SQLException {
        String reference = byFullUrl.getOrDefault(patient, patient);
        Long known = patientCompartments.get(reference);
        if (known != null) {
            return known;
        }
        ResourceKey key = existing.reference(connection, reference, origin);
        if (key == null || !key.type().equals("Patient")) {
            return onlyPatient();
        }
        patientCompartments.put(reference, key.compartment());
        return key.compartment();
    }

    private ResourceKey in(long compartment, String type) throws SQLException {
        Integer next = newCompartments.get(compartment);
        if (next != null) {
            newCompartments.put(compartment, next + 1);
            return new ResourceKey(type, compartment, next);
        }
        return new ResourceKey(type, compartment, locals.take(connection, compartment, 1));
    }

    private ResourceKey inNewCompartment(String type) {
        long compartment = 0;
        while (compartment == 0) {
            compartment = RANDOM.nextLong() & COMPARTMENT_MASK;
        }
        newCompartments.put(compartment, 2);
        return new ResourceKey(type, compartment, 1);
    }

    // -- what is written

    private Unit.Row row(int index, Target target, References references) throws SQLException {
        Change change = changes.get(index);
        short type = ResourceTypes.code(change.type());
        Fact.Method method =
                switch (target.result) {
                    case CREATED -> Fact.Method.CREATE;
                    case UPDATED, EXISTED -> Fact.Method.UPDATE;
                    case DELETED -> Fact.Method.DELETE;
                };
        Slice body = change.body();
        String source = target.key.compartment() == ResourceKey.DIRECTORY ? origin.institution() : null;
        if (body == null || method == Fact.Method.DELETE) {
            return new Unit.Row(
                    target.key.compartment(),
                    type,
                    target.key.local(),
                    target.version,
                    method,
                    target.name,
                    source,
                    new long[0],
                    new byte[0]);
        }
        ObjectNode tree = body.tree();
        check.check(index, change, tree);
        references.rewrite(index, tree);
        refuseMovedPatient(change, target, tree);
        long[] keys = IndexKeys.of(change.type(), tree);
        byte[] frame = bodies.compress(type, StoredForm.split(tree));
        return new Unit.Row(
                target.key.compartment(),
                type,
                target.key.local(),
                target.version,
                method,
                target.name,
                source,
                keys,
                frame);
    }

    /** A resource stays in the record in which it was first filed. */
    private void refuseMovedPatient(Change change, Target target, ObjectNode tree) throws SQLException {
        boolean adopted = change.id() != null && target.name == null;
        if (change.type().equals("Patient") || (target.version == 1 && !adopted)) {
            return;
        }
        String patient = PatientReference.of(change.type(), tree);
        ResourceKey key = patient == null ? null : existing.reference(connection, patient, origin);
        if (key != null && key.type().equals("Patient") && key.compartment() != target.key.compartment()) {
            throw patientChanged(change.type());
        }
    }

    /** What exists already under this identifier is another patient's: taken for it, it would be lost in silence. */
    private void refuseOtherPatient(Change change, ResourceKey found) throws SQLException {
        if (change.type().equals("Patient") || change.patient() == null) {
            return;
        }
        Long compartment = compartment(change.patient());
        if (compartment != null && compartment != found.compartment()) {
            throw patientChanged(change.type());
        }
    }

    private static Problem patientChanged(String type) {
        String member = PatientReference.member(type);
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "store.patient-changed",
                "The same " + type + " was filed under another patient before.",
                "A record stays with the patient it was filed under.",
                "Delete it there and create it for the right patient, or give this one an identifier of its own.",
                List.of(member == null ? type : type + "." + member));
    }

    private Unit.@Nullable Submission submission() {
        if (origin.idempotencyKey() == null) {
            return null;
        }
        String key = Submissions.key(origin);
        return new Unit.Submission(
                Submissions.compartment(key),
                key,
                Submissions.outcome(
                        new Planned(
                                        new Unit(
                                                List.of(),
                                                List.of(),
                                                List.of(),
                                                List.of(),
                                                null,
                                                Set.of(),
                                                new CompletableFuture<Optional<Instant>>()),
                                        List.of(targets))
                                .receipt(Instant.EPOCH),
                        Submissions.fingerprint(changes)));
    }

    private void refuseSameTwice() {
        var seen = new LinkedHashSet<ResourceKey>();
        for (Target target : targets) {
            if (target.version > 0 && !seen.add(target.key)) {
                throw new Problem(
                        Problem.Kind.INVALID,
                        "store.changed-twice",
                        "The transaction changes the same " + target.key.type() + " twice.",
                        "The order of entries has no meaning in a transaction, so the result would be open.",
                        "Send one entry for each resource.");
            }
        }
    }

    private static Problem severalMatch(String type) {
        return new Problem(
                Problem.Kind.PRECONDITION_FAILED,
                "store.several-match",
                "The condition finds more than one " + type + ".",
                "A conditional interaction needs at most one match.",
                "Make the condition narrower, or name the id.");
    }

    private static Problem wrongVersion() {
        return new Problem(
                Problem.Kind.PRECONDITION_FAILED,
                "store.version-differs",
                "The resource is not at the version that If-Match names.",
                "Somebody changed it since it was read.",
                "Read it again, merge the changes, and send it with the new version.");
    }
}
