package org.tongmai.store;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/**
 * Decides what each change of a submission comes to and where it is filed: deletions first, so that conditions do not find what
 * is deleted, then patients, so that the others are filed with them.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#trules">FHIR R4 transaction processing rules</a>
 */
final class Decisions {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Resources that one conditional deletion may delete. */
    static final int DELETED_MAX = 1_000;

    /** What is looked for where a condition is to find one: a second one tells that it does not. */
    static final int ONE_AND_ANOTHER = 2;

    /** Compartments use 60 bits, so that their ids have at most 12 digits. */
    private static final long COMPARTMENT_MASK = (1L << 60) - 1;

    private final Connection connection;
    private final Existing existing;
    private final Locals locals;
    private final Origin origin;
    private final List<Change> changes;
    private final @Nullable Target[] targets;
    private final Ahead ahead;

    private final Map<String, Integer> createdWhere = new HashMap<>();
    private final Map<String, Long> patientCompartments = new HashMap<>();
    private final Set<String> patientsNotFound = new HashSet<>();

    final Locators inside = new Locators();
    final Map<Long, Integer> newCompartments = new TreeMap<>();
    final Set<Long> locks = new TreeSet<>();
    final List<Unit.Guard> guards = new ArrayList<>();
    final List<Unit.Alias> aliases = new ArrayList<>();
    final Set<Long> touched = new HashSet<>();
    final Set<ResourceKey> deleted = new HashSet<>();

    /** What conditional deletions delete beyond the first. */
    final List<Target> alsoDeleted = new ArrayList<>();

    /**
     * What a change comes to.
     *
     * @param version 0 means that nothing is written
     * @param source who filed what is there already, where it is in the directory
     */
    record Target(
            Receipt.Result result,
            ResourceKey key,
            @Nullable String name,
            int version,
            int existingVersion,
            @Nullable String source) {
        Target(Receipt.Result result, ResourceKey key, @Nullable String name, int version, int existingVersion) {
            this(result, key, name, version, existingVersion, null);
        }

        String id() {
            return name == null ? key.id() : name;
        }

        String reference() {
            return key.type() + "/" + id();
        }
    }

    Decisions(Connection connection, Existing existing, Locals locals, Origin origin, List<Change> changes)
            throws SQLException {
        this.connection = connection;
        this.existing = existing;
        this.locals = locals;
        this.origin = origin;
        this.changes = changes;
        this.targets = new Target[changes.size()];
        this.ahead = new Ahead(connection, existing, origin.scope(), changes);
    }

