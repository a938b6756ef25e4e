package org.tongmai.intake.cda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.node.ObjectNode;

/** Nothing that a document codes, measures, dates or names is lost: it is in a resource. */
class CdaFidelityTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private static final String HOSPITAL = "12330000470051726F";

    /** A directory of documents that may not be kept here; see docs/how-to/send-a-document.md. */
    private static final @Nullable String SAMPLES = System.getenv("TONGMAI_CDA_SAMPLES");

    static List<ObjectNode> map(byte[] bytes) {
        CdaDocument document = CdaDocument.open(DocumentText.decode(bytes), Zones.parse("Asia/Shanghai"), NOW);
        var filing = new CdaDocument.Filing(
                HOSPITAL,
                "Organization/1",
                document.set(),
                "Patient/1",
                Optional.of("Encounter/1"),
                false,
                false,
                List.of());
        List<ObjectNode> made = new ArrayList<>(document.map(filing, bytes));
        document.encounter().ifPresent(made::add);
        return made;
    }

    static List<Kind> kinds() {
        return Kind.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void ofEveryKindOfDocumentNothingIsLost(Kind kind) throws Exception {
        byte[] document = SampleDocument.of(kind).getBytes(StandardCharsets.UTF_8);

        assertThat(Fidelity.lost(document, map(document))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ccd-1", "ccd-2", "discharge-summary", "procedure-note", "referral-note"})
    void ofDocumentsOfOtherMakersNothingIsLost(String name) throws Exception {
        byte[] document = SampleDocument.file(name);

        assertThat(Fidelity.lost(document, map(document))).isEmpty();
    }

    @Test
    void whatIsLostIsFound() throws Exception {
        byte[] document = SampleDocument.of(Kind.ofCode("C0053").orElseThrow()).getBytes(StandardCharsets.UTF_8);
        List<ObjectNode> made = map(document);

        made.removeIf(resource -> resource.path("resourceType").asString().equals("Condition"));

        assertThat(Fidelity.lost(document, made)).anyMatch(lost -> lost.contains("I63.900"));
    }

    @Test
    void ofSamplesThatAreNotKeptHereNothingIsLost() throws Exception {
        assumeTrue(SAMPLES != null, "TONGMAI_CDA_SAMPLES names no directory");
        Map<String, Integer> lost = new TreeMap<>();
        Map<String, Integer> refused = new TreeMap<>();
        int read = 0;
        try (Stream<Path> files = Files.walk(Path.of(String.valueOf(SAMPLES)))) {
            for (Path file : files.filter(
                            each -> each.toString().toLowerCase(Locale.ROOT).endsWith(".xml"))
                    .toList()) {
                byte[] document = Files.readAllBytes(file);
                if (!new String(document, StandardCharsets.ISO_8859_1).contains("ClinicalDocument")) {
                    continue;
                }
                try {
                    List<String> gone = Fidelity.lost(document, map(document));
                    read++;
                    gone.forEach(each -> lost.merge(each.replaceFirst(" .*", ""), 1, Integer::sum));
                    if (!gone.isEmpty() && System.getenv("TONGMAI_CDA_NAMES") != null) {
                        System.out.println(file + " " + gone.subList(0, Math.min(5, gone.size())));
                    }
                } catch (Problem problem) {
                    refused.merge(problem.code(), 1, Integer::sum);
                }
            }
        }
        System.out.println("documents read " + read + ", refused " + refused + ", lost " + lost.size());
        lost.entrySet().stream()
                .sorted((a, b) -> b.getValue() - a.getValue())
                .limit(60)
                .forEach(each -> System.out.println(each.getValue() + " " + each.getKey()));
        assertThat(lost).isEmpty();
    }
}
