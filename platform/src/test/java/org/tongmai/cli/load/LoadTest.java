package org.tongmai.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.kernel.Problem;
import org.tongmai.simulator.Province;
import org.tongmai.simulator.ProvinceSettings;

/** A load stores everything that can be stored, whatever the order, the interruptions and the repetitions. */
class LoadTest {

    @TempDir
    Path folder;

    private NodeFake node;
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void startNode() throws IOException {
        node = new NodeFake();
    }

    @AfterEach
    void stopNode() {
        node.close();
    }

    @Test
    void whatRefersToALaterFileIsSentAgainAfterIt() throws Exception {
        file("a-observation.json", transaction(observation("o1", "Patient/p1")));
        file("b-condition.json", transaction(observation("c1", "Observation/o1")));
        file("c-patient.json", transaction(patient("p1")));

        Report report = load();

        assertThat(report.complete()).isTrue();
        assertThat(report.stored()).isEqualTo(3);
        assertThat(node.stored()).containsExactlyInAnyOrder("Patient/p1", "Observation/o1", "Observation/c1");
    }

    @Test
    void whatWaitsForSomethingThatNeverComesIsRefusedByName() throws Exception {
        file("lost.json", transaction(observation("o1", "Patient/nobody")));

        Report report = load();

        assertThat(report.complete()).isFalse();
        assertThat(report.refusals()).containsOnlyKeys("store.reference-missing");
        assertThat(firstRefused(report, "store.reference-missing")).endsWith("lost.json");
    }

    @Test
    void whatNeverCameIsNamedAsItStandsInTheFile() throws Exception {
        file("a.json", transaction(patient("p1"), observation("o1", "Patient/no-1")));
        file("b.json", bundle("batch", patient("p2"), observation("o2", "Patient/no-2")));
        file("c.ndjson", patient("p3") + "\n" + observation("o3", "Patient/no-3") + "\n");
        file("d.json", observation("o4", "Patient/no-4"));

        Report report = load();

        assertThat(report.refusals().getOrDefault("store.reference-missing", List.of()))
                .extracting(Report.Refusal::what)
                .containsExactlyInAnyOrder(
                        "what it refers to never came: Patient/no-1",
                        "what it refers to never came: Patient/no-2",
                        "what it refers to never came: Patient/no-3",
                        "what it refers to never came: Patient/no-4");
    }

    @Test
    void aSecondLoadOfTheSameFilesChangesNothing() throws Exception {
        file("a.json", transaction(patient("p1"), observation("o1", "Patient/p1")));
        file("b.ndjson", patient("p2") + "\n" + observation("o2", "Patient/p2") + "\n");
        Report first = load();

        Report second = load();

        assertThat(first.stored()).isEqualTo(4);
        assertThat(second.stored()).isZero();
        assertThat(second.unchanged()).isEqualTo(4);
        assertThat(second.complete()).isTrue();
    }

    @Test
    void linesAreAnsweredOneByOneAndOnlyWaitingOnesGoAgain() throws Exception {
        file(
                "mixed.ndjson",
                observation("o1", "Patient/p1") + "\n\n" + "{broken\n" + patient("p1") + "\n"
                        + "{\"resourceType\":\"Nonsense\",\"id\":\"n\"}\n");

        Report report = load();

        assertThat(node.stored()).containsExactlyInAnyOrder("Patient/p1", "Observation/o1");
        assertThat(report.stored()).isEqualTo(2);
        assertThat(firstRefused(report, "cli.not-fhir")).endsWith("mixed.ndjson:3");
        assertThat(firstRefused(report, "fhir.unknown-type")).endsWith("mixed.ndjson:5");
    }

    @Test
    void entriesOfABatchThatWaitGoAgainAsABatchOfTheirOwn() throws Exception {
        file("batch.json", bundle("batch", observation("o1", "Patient/p1"), patient("p1")));

        Report report = load();

        assertThat(report.complete()).isTrue();
        assertThat(report.stored()).isEqualTo(2);
        assertThat(node.requests()).hasSize(2);
    }

    @Test
    void aBusyNodeIsAskedAgainAfterGrowingPauses() throws Exception {
        file("a.json", transaction(patient("p1")));
        node.busyFor(3);

        Report report = load();

        assertThat(report.complete()).isTrue();
        assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(node.requests().stream().distinct()).hasSize(1);
    }

    @Test
    void aNodeThatStaysAwayEndsTheLoadWithWhatToDo() throws IOException {
        file("a.json", transaction(patient("p1")));
        node.busyFor(1000);

        assertThatThrownBy(this::load)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("cli.node-unreachable"));

