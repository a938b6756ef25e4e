package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.intake.cda.Fidelity;
import org.tongmai.intake.cda.SampleDocument;
import org.tongmai.intake.hl7v2.Kept;
import org.tongmai.store.Fact;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import tools.jackson.databind.node.ObjectNode;

/**
 * What other makers send is stored: acknowledged, with the validation of the store, and everything that it says is in what can be
 * read afterwards. Each message is of an institution of its own.
 */
@Execution(ExecutionMode.SAME_THREAD)
class CorpusStoredTest {

    private static final Path FOLDER = Path.of("src/test/resources/org/tongmai/intake/hl7v2/others");

    private static final String DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static final Duration YEARS = Duration.ofDays(3_650);

    private static Hospital hospital;
    private static int institutions;

    @BeforeAll
    static void open() {
        hospital = Hospital.registered();
        hospital.pass(YEARS); // some of the samples are dated ahead
    }

    @AfterAll
    static void close() {
        hospital.close();
    }

    static Stream<String> messages() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".hl7"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageOfAnotherMakerIsStoredAndNothingOfItLost(String name) throws IOException {
        String institution = another();
        String message = from(Files.readString(FOLDER.resolve(name)), institution);

        String answer = hospital.send(message);

        if (message.contains("^A40")) {
            assertThat(answer).contains("MSA|AE|").contains("intake.prior-patient-unknown");
            return;
        }
        assertThat(answer).contains("MSA|AA|");
        Journalled line = hospital.journal().getFirst();
        assertThat(line.state()).isEqualTo(State.STORED);
        assertThat(Kept.lost(message, line.keptOnly(), stored(institution, line)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ccd-1", "ccd-2", "discharge-summary", "procedure-note", "referral-note"})
    void aDocumentOfAnotherMakerIsStoredAndNothingOfItLost(String name) throws Exception {
        keeps(another(), SampleDocument.file(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C0001", "C0002", "C0003", "C0004", "C0005", "C0006", "C0007", "C0010", "C0012", "C0017", "C0027",
                "C0032", "C0034", "C0041", "C0047", "C0053"
            })
    void aDocumentOfTheNationalStandardIsStoredAndNothingOfItLost(String kind) throws Exception {
        String institution = another();

        keeps(
                institution,
                SampleDocument.of(kind)
                        .replace("12330000470051726F", institution)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static void keeps(String institution, byte[] document) throws Exception {
        CdaDoor.Answer answer = hospital.parts().documents().take(document, "his", institution);

        assertThat(answer.state())
                .as(new String(answer.report(), StandardCharsets.UTF_8))
                .isEqualTo(State.STORED);
        Journalled line = hospital.journal().getFirst();
        assertThat(Fidelity.lost(document, stored(institution, line))).isEmpty();
    }

    /** What the institution has in the store, of the types that the line of the journal tells. */
    private static List<ObjectNode> stored(String institution, Journalled line) {
        Set<String> types = new TreeSet<>();
        line.locations().forEach(location -> types.add(location.substring(0, location.indexOf('/'))));
        assertThat(types).isNotEmpty();
        List<ObjectNode> stored = new ArrayList<>();
        for (String type : types) {
            hospital.store().search(Query.of(type).count(1_000), new Scope.Sent(institution, Set.of())).facts().stream()
                    .map(Fact::tree)
                    .forEach(stored::add);
        }
        return stored;
    }

    private static String from(String message, String institution) {
        String text = message.replace("\uFEFF", "").replaceAll("\r?\n", "\r").strip() + "\r";
        int end = text.indexOf('\r');
        String[] header = text.substring(0, end).split("\\|", -1);
        header[3] = institution;
        return String.join("|", header) + text.substring(end);
    }

    /** The code of another institution, with its check digit by GB 32100-2015. */
    private static String another() {
        String body = "123300004700%04d".formatted(++institutions);
        int[] weights = {3, 7, 9, 10, 5, 8, 4, 2};
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * Character.digit(body.charAt(8 + i), 10);
        }
        int check = 11 - sum % 11;
        String organisation = body + (check == 10 ? "X" : check == 11 ? "0" : String.valueOf(check));
        int total = 0;
        int weight = 1;
        for (int i = 0; i < organisation.length(); i++) {
            total += weight * DIGITS.indexOf(organisation.charAt(i));
            weight = weight * 3 % 31;
        }
        String code = organisation + DIGITS.charAt((31 - total % 31) % 31);
        hospital.register(code);
        return code;
    }
}
