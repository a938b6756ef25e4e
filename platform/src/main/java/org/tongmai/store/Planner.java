package org.tongmai.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Decisions.Target;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns one submission into a {@link Unit}: decides what each change writes and where, resolves references, makes the index keys
 * and compresses. Reads what is there; the unit carries what must still hold when it is written.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#trules">FHIR R4 transaction processing rules</a>
 */
final class Planner {

    private final Connection connection;
    private final Existing existing;
    private final Locals locals;
    private final Bodies bodies;
    private final Keying.Known keying;
    private final Origin origin;
    private final List<Change> changes;
    private final Store.Check check;
    private final boolean referrersChecked;
    private final boolean again;
    private byte @Nullable [] stored;

    /** A unit, and what to tell of it once it is durable. */
    record Planned(Unit unit, List<Target> targets, byte @Nullable [] stored) {
        Receipt receipt(Instant at) {
            return new Receipt(done(targets, at), false, stored == null ? null : fact(targets.getFirst(), at, stored));
        }
    }

    private static Fact fact(Target target, Instant at, byte[] stored) {
        return new Fact(target.key(), target.name(), target.version(), at, method(target), stored);
    }

    private static List<Receipt.Done> done(List<Target> targets, Instant at) {
        return targets.stream()
                .map(t -> new Receipt.Done(
                        t.result(), t.key().type(), t.id(), t.version() == 0 ? t.existingVersion() : t.version(), at))
                .toList();
    }

    private static Fact.Method method(Target target) {
        return switch (target.result()) {
            case CREATED -> Fact.Method.CREATE;
            case DELETED -> Fact.Method.DELETE;
            case UPDATED, EXISTED -> Fact.Method.UPDATE;
        };
    }

    /**
     * @param again whether a plan for the submission failed before. At first what it refers to is taken to be there: that is
     *     looked up once, for many submissions together, where they are written.
     */
    Planner(
            Connection connection,
            Existing existing,
            Locals locals,
            Bodies bodies,
            Keying.Known keying,
            Origin origin,
            List<Change> changes,
            Store.Check check,
            boolean referrersChecked,
            boolean again) {
        this.connection = connection;
        this.existing = existing;
        this.locals = locals;
        this.bodies = bodies;
        this.keying = keying;
        this.origin = origin;
        this.changes = changes;
        this.check = check;
        this.referrersChecked = referrersChecked;
        this.again = again;
    }

    /** @return null where others stored meanwhile what decides where it is filed: it is to be planned anew */
    @Nullable
    Planned plan() throws SQLException {
        var decisions = new Decisions(connection, existing, locals, origin, changes);
        List<Target> targets = decisions.all();
        existing.refuseForeign(connection, decisions.touched, origin);
        var references = new References(connection, existing, decisions.inside, origin);
        List<Unit.Row> rows = rows(targets, decisions, references);
        var needed = new HashSet<>(references.refuseMissing(decisions.deleted, decisions.touched, again));
        if (decisions.overtaken()) {
            return null;
        }
        targets.stream()
                .filter(target -> target.result() == Receipt.Result.EXISTED && target.existingVersion() > 0)
                .filter(target ->
                        !decisions.newCompartments.containsKey(target.key().compartment()))
                .forEach(target -> needed.add(target.key()));
        Set<Unit.Removed> removed = removed(targets, decisions, rows);
        Unit.Submission submission = submission(targets);
        Set<Long> locks = decisions.locks;
        locks.addAll(decisions.touched);
        if (submission != null) {
            locks.add(submission.compartment());
        }
        var compartments = new ArrayList<Unit.NewCompartment>();
        decisions.newCompartments.forEach((compartment, next) ->
                compartments.add(new Unit.NewCompartment(compartment, origin.institution(), next)));
        var unit = new Unit(
                rows,
                compartments,
                decisions.aliases,
                decisions.guards,
                needed,
                removed,
                submission,
                locks,
                origin.account(),
                keying.newest(),
                null,
                new CompletableFuture<Optional<Instant>>());
        return new Planned(unit, targets, stored);
    }

    private List<Unit.Row> rows(List<Target> targets, Decisions decisions, References references) throws SQLException {
        var rows = new ArrayList<Unit.Row>();
        for (int i = 0; i < targets.size(); i++) {
            if (targets.get(i).version() > 0) {
                try {
                    rows.add(row(i, targets.get(i), references, decisions));
                } catch (Problem problem) {
                    throw Decisions.at(changes, i, problem);
                }
            }
        }
        for (Target target : decisions.alsoDeleted) {
            rows.add(deletion(target));
        }
        return rows;
    }

