package org.tongmai.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.access.TestNode;
import org.tongmai.store.Change;
import org.tongmai.store.Feed;
import org.tongmai.store.Origin;
import org.tongmai.store.Receipt;
import org.tongmai.store.Store;

/**
 * Residents with results at hospital A, some of whom are seen at hospital B today and allow it to read them. Written through the store in
 * batches, which it copies into the database; only the permissions are copies of one that a resident gave.
 */
final class RecognitionPopulation {

    private static final Logger LOG = LoggerFactory.getLogger(RecognitionPopulation.class);

    /** More than are asked about at 200 a second in ten minutes would be asked about once. */
    private static final int SEEN_MOST = 20_000;

    private static final int AT_ONCE = 50;
    private static final int THREADS = 4;
    private static final Duration CATCH_UP = Duration.ofHours(12);

    /** Days from 1930 on which they were born; each three figures behind make another person. */
    private static final int BIRTHDAYS = 30_000;

    private static final String FAMILIES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗";

    /** Of the copied permission other keys; all else as it was given. */
    private static final String PERMIT = """
            insert into access.request
            select (jsonb_populate_record(r, jsonb_build_object(
                       'compartment', i.compartment, 'id', r.id || '-' || i.compartment, 'patient', i.patient))).*
              from access.request r
              join person.identity i on i.patient = any (?)
             where r.state = 'GRANTED'
               and r.recorded = 'GRANTED'
               and r.patient = ?
            """;

    /** Item, LOINC and unit. */
    private record Measured(String item, String loinc, String unit) {}

    private static final List<Measured> MEASURED = List.of(
            new Measured("L041", "14771-0", "mmol/L"),
            new Measured("L042", "4548-4", "%"),
            new Measured("L001", "6690-2", "10*9/L"),
            new Measured("L003", "718-7", "g/L"),
            new Measured("L006", "777-3", "10*9/L"),
            new Measured("L011", "14682-9", "umol/L"),
            new Measured("L015", "2823-3", "mmol/L"),
            new Measured("L021", "1742-6", "U/L"),
            new Measured("L031", "14647-2", "mmol/L"),
            new Measured("L051", "3016-3", "m[IU]/L"));

    private final RecognisedCase province;
    private final Store store;
    private final int residents;
    private final int results;
    private final Instant now = Instant.now();

    RecognitionPopulation(RecognisedCase province, int residents, int results) {
        this.province = province;
        this.store = province.bean(Store.class);
        this.residents = residents;
        this.results = results;
    }

    /** The item of one of so many results. */
    static String item(int result) {
        return MEASURED.get(result % MEASURED.size()).item();
    }

    /** Ids at hospital B of those who are seen there. */
    List<String> fill() throws InterruptedException {
        rounds();
        for (List<String> _ : inParallel(residents, this::atA)) {}
        int seen = Math.min(residents, SEEN_MOST);
        List<String> atB = inParallel(seen, (first, many) -> atB(first, many, residents / seen)).stream()
                .flatMap(List::stream)
                .toList();
        caughtUp();
        permit(atB);
        province.node().jdbc().sql("vacuum analyze").update();
        return atB;
    }

    /** Hospital A passed a round of each item. */
    private void rounds() {
        StringBuilder rounds =
                new StringBuilder("institution,item,kind,level,area,result,valid_from,valid_until,reference\n");
        MEASURED.forEach(each -> rounds.append(RecognisedCase.A)
                .append(',')
                .append(each.item())
                .append(",EXTERNAL,PROVINCE,33,PASS,2022-03-01,,2022-1\n"));
        province.bean(QualityRecords.class).record(rounds.toString(), "bench");
    }

    /** Of residents from a first one on. */
    private interface Batch {
        List<String> write(int first, int many);
    }

    private static List<List<String>> inParallel(int all, Batch batch) throws InterruptedException {
        List<List<String>> written = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<List<String>>> tasks = new ArrayList<>();
            for (int from = 0; from < all; from += AT_ONCE) {
                int first = from;
                tasks.add(() -> batch.write(first, Math.min(AT_ONCE, all - first)));
            }
            for (Future<List<String>> each : threads.invokeAll(tasks)) {
                written.add(each.get());
            }
            return written;
        } catch (ExecutionException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private List<String> atA(int first, int many) {
        List<Change> content = new ArrayList<>();
        for (String patient : registered(RecognisedCase.A, first, many, 1)) {
            for (int i = 0; i < results; i++) {
                Measured measured = MEASURED.get(i % MEASURED.size());
                Instant taken = now.minus(Duration.ofHours(20)).minus(Duration.ofDays(14L * (i / MEASURED.size())));
                content.add(change(
                        "Observation",
                        RecognisedCase.observation(patient, measured.loinc(), "5.4", measured.unit(), "N", taken)));
            }
        }
        store.transact(content, new Origin(RecognisedCase.A, "bench", null, ""));
        if (first % 10_000 == 0) {
            LOG.warn("results of resident {} of {}", first, residents);
        }
        return List.of();
    }

    private List<String> atB(int first, int many, int step) {
        List<String> patients = registered(RecognisedCase.B, first, many, step);
        List<Change> encounters = patients.stream()
                .map(each -> change("Encounter", """
                        {"resourceType":"Encounter","status":"in-progress","class":{"code":"AMB"},
                         "subject":{"reference":"Patient/%s"},"period":{"start":"%s"}}
                        """.formatted(each, now.minusSeconds(600))))
                .toList();
        store.transact(encounters, new Origin(RecognisedCase.B, "bench", null, ""));
        return patients;
    }

    private List<String> registered(String institution, int first, int many, int step) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            changes.add(change("Patient", patient((first + i) * step)));
        }
        return store.transact(changes, new Origin(institution, "bench", null, "")).entries().stream()
                .map(Receipt.Done::id)
                .toList();
    }

    private static String patient(int resident) {
        LocalDate born = LocalDate.of(1930, 1, 1).plusDays(resident % BIRTHDAYS);
        String family = String.valueOf(FAMILIES.charAt(resident % FAMILIES.length()));
        String given = "" + (char) ('一' + resident % 9_973) + (char) ('一' + resident % 7_919);
        return """
                {"resourceType":"Patient","gender":"male","birthDate":"%s",
                 "name":[{"text":"%2$s%3$s","family":"%2$s","given":["%3$s"]}],
                 "identifier":[{"system":"urn:oid:2.16.156.10011.1.3","value":"%4$s"}]}
                """.formatted(born, family, given, RecognisedCase.number(born, resident / BIRTHDAYS));
    }

    private void caughtUp() {
        Feed feed = province.bean(Feed.class);
        TestNode node = province.node();
        for (String reader : node.jdbc()
                .sql("select name from store.reader")
                .query(String.class)
                .list()) {
            assertThat(feed.awaitCaughtUp(reader, CATCH_UP)).as(reader).isTrue();
            LOG.warn("{} has read all", reader);
        }
    }

    private void permit(List<String> atB) {
        RecognisedCase.Somebody first = province.somebody();
        caughtUp();
        int permitted = province.node()
                .jdbc()
                .sql(PERMIT)
                .param(atB.toArray(String[]::new))
                .param(first.atB())
                .update();
        assertThat(permitted).isEqualTo(atB.size());
    }

    private static Change change(String type, String json) {
        return Change.create(type, json.getBytes(StandardCharsets.UTF_8));
    }
}