    /** One for each change. */
    List<Target> all() throws SQLException {
        for (int i = 0; i < targets.length; i++) {
            if (changes.get(i).method() == Fact.Method.DELETE) {
                decide(i);
            }
        }
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] == null && changes.get(i).type().equals("Patient")) {
                decide(i);
            }
        }
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] == null) {
                decide(i);
            }
        }
        var out = new ArrayList<Target>();
        for (Target target : targets) {
            if (target != null) {
                out.add(target);
            }
        }
        refuseSameTwice(out);
        return out;
    }

    private void refuseSameTwice(List<Target> all) {
        var seen = new HashSet<ResourceKey>();
        for (List<Target> some : List.of(all, alsoDeleted)) {
            for (Target target : some) {
                if (target.version > 0 && !seen.add(target.key)) {
                    throw ChangeRefused.changedTwice(target.key.type());
                }
            }
        }
    }

    private void decide(int index) throws SQLException {
        Change change = changes.get(index);
        try {
            ResourceTypes.code(change.type());
            Target target =
                    switch (change.method()) {
                        case CREATE -> create(index, change);
                        case UPDATE -> update(index, change);
                        case DELETE -> delete(change);
                    };
            targets[index] = target;
            settle(change, target);
        } catch (Problem problem) {
            throw at(changes, index, problem);
        }
    }

    private void settle(Change change, Target target) {
        if (target.result != Receipt.Result.DELETED) {
            int version = target.version == 0 ? target.existingVersion : target.version;
            inside.add(change.fullUrl(), target.reference(), version);
            if (change.type().equals("Patient")) {
                patientCompartments.put(target.reference(), target.key.compartment());
            }
        }
        if (target.version > 0 && !newCompartments.containsKey(target.key.compartment())) {
            touched.add(target.key.compartment());
        }
    }

    private Target create(int index, Change change) throws SQLException {
        if (change.condition() == null) {
            return new Target(Receipt.Result.CREATED, file(change), null, 1, 0);
        }
        Set<ResourceKey> found = guarded(change.condition(), ONE_AND_ANOTHER);
        if (found.size() > 1) {
            throw ChangeRefused.severalMatch(change.type());
        }
        if (found.size() == 1) {
            ResourceKey key = found.iterator().next();
            refuseOtherPatient(change, key);
            Existing.Current current = ahead.current(key);
            return new Target(
                    Receipt.Result.EXISTED,
                    key,
                    current == null ? null : current.name(),
                    0,
                    current == null ? 1 : current.version());
        }
        Integer before = createdWhere.putIfAbsent(QueryText.write(change.condition()), index);
        Target earlier = before == null ? null : targets[before];
        if (earlier != null) {
            return new Target(Receipt.Result.EXISTED, earlier.key, earlier.name, 0, 1);
        }
        return new Target(Receipt.Result.CREATED, file(change), null, 1, 0);
    }

    private Target update(int index, Change change) throws SQLException {
        ResourceKey key;
        String id = change.id();
        boolean patch = change.patch() != null;
        if (change.condition() != null) {
            Set<ResourceKey> found = guarded(change.condition(), ONE_AND_ANOTHER);
            if (found.size() > 1) {
                throw ChangeRefused.severalMatch(change.type());
            }
            if (found.isEmpty()) {
                if (patch) {
                    throw ChangeRefused.nothingThere(change.type());
                }
                if (createdWhere.putIfAbsent(QueryText.write(change.condition()), index) != null) {
                    throw ChangeRefused.changedTwice(change.type());
                }
                return unmatched(change, id);
            }
            key = found.iterator().next();
        } else if (id == null) {
            throw new IllegalArgumentException("an update names an id or a condition");
        } else {
            ResourceKey resolved = ahead.resolve(change.type(), id);
            if (resolved == null) {
                if (patch) {
                    throw ChangeRefused.nothingThere(change.type());
                }
                return named(change, id);
            }
            key = resolved;
        }
        Existing.Current current = ahead.current(key);
        if (current == null && !patch && Adoption.open(connection, key)) {
            return new Target(Receipt.Result.CREATED, key, null, 1, 0);
        }
        if (current == null) {
            throw patch ? ChangeRefused.nothingThere(change.type()) : ChangeRefused.idNotToChoose(change.type());
        }
        if (patch && current.deleted()) {
            throw ChangeRefused.gone(change.type());
        }
        if (change.onlyNew() && !current.deleted()) {
            throw ChangeRefused.thereAlready(change.type());
        }
        if (change.condition() != null
                && id != null
                && !id.equals(current.name() == null ? key.id() : current.name())) {
            throw ChangeRefused.otherId(change.type());
        }
        Existing.refuseForeign(key, current, origin);
        expect(change, current);
        return updated(key, current);
    }

    private static Target updated(ResourceKey key, Existing.Current current) {
        return new Target(
                Receipt.Result.UPDATED,
                key,
                current.name(),
                current.version() + 1,
                current.version(),
                current.source());
    }

    /** A conditional update that finds nothing: a new resource, under the id that the body names where it names one. */
    private Target unmatched(Change change, @Nullable String id) throws SQLException {
        if (change.ifMatch() != null) {
            throw ChangeRefused.wrongVersion();
        }
        if (id == null) {
            return new Target(Receipt.Result.CREATED, file(change), null, 1, 0);
        }
        ResourceKey key = ahead.resolve(change.type(), id);
        if (key == null) {
            return named(change, id);
        }
        Existing.Current current = ahead.current(key);
        if (current == null) {
            throw ChangeRefused.idNotToChoose(change.type());
        }
        if (!current.deleted()) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "store.id-taken",
                    "The condition finds nothing, but there is a " + change.type() + " under the id of the body.",
                    "A conditional update creates what it does not find, and the id is in use.",
                    "Leave the id out of the body, or update by id.");
        }
        Existing.refuseForeign(key, current, origin);
        return updated(key, current);
    }

    /** A new resource under the id that the client chose. */
    private Target named(Change change, String id) throws SQLException {
        if (change.ifMatch() != null) {
            throw ChangeRefused.wrongVersion();
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
        Set<ResourceKey> found;
        if (change.condition() != null) {
            found = guarded(change.condition(), DELETED_MAX + 1);
            if (found.size() > DELETED_MAX) {
                throw new Problem(
                        Problem.Kind.PRECONDITION_FAILED,
                        "store.deletes-too-many",
                        "The condition finds more than " + DELETED_MAX + " resources.",
                        "A conditional deletion deletes all that it finds, in one transaction.",
                        "Make the condition narrower and delete in several steps.");
            }
        } else {
            ResourceKey key = ahead.resolve(change.type(), String.valueOf(change.id()));
            found = key == null ? Set.of() : Set.of(key);
        }
        Target first = null;
        int last = 0;
        for (ResourceKey key : found) {
            Existing.Current current = ahead.current(key);
            if (current == null || current.deleted()) {
                last = current == null ? 0 : current.version();
                continue;
            }
            Existing.refuseForeign(key, current, origin);
            expect(change, current);
            var target = new Target(
                    Receipt.Result.DELETED,
                    key,
                    current.name(),
                    current.version() + 1,
                    current.version(),
                    current.source());
            deleted.add(key);
            if (first == null) {
                first = target;
            } else {
                alsoDeleted.add(target);
                touched.add(key.compartment());
            }
        }
        if (first != null) {
            return first;
        }
        ResourceKey nowhere = found.isEmpty()
                ? new ResourceKey(change.type(), 0, 0)
                : found.iterator().next();
        return new Target(Receipt.Result.DELETED, nowhere, change.id(), 0, last);
    }

    /** What a condition finds, less what the same submission deletes: deletions come first. */
    private Set<ResourceKey> guarded(Query condition, int limit) throws SQLException {
        var sought = new Unit.Sought(condition, origin.scope(), limit + deleted.size());
        Set<ResourceKey> found = ahead.find(sought);
        guard(new Unit.Guard(sought, found));
        var left = new LinkedHashSet<>(found);
        left.removeAll(deleted);
        return left;
    }

    /** Holds what a condition found until the unit is written. */
    void guard(Unit.Guard guard) {
        guards.add(guard);
        locks.add(IndexKeys.hash(1, QueryText.write(guard.sought().query())) >>> 1);
    }

    private static void expect(Change change, Existing.Current current) {
        Integer wanted = change.ifMatch();
        boolean fits =
                wanted == null || (wanted == Change.ANY_VERSION ? !current.deleted() : wanted == current.version());
        if (!fits) {
            throw ChangeRefused.wrongVersion();
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
        Long compartment = change.patient() == null ? onlyPatient() : compartment(change, change.patient());
        return compartment == null ? inNewCompartment(change.type()) : in(compartment, change.type());
    }

    private @Nullable Long onlyPatient() {
        var distinct = new HashSet<>(patientCompartments.values());
        return distinct.size() == 1 ? distinct.iterator().next() : null;
    }

    private @Nullable Long compartment(Change change, String patient) throws SQLException {
        String within = inside.resolve(patient, Locators.base(change.fullUrl()));
        String reference = within == null ? patient : Values.unversioned(within);
        Long known = patientCompartments.get(reference);
        if (known != null) {
            return known;
        }
        ResourceKey key = existing.reference(connection, reference, origin);
        if (key == null) {
            patientsNotFound.add(reference);
        }
        if (key == null || !key.type().equals("Patient")) {
            return onlyPatient();
        }
        patientCompartments.put(reference, key.compartment());
        return key.compartment();
    }

    /** Whether a patient that was not there has been stored meanwhile, so that what names it would be filed apart from it. */
    boolean overtaken() throws SQLException {
        for (String reference : patientsNotFound) {
            if (existing.reference(connection, reference, origin) != null) {
                return true;
            }
        }
        return false;
    }

    /** The compartment of a patient that a resource names, one of the same submission included; null where it is none. */
    @Nullable
    Long patientOf(String reference) throws SQLException {
        Long known = patientCompartments.get(Values.unversioned(reference));
        if (known != null) {
            return known;
        }
        ResourceKey key = existing.reference(connection, reference, origin);
        return key == null || !key.type().equals("Patient") ? null : key.compartment();
    }

    /** What exists already under this identifier is another patient's: taken for it, it would be lost in silence. */
    private void refuseOtherPatient(Change change, ResourceKey found) throws SQLException {
        if (change.type().equals("Patient") || change.patient() == null) {
            return;
        }
        Long compartment = compartment(change, change.patient());
        if (compartment != null && compartment != found.compartment()) {
            throw ChangeRefused.patientChanged(change.type());
        }
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

    // -- places

    /** Where an entry stands; of a submission of one, the resource itself. */
    static String place(List<Change> changes, int index) {
        return changes.size() == 1 ? changes.get(index).type() : "Bundle.entry[" + index + "].resource";
    }

    /** The refusal with the entry named for which it is made. */
    static Problem at(List<Change> changes, int index, Problem problem) {
        if (changes.size() == 1) {
            return problem;
        }
        String entry = "Bundle.entry[" + index + "]";
        List<String> where = problem.where().isEmpty()
                ? List.of(entry)
                : problem.where().stream()
                        .map(path -> path.startsWith("Bundle.entry[") ? path : entry + ".resource: " + path)
                        .toList();
        return new Problem(problem.kind(), problem.code(), problem.what(), problem.why(), problem.mend(), where);
    }
}
