package org.tongmai.intake;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.fhir.Interactions;
import org.tongmai.fhir.InteractionsOn;
import org.tongmai.fhir.Sender;
import org.tongmai.intake.Journal.Filter;
import org.tongmai.intake.hl7v2.Golden;
import org.tongmai.node.TestDatabase;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/** A registered hospital before an intake with a database of its own, on 1 March 2026. */
final class Hospital implements AutoCloseable {

    static final String CODE = "12330000470000013F";
    static final String OTHER = "12330000470000021A";
    static final String REGISTRATION = Golden.message("registration");
    static final String RESULTS = Golden.message("results");

    private static final Instant NOW = Instant.parse("2026-03-01T06:00:00Z");

    private volatile Instant now = NOW;
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final DataSource database;
    private final Store store;
    private final Interactions interactions;
    private final IntakeParts parts;

    private Hospital(DataSource database, UnaryOperator<Submission> between) {
        this(database, between, null);
    }

    private Hospital(DataSource database, UnaryOperator<Submission> between, @Nullable Path rules) {
        this.database = database;
        store = Store.on(database, clock);
        store.start();
        interactions = InteractionsOn.store(store, clock);
        parts = IntakeParts.of(
                settings(rules),
                database,
                store,
                between.apply(Submission.to(interactions)),
                Questions.closed(),
                clock);
    }

    static Hospital registered() {
        return registered(UnaryOperator.identity());
    }

    /** Whose platform has rules of its own. */
    static Hospital ruledBy(Path folder) {
        Hospital hospital = new Hospital(TestDatabase.fresh().dataSource(), UnaryOperator.identity(), folder);
        hospital.register(CODE);
        return hospital;
    }

    /** @param between what stands between the intake and the store */
    static Hospital registered(UnaryOperator<Submission> between) {
        Hospital hospital = new Hospital(TestDatabase.fresh().dataSource(), between);
        hospital.register(CODE);
        return hospital;
    }

    /** With connections that are kept, as a node has them. */
    static Hospital pooled(int connections) {
        var pool = new HikariDataSource();
        pool.setDataSource(TestDatabase.fresh().dataSource());
        pool.setMaximumPoolSize(connections);
        Hospital hospital = new Hospital(pool, UnaryOperator.identity());
        hospital.register(CODE);
        return hospital;
    }

    static IntakeSettings settings() {
        return settings(null);
    }

    private static IntakeSettings settings(@Nullable Path rules) {
        return new IntakeSettings(
                "127.0.0.1",
                0,
                16,
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                1_000_000,
                4_000_000,
                "Asia/Shanghai",
                false,
                rules == null ? null : rules.toString(),
                false);
    }

    /** A message of this hospital with these segments behind the header. */
    static String message(String kind, String number, String at, String... segments) {
        return "MSH|^~\\&|HIS|" + CODE + "|TONGMAI|330000|" + at + "||" + kind + "|" + number
                + "|P|2.5||||||UNICODE UTF-8\r" + String.join("\r", segments) + "\r";
    }

    void register(String code) {
        ObjectNode organization =
                Json.object().put("resourceType", "Organization").put("name", "省立医院");
        organization
                .putArray("identifier")
                .addObject()
                .put("system", "https://tongmai.org/fhir/identifier/uscc")
                .put("value", code);
        interactions.submit(Json.bytes(organization), new Sender(null, "operator", null));
    }

    /** What another system of the institution, or a person, writes over FHIR. */
    void write(ObjectNode resource) {
        interactions.submit(Json.bytes(resource), new Sender(CODE, "another", null));
    }

    /** The end of a process between storing a message and writing that down, as the database sees it. */
    void breakJournal(boolean broken) {
        JdbcClient.create(database)
                .sql(
                        broken
                                ? "alter table intake.tally rename to tally_away"
                                : "alter table intake.tally_away rename to tally")
                .update();
    }

    DataSource database() {
        return database;
    }

    /** Lets time go by. */
    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Runs what is due. */
    int round() {
        return parts.retries().round(parts.reruns()::retry);
    }

    IntakeParts parts() {
        return parts;
    }

    Store store() {
        return store;
    }

    String send(String message) {
        return new String(send(message.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    byte[] send(byte[] message) {
        return parts.intake().receive(message, "192.0.2.1:2575", null);
    }

    Journalled rerun(long id, @Nullable String mended) {
        return parts.reruns().rerun(id, mended, "it");
    }

    /** Newest first. */
    List<Journalled> journal() {
        return parts.journal().page(new Filter(null, false, List.of(), List.of(), null, Long.MAX_VALUE, 100));
    }

    Journalled only() {
        List<Journalled> all = journal();
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " lines");
        }
        return all.getFirst();
    }

    List<Journalled.Attempt> attempts(long id) {
        return parts.journal().attempts(parts.journal().find(id).orElseThrow());
    }

    byte[] raw(Journalled line) {
        return parts.journal().body(line.id(), 0).orElseThrow();
    }

    String body(Journalled line) {
        return new String(raw(line), StandardCharsets.UTF_8);
    }

    List<String> counts() {
        return parts.journal().counts(CODE, NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1))).stream()
                .filter(count -> count.messages() != 0)
                .map(count -> count.state() + " " + count.messages())
                .sorted()
                .toList();
    }

    long count(String type) {
        return store.search(Query.of(type), Scope.everything()).total();
    }

    Fact fact(String type) {
        return store.search(Query.of(type), Scope.everything()).facts().getFirst();
    }

    ObjectNode tree(String type) {
        return fact(type).tree();
    }

    int version(String type) {
        return fact(type).version();
    }

    /** The resource with that number, whatever its system. */
    ObjectNode find(String type, String number) {
        return store.search(Query.of(type).where("identifier", number), Scope.everything())
                .facts()
                .getFirst()
                .tree();
    }

    /** A simple element; of a name its text. */
    String text(String type, String element) {
        ObjectNode tree = tree(type);
        return element.equals("name")
                ? tree.path("name").path(0).path("text").asString()
                : tree.path(element).asString("");
    }

    @Override
    public void close() {
        parts.close();
        store.stop();
    }
}