    /** What is deleted and must be referred to by nobody; refused here where somebody does. */
    private Set<Unit.Removed> removed(List<Target> targets, Decisions decisions, List<Unit.Row> rows)
            throws SQLException {
        var removed = new LinkedHashSet<Unit.Removed>();
        if (!referrersChecked || decisions.deleted.isEmpty()) {
            return removed;
        }
        var keys = new HashSet<Long>();
        for (Target target : deletions(targets, decisions)) {
            removed.add(new Unit.Removed(target.key(), target.id()));
            for (long key : Referrers.keys(target.key().type(), target.id())) {
                keys.add(key);
            }
        }
        var by = new ArrayList<String>();
        for (Unit.Row row : rows) {
            if (Referrers.among(row.keys(), keys) && by.size() < Referrers.NAMED_MAX) {
                by.add(row.key().type() + "/" + (row.name() == null ? row.key().id() : row.name()));
            }
        }
        by.addAll(Referrers.find(
                connection, removed, rows.stream().map(Unit.Row::key).toList(), origin.institution()));
        if (!by.isEmpty()) {
            throw Referrers.referred(by.subList(0, Math.min(by.size(), Referrers.NAMED_MAX)));
        }
        return removed;
    }

    private static List<Target> deletions(List<Target> targets, Decisions decisions) {
        var out = new ArrayList<>(decisions.alsoDeleted);
        for (Target target : targets) {
            if (target.result() == Receipt.Result.DELETED && target.version() > 0) {
                out.add(target);
            }
        }
        return out;
    }

    // -- what is written

    private Unit.Row row(int index, Target target, References references, Decisions decisions) throws SQLException {
        Change change = changes.get(index);
        if (target.result() == Receipt.Result.DELETED) {
            return deletion(target);
        }
        ObjectNode tree = tree(change, target);
        check.check(index, change, tree);
        refuseForeignUrl(change, tree, decisions);
        references.rewrite(change, Decisions.place(changes, index), tree);
        refuseMovedPatient(change, target, tree, decisions);
        short type = ResourceTypes.code(change.type());
        long[] standard = IndexKeys.of(change.type(), tree);
        byte[] content = StoredForm.split(tree);
        long[] keys = keying.keys(change.type(), standard, content);
        stored = changes.size() == 1 ? content : null;
        return new Unit.Row(
                target.key().compartment(),
                type,
                target.key().local(),
                target.version(),
                method(target),
                target.name(),
                source(target),
                keys,
                bodies.compress(type, content));
    }

    private Unit.Row deletion(Target target) {
        return new Unit.Row(
                target.key().compartment(),
                ResourceTypes.code(target.key().type()),
                target.key().local(),
                target.version(),
                Fact.Method.DELETE,
                target.name(),
                source(target),
                new long[0],
                new byte[0]);
    }

    private ObjectNode tree(Change change, Target target) throws SQLException {
        if (change.patch() != null) {
            ObjectNode patched = change.patch()
                    .apply(existing.version(connection, target.key(), target.existingVersion())
                            .tree());
            if (!patched.path("id").asString("").equals(target.id())
                    || !patched.path("resourceType")
                            .asString("")
                            .equals(target.key().type())) {
                throw ChangeRefused.otherId(change.type());
            }
            return patched;
        }
        Slice body = change.body();
        if (body == null) {
            throw new IllegalArgumentException("a change without a body");
        }
        return body.tree();
    }

    private void refuseForeignUrl(Change change, ObjectNode tree, Decisions decisions) throws SQLException {
        Query same = origin.institution() == null ? null : CanonicalUrls.same(change.type(), tree);
        if (same != null) {
            decisions.guard(CanonicalUrls.refuseForeign(connection, existing, same, origin));
        }
    }

    /** A resource stays in the record in which it was first filed. */
    private static void refuseMovedPatient(Change change, Target target, ObjectNode tree, Decisions decisions)
            throws SQLException {
        boolean adopted = change.id() != null && target.name() == null;
        if (change.type().equals("Patient") || (target.version() == 1 && !adopted)) {
            return;
        }
        String patient = PatientReference.of(change.type(), tree);
        Long compartment = patient == null ? null : decisions.patientOf(patient);
        if (compartment != null && compartment != target.key().compartment()) {
            throw ChangeRefused.patientChanged(change.type());
        }
    }

    /**
     * Who filed a directory entry, for ever the same; records tell it by their compartment. One of before owners were kept falls
     * to the first institution that writes it.
     */
    private @Nullable String source(Target target) {
        if (target.key().compartment() != ResourceKey.DIRECTORY) {
            return null;
        }
        if (target.source() != null || target.version() > 1 && origin.institution() == null) {
            return target.source();
        }
        return origin.institution() == null ? Existing.PLATFORM : origin.institution();
    }

    private Unit.@Nullable Submission submission(List<Target> targets) {
        if (origin.idempotencyKey() == null) {
            return null;
        }
        String key = Submissions.key(origin);
        return new Unit.Submission(
                Submissions.compartment(key),
                key,
                Submissions.outcome(done(targets, Instant.EPOCH), Submissions.fingerprint(changes)));
    }
}