        assertThat(pauses).hasSize(Http.TRIES_MAX);
    }

    @Test
    void aRefusedSenderStopsAtOnce() throws IOException {
        file("a.json", transaction(patient("p1")));
        node.closeDoor();

        assertThatThrownBy(this::load)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("cli.not-allowed"));
    }

    @Test
    void filesOfInstitutionsGoFirst() throws Exception {
        file("a-patient.json", transaction(patient("p1")));
        file("z-hospital.json", transaction("{\"resourceType\":\"Organization\",\"id\":\"h\"}"));

        load();

        String hospital = Fingerprint.of(Files.readAllBytes(folder.resolve("z-hospital.json")));
        assertThat(node.requests().getFirst()).endsWith(hospital);
    }

    @Test
    void nothingIsSkippedSilently() throws Exception {
        file("readme.txt", "hello");
        file("list.json", "[1]");
        file("other.json", "{\"a\":1}");
        file("half.json", "{\"resourceType\":\"Patient\"");
        file("found.json", "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{}]}");
        file("empty.hl7", "no message");

        Report report = load();

        assertThat(report.passedOver())
                .singleElement()
                .satisfies(file -> assertThat(file.name()).endsWith("readme.txt"));
        assertThat(report.unrecognised()).isEmpty();
        assertThat(report.refusals().keySet())
                .containsExactlyInAnyOrder("cli.not-fhir", "cli.not-json", "cli.bundle-type", "cli.not-hl7v2");
        assertThat(report.refusals().getOrDefault("cli.not-fhir", List.of())).hasSize(2);
    }

    @Test
    void theFolderThatASimulationMakesIsLoadedWhole() throws Exception {
        var settings = new ProvinceSettings(1, 2, "330000", LocalDate.of(2026, 11, 22));
        Province.generate(settings).writeTo(folder.resolve("province"));

        Report report = load();

        assertThat(report.unrecognised()).isEmpty();
        assertThat(report.passedOver())
                .extracting(Report.Refusal::name)
                .singleElement(STRING)
                .endsWith("truth.csv");
    }

    @Test
    void otherFilesInAFolderArePassedOverButNotOneThatIsNamed() throws Exception {
        file("a.json", transaction(patient("p1")));
        file("truth.csv", "a,b");

        assertThat(load().complete()).isTrue();
        assertThat(load(folder.resolve("truth.csv")).complete()).isFalse();
    }

    @Test
    void aFolderWithNothingToSendIsAMistake() throws Exception {
        file("truth.csv", "a,b");

        assertThat(load().complete()).isFalse();
    }

    @Test
    void messagesOfAFileAreSentInOrderAndAnsweredOneByOne() throws Exception {
        String good = "MSH|^~\\&|HIS|1|P|2|20260101||ADT^A04|m1|P|2.5\nPID|1||x\n";
        String bad = "MSH|^~\\&|HIS|1|P|2|20260101||ADT^A04|m2|P|2.5\n";
        String framed = "\u000bMSH|^~\\&|HIS|1|P|2|20260101||ADT^A08|m3|P|2.5\rPID|1||x\r\u001c\r";
        file("day.hl7", "BHS|^~\\&|\n" + good + bad + framed + "BTS|3\n");

        Report report = load();

        assertThat(node.stored()).containsExactlyInAnyOrder("message m1", "message m3");
        assertThat(report.stored()).isEqualTo(2);
        assertThat(firstRefused(report, "101")).endsWith("day.hl7:2");
    }

    private Report load() throws IOException, InterruptedException {
        return load(folder);
    }

    private Report load(Path path) throws IOException, InterruptedException {
        URI url = node.url();
        try (Load load = new Load(new Load.Settings(url, null, 3, Credentials.none()), pauses::add)) {
            return load.run(List.of(path), null);
        }
    }

    private static String firstRefused(Report report, String code) {
        return report.refusals().getOrDefault(code, List.of()).getFirst().name();
    }

    private void file(String name, String content) throws IOException {
        Files.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }

    private static String patient(String id) {
        return "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\"}";
    }

    private static String observation(String id, String subject) {
        return "{\"resourceType\":\"Observation\",\"id\":\"" + id + "\",\"subject\":{\"reference\":\"" + subject
                + "\"}}";
    }

    private static String transaction(String... resources) {
        return bundle("transaction", resources);
    }

    private static String bundle(String type, String... resources) {
        StringBuilder bundle = new StringBuilder("{\"resourceType\":\"Bundle\",\"entry\":[");
        String comma = "";
        for (String resource : resources) {
            String[] words = resource.split("\"", -1);
            bundle.append(comma)
                    .append("{\"resource\": ")
                    .append(resource)
                    .append(",\"request\":{\"method\":\"PUT\",\"url\":\"")
                    .append(words[3])
                    .append("/")
                    .append(words[7])
                    .append("\"}}\n");
            comma = ",";
        }
        return bundle.append("],\"type\":\"" + type + "\"}").toString();
    }
}
