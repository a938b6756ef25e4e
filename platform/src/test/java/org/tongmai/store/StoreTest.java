package org.tongmai.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tongmai.kernel.Problem;
import org.tongmai.node.TestDatabase;

class StoreTest {

    private static final Scope ALL = Scope.everything();

    private static DataSource database;
    private static Store store;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh().dataSource();
        store = Store.on(database, Clock.systemUTC());
        store.start();
    }

    @AfterAll
    static void close() {
        store.stop();
    }

    private static Receipt.Done one(Change change) {
        return store.transact(List.of(change), Origin.platform()).entries().getFirst();
    }

    private static String patient(String number) {
        return one(Change.create("Patient", Samples.patient("李", "明", number))).id();
    }

    @Test
    void whatWasSentIsReadBackWithIdVersionAndTime() {
        var done = one(Change.create("Patient", Samples.patient("欧阳", "静", "a1")));

        Fact fact = store.read("Patient", done.id(), ALL).orElseThrow();

        assertThat(fact.tree().path("id").asString("")).isEqualTo(done.id());
        assertThat(fact.tree().path("meta").path("versionId").asString("")).isEqualTo("1");
        assertThat(fact.tree().path("meta").path("lastUpdated").asString(""))
                .isEqualTo(done.at().toString());
        assertThat(fact.tree().path("name").get(0).path("family").asString("")).isEqualTo("欧阳");
    }

    /** They share statements. */
    @Test
    void readingsAtTheSameTimeEachGetTheirOwn() throws Exception {
        List<String> ids =
                IntStream.range(0, 40).mapToObj(n -> patient("same-time-" + n)).toList();
        var read = new ConcurrentHashMap<String, String>();

        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                ids.forEach(id -> readers.execute(() -> read.merge(
                        id,
                        store.read("Patient", id, ALL)
                                .orElseThrow()
                                .tree()
                                .at("/identifier/0/value")
                                .asString(""),
                        (before, after) -> before.equals(after) ? after : "another's")));
                readers.execute(() -> store.read("Patient", "0-0", ALL).ifPresent(fact -> read.put("0-0", "")));
            }
        }

        assertThat(read).hasSize(ids.size());
        IntStream.range(0, ids.size())
                .forEach(n -> assertThat(read.get(ids.get(n))).isEqualTo("same-time-" + n));
    }

    @Test
    void decimalsKeepTheirDigits() {
        String subject = "Patient/" + patient("a2");
        var done = one(Change.create("Observation", Samples.observation(subject, "1", "2026-01-01", "5.10")));

        assertThat(new String(
                        store.read("Observation", done.id(), ALL).orElseThrow().json(), UTF_8))
                .contains("\"value\":5.10");
    }

    @Test
    void anUpdateMakesANewVersionAndKeepsTheOldOne() {
        String id = patient("a3");

        one(Change.update("Patient", id, Samples.patient("李", "明明", "a3")));

        assertThat(store.read("Patient", id, ALL).orElseThrow().version()).isEqualTo(2);
        assertThat(new String(store.version("Patient", id, 1, ALL).orElseThrow().json(), UTF_8))
                .contains("李明\"");
        assertThat(store.history("Patient", id, 10, ALL))
                .extracting(Fact::version)
                .containsExactly(2, 1);
    }

    @Test
    void aDeletedResourceIsGoneButItsHistoryStays() {
        String id = patient("a4");

        one(new Change(Fact.Method.DELETE, "Patient", id, null, null, null, null, null));

        assertThat(store.read("Patient", id, ALL)).isEmpty();
        assertThat(store.current("Patient", id, ALL).orElseThrow().deleted()).isTrue();
        assertThat(store.history("Patient", id, 10, ALL)).hasSize(2);
        assertThat(store.search(Query.of("Patient").where("identifier", "a4"), ALL)
                        .total())
                .isZero();
    }

    @Test
    void aClientMayChooseTheIdOfANewResource() {
        one(Change.update("Patient", "my-own-id", Samples.patient("赵", "云", "a5")));
        var observation = one(Change.create("Observation", Samples.observation("Patient/my-own-id", "2", "2026", "1")));

        Page page = store.search(Query.of("Observation").where("patient", "my-own-id"), ALL);

        assertThat(store.read("Patient", "my-own-id", ALL).orElseThrow().id()).isEqualTo("my-own-id");
        assertThat(page.facts()).extracting(Fact::id).containsExactly(observation.id());
    }

    /** The patient comes after it was decided where the observation goes, and before its references are looked at. */
    @ParameterizedTest
    @CsvSource({"late-1, Patient/late-1", "late-2, Patient?identifier=urn:test|late-2"})
    void whatIsSentBesideItsPatientIsFiledWithIt(String id, String reference) {
        var comes = new AtomicBoolean();
        Receipt receipt = store.transact(
                List.of(
                        Change.create(
                                "Basic", "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"first\"}}".getBytes(UTF_8)),
                        Change.create("Observation", Samples.observation(reference, "late", "2026", "1"))),
                Origin.platform(),
                (index, change, resource) -> {
                    if (comes.compareAndSet(false, true)) {
                        one(Change.update("Patient", id, Samples.patient("赵", "云", id)));
                    }
                });

        ResourceKey observation =
                store.key("Observation", receipt.entries().get(1).id()).orElseThrow();
        assertThat(observation.compartment())
                .isEqualTo(store.key("Patient", id).orElseThrow().compartment());
        assertThat(store.search(Query.of("Observation").where("patient", id), ALL)
                        .total())
                .isEqualTo(1);
    }

    @Test
    void aWrongIfMatchIsRefusedAndChangesNothing() {
        String id = patient("a6");
        var change = new Change(
                Fact.Method.UPDATE, "Patient", id, null, 7, null, null, Slice.of(Samples.patient("李", "四", "a6")));

        assertThatThrownBy(() -> one(change))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("store.version-differs"));
        assertThat(store.read("Patient", id, ALL).orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void referencesInsideATransactionBecomeIds() {
        Receipt receipt = store.transact(Samples.record("a7", 3), Origin.platform());

        String patient = receipt.entries().getFirst().id();
        Fact observation =
                store.read("Observation", receipt.entries().get(1).id(), ALL).orElseThrow();
        assertThat(observation.tree().path("subject").path("reference").asString(""))
                .isEqualTo("Patient/" + patient);
        assertThat(observation.key().compartment())
                .isEqualTo(ResourceKey.parse("Patient", patient).orElseThrow().compartment());
    }

    @Test
    void aReferenceToNothingRefusesTheWholeTransaction() {
        var changes = new java.util.ArrayList<>(Samples.record("a8", 2));
        changes.add(
                Samples.entry("urn:uuid:x", "Observation", Samples.observation("Patient/nobody", "3", "2026", "1")));

        assertThatThrownBy(() -> store.transact(changes, Origin.platform()))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("store.reference-missing"));
        assertThat(store.search(Query.of("Patient").where("identifier", "a8"), ALL)
                        .total())
                .isZero();
    }

    @Test
    void theSameSubmissionTwiceIsAnsweredAlikeAndStoredOnce() {
        var origin = new Origin(null, "tester", "key-1", "");

        Receipt first = store.transact(Samples.record("a9", 5), origin);
        Receipt second = store.transact(Samples.record("a9", 5), origin);

        assertThat(second.replayed()).isTrue();
        assertThat(second.entries()).isEqualTo(first.entries());
        assertThat(store.search(Query.of("Patient").where("identifier", "a9"), ALL)
                        .total())
                .isEqualTo(1);
    }

    @Test
    void conditionalCreatesThatRaceMakeOneResource() throws InterruptedException {
        byte[] body = Samples.bytes(
                "{\"resourceType\":\"Organization\",\"identifier\":[{\"system\":\"urn:o\",\"value\":\"1\"}]}");
        var change = new Change(
                Fact.Method.CREATE,
                "Organization",
                null,
                Query.of("Organization").where("identifier", "urn:o|1"),
                null,
                null,
                null,
                Slice.of(body));
        var threads = new java.util.ArrayList<Thread>();
        for (int i = 0; i < 16; i++) {
            threads.add(Thread.ofVirtual().start(() -> one(change)));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(store.search(Query.of("Organization").where("identifier", "urn:o|1"), ALL)
                        .total())
                .isEqualTo(1);
    }

    @Test
    void concurrentUpdatesLoseNone() throws InterruptedException {
        String id = patient("a10");
        var threads = new java.util.ArrayList<Thread>();
        for (int i = 0; i < 12; i++) {
            threads.add(Thread.ofVirtual()
                    .start(() -> one(Change.update("Patient", id, Samples.patient("李", "五", "a10")))));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(store.read("Patient", id, ALL).orElseThrow().version()).isEqualTo(13);
        assertThat(store.history("Patient", id, 100, ALL)).hasSize(13);
    }

    @Test
    void anInstitutionDoesNotWriteIntoAnothersPatient() {
        var first = new Origin("91350100M000100Y43", "a", null, "");
        var other = new Origin("91440300708461136T", "b", null, "");
        String id = store.transact(List.of(Change.create("Patient", Samples.patient("钱", "一", "a11"))), first)
                .entries()
                .getFirst()
                .id();

        assertThatThrownBy(() -> store.transact(
                        List.of(Change.create("Observation", Samples.observation("Patient/" + id, "1", "2026", "1"))),
                        other))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("store.foreign-patient"));
    }

    @Test
    void aConditionOfAnInstitutionNeverTellsOfAnothersRecords() {
        var first = new Origin("91350100M000100Y43", "a", null, "");
        var other = new Origin("91440300708461136T", "b", null, "");
        var here = Query.of("Patient").where("identifier", "hidden1");
        store.transact(List.of(Change.create("Patient", Samples.patient("钱", "二", "hidden1"))), first);
        Change ifNone = new Change(
                Fact.Method.CREATE,
                "Patient",
                null,
                here,
                null,
                null,
                null,
                Slice.of(Samples.patient("钱", "二", "hidden1")));

        assertThat(store.transact(List.of(ifNone), other).entries().getFirst().result())
                .isEqualTo(Receipt.Result.CREATED);
        assertThat(store.transact(List.of(ifNone), first).entries().getFirst().result())
                .isEqualTo(Receipt.Result.EXISTED);
        assertThat(store.search(here, ALL).total()).isEqualTo(2);
    }

    @Test
    void aConditionWithoutCriteriaIsRefused() {
        var any = new Change(
                Fact.Method.CREATE,
                "Patient",
                null,
                Query.of("Patient"),
                null,
                null,
                null,
                Slice.of(Samples.patient("钱", "三", "any1")));

        assertThatThrownBy(() -> store.transact(List.of(any), Origin.platform()))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("store.condition-missing"));
    }

    @Test
    void anInstitutionDoesNotChangeAnothersDirectoryEntry() {
        var first = new Origin("91350100M000100Y43", "a", null, "");
        var other = new Origin("91440300708461136T", "b", null, "");
        byte[] doctor = "{\"resourceType\":\"Practitioner\",\"active\":true}".getBytes(StandardCharsets.UTF_8);
        String id = store.transact(List.of(Change.create("Practitioner", doctor)), first)
                .entries()
                .getFirst()
                .id();
        Change update = Change.update("Practitioner", id, doctor);
        Change delete = new Change(Fact.Method.DELETE, "Practitioner", id, null, null, null, null, null);

        for (Change change : List.of(update, delete)) {
            assertThatThrownBy(() -> store.transact(List.of(change), other))
                    .isInstanceOfSatisfying(
                            Problem.class, p -> assertThat(p.code()).isEqualTo("store.foreign-directory-entry"));
        }
        assertThat(store.transact(List.of(update), first).entries().getFirst().version())
                .isEqualTo(2);
        assertThat(store.transact(List.of(update), Origin.platform())
                        .entries()
                        .getFirst()
                        .version())
                .isEqualTo(3);
    }

    @Test
    void aDirectoryEntryStaysWithWhoeverFiledItThoughThePlatformMendsIt() {
        var owner = new Origin("91350100M000100Y43", "a", null, "");
        byte[] doctor = "{\"resourceType\":\"Practitioner\",\"active\":true}".getBytes(StandardCharsets.UTF_8);
        String id = store.transact(List.of(Change.create("Practitioner", doctor)), owner)
                .entries()
                .getFirst()
                .id();
        store.transact(List.of(Change.update("Practitioner", id, doctor)), Origin.platform());

        assertThat(store.transact(List.of(Change.update("Practitioner", id, doctor)), owner)
                        .entries()
                        .getFirst()
                        .version())
                .isEqualTo(3);
    }

    @Test
    void anEntryOfBeforeOwnersWereKeptFallsToTheFirstInstitutionThatWritesIt() throws SQLException {
        var first = new Origin("91350100M000100Y43", "a", null, "");
        var other = new Origin("91440300708461136T", "b", null, "");
        byte[] doctor = "{\"resourceType\":\"Practitioner\",\"active\":true}".getBytes(StandardCharsets.UTF_8);
        String id = store.transact(List.of(Change.create("Practitioner", doctor)), first)
                .entries()
                .getFirst()
                .id();
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("update store.version set source = null where compartment = 0");
        }

        store.transact(List.of(Change.update("Practitioner", id, doctor)), first);

        assertThatThrownBy(() -> store.transact(List.of(Change.update("Practitioner", id, doctor)), other))
                .isInstanceOfSatisfying(
                        Problem.class, p -> assertThat(p.code()).isEqualTo("store.foreign-directory-entry"));
    }

    @Test
    void anInstitutionDoesNotDefineAnothersCanonicalUrl() {
        var first = new Origin("91350100M000100Y43", "a", null, "");
        var other = new Origin("91440300708461136T", "b", null, "");
        String url = "urn:hospital:wards,a|b";
        String id = store.transact(List.of(Change.create("ValueSet", valueSet(url, "1"))), first)
                .entries()
                .getFirst()
                .id();
        String elsewhere = store.transact(List.of(Change.create("ValueSet", valueSet("urn:other:wards", "1"))), other)
                .entries()
                .getFirst()
                .id();
        Change moved = Change.update("ValueSet", elsewhere, valueSet(url, "2"));

        for (Change change : List.of(
                Change.create("ValueSet", valueSet(url, "1")), Change.create("ValueSet", valueSet(url, "2")), moved)) {
            assertThatThrownBy(() -> store.transact(List.of(change), other))
                    .isInstanceOfSatisfying(
                            Problem.class, p -> assertThat(p.code()).isEqualTo("store.foreign-canonical-url"));
        }
        store.transact(List.of(Change.create("ValueSet", valueSet(url, "2"))), first);
        store.transact(List.of(Change.create("ValueSet", valueSet(url, "3"))), Origin.platform());
        store.transact(List.of(Change.create("ValueSet", valueSet("urn:hospital:wards", "1"))), other);
        assertThat(store.read("ValueSet", id, ALL)).isPresent();
    }

    private static byte[] valueSet(String url, String version) {
        return Json.bytes(Json.object()
                .put("resourceType", "ValueSet")
                .put("url", url)
                .put("version", version)
                .put("status", "active"));
    }

    @Test
    void aConditionThatTheIndexCannotTellIsRefused() {
        var wide = new Change(
                Fact.Method.CREATE,
                "Patient",
                null,
                Query.of("Patient").where("name:contains", "某"),
                null,
                null,
                null,
                Slice.of(Samples.patient("钱", "四", "wide1")));

        assertThatThrownBy(() -> store.transact(List.of(wide), Origin.platform()))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("store.condition-wide"));
    }

    @Test
    void aRecordDoesNotPassToAPatientOfTheSameSubmission() {
        String subject = "Patient/" + patient("moved1");
        String id = one(Change.create("Observation", Samples.observation(subject, "moved", "2026-01-01", "1")))
                .id();

        assertThatThrownBy(() -> store.transact(
                        List.of(
                                Change.update("Patient", "p9", Samples.patient("周", "九", "moved2")),
                                Change.update(
                                        "Observation",
                                        id,
                                        Samples.observation("Patient/p9", "moved", "2026-01-01", "1"))),
                        Origin.platform()))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("store.patient-changed"));
    }

    @Test
    void whoRefersInAnotherInstitutionIsNotNamed() {
        var owner = new Origin("91350100M000100Y43", "a", null, "");
        var other = new Origin("91440300708461136T", "b", null, "");
        String doctor = store.transact(
                        List.of(Change.create(
                                "Practitioner",
                                "{\"resourceType\":\"Practitioner\"}".getBytes(StandardCharsets.UTF_8))),
                        owner)
                .entries()
                .getFirst()
                .id();
        byte[] patient = ("{\"resourceType\":\"Patient\",\"generalPractitioner\":[{\"reference\":\"Practitioner/"
                        + doctor + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        store.transact(List.of(Change.create("Patient", patient)), other);
        var delete = new Change(Fact.Method.DELETE, "Practitioner", doctor, null, null, null, null, null);

        assertThatThrownBy(() -> store.transact(List.of(delete), owner)).isInstanceOfSatisfying(Problem.class, p -> {
            assertThat(p.code()).isEqualTo("store.referred-to");
            assertThat(p.where()).containsExactly("a record of another institution");
        });
    }

    @Test
    void whatIsWithheldNowIsWithheldInEachOfItsVersions() {
        String subject = "Patient/" + patient("psy1");
        String plain = "{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"" + subject + "\"}%s}";
        String id = one(Change.create("Condition", plain.formatted("").getBytes(StandardCharsets.UTF_8)))
                .id();
        one(Change.update(
                "Condition",
                id,
                plain.formatted(",\"meta\":{\"security\":[{\"code\":\"PSY\"}]}").getBytes(StandardCharsets.UTF_8)));
        long compartment = store.key("Condition", id).orElseThrow().compartment();
        Scope scope = Scope.granted(
                List.of(new Scope.Grant(Set.of(compartment), Part.all().less(Part.labelled(Set.of("PSY"))))));

        assertThat(store.version("Condition", id, 1, ALL)).isPresent();
        var both = List.of(new Extraction.Version(id, 1), new Extraction.Version(id, 2));
        assertThat(store.extraction().versions("Condition", both, ALL)).containsOnlyKeys(both);
        assertThat(store.extraction().versions("Condition", both, scope)).isEmpty();
        assertThat(store.version("Condition", id, 1, scope)).isEmpty();
        assertThat(store.history("Condition", id, 10, scope)).isEmpty();
        one(new Change(Fact.Method.DELETE, "Condition", id, null, null, null, null, null));
        assertThat(store.current("Condition", id, scope)).isEmpty();
        assertThat(store.history("Condition", id, 10, scope)).isEmpty();
    }

    @Test
    void anIdempotencyKeyUsedForSomethingElseIsRefused() {
        var origin = new Origin(null, "tester", "key-2", "");
        store.transact(List.of(Change.create("Patient", Samples.patient("孙", "一", "k21"))), origin);

        assertThatThrownBy(() ->
                        store.transact(List.of(Change.create("Patient", Samples.patient("孙", "二", "k22"))), origin))
                .isInstanceOfSatisfying(
                        Problem.class, p -> assertThat(p.code()).isEqualTo("store.idempotency-key-reused"));
    }

    @Test
    void manySubmissionsAtOnceForPatientsThatExistDoNotStarveEachOther() throws InterruptedException {
        var subjects = new ArrayList<String>();
        for (int i = 0; i < 60; i++) {
            subjects.add("Patient/" + patient("many" + i));
        }
        var stored = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (String subject : subjects) {
            threads.add(Thread.ofVirtual().start(() -> {
                one(Change.create("Observation", Samples.observation(subject, "many", "2026-01-01", "1")));
                stored.incrementAndGet();
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(stored).hasValue(60);
    }

    @Test
    void pagesSpeakOfTheMomentOfTheFirst() {
        String subject = "Patient/" + patient("a12");
        for (int i = 0; i < 7; i++) {
            one(Change.create("Observation", Samples.observation(subject, "page", "2026-01-0" + (i + 1), "1")));
        }
        Query query = Query.of("Observation").where("patient", subject).count(3);

        Page first = store.search(query, ALL);
        String victim = first.facts().getLast().id();
        one(new Change(Fact.Method.DELETE, "Observation", victim, null, null, null, null, null));
        one(Change.create("Observation", Samples.observation(subject, "page", "2026-02-01", "1")));
        Page second = store.more(String.valueOf(first.next()), ALL);
        Page third = store.more(String.valueOf(second.next()), ALL);

        assertThat(List.of(first.total(), second.total(), third.total())).containsOnly(7L);
        assertThat(java.util.stream.Stream.of(first, second, third)
                        .flatMap(page -> page.facts().stream())
                        .map(Fact::id)
                        .distinct())
                .hasSize(7);
        assertThat(third.next()).isNull();
    }
}
