package org.tongmai.intake.codes;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tongmai.intake.codes.Translating.Sink;
import org.tongmai.intake.hl7v2.Golden;
import org.tongmai.intake.hl7v2.Hl7v2Message;
import org.tongmai.intake.hl7v2.Hl7v2ToFhir;
import org.tongmai.intake.hl7v2.MappedMessage;
import org.tongmai.intake.hl7v2.Source;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.store.Json;

/** What translating costs of a message of results: a small part of what reading and writing it costs. */
class TranslatingCostTest {

    private static final String INSTITUTION = "12330000470000013F";
    private static final String SYSTEM = "https://tongmai.org/fhir/institution/" + INSTITUTION + "/lab-item";
    private static final int ROUNDS = 1_000;
    private static final int MAPPINGS = 200_000;

    @Test
    void aMessageOfResultsCostsLittleMoreWhereItIsTranslated() {
        String text = Golden.message("results");
        var source = new Source(INSTITUTION, Zones.parse("Asia/Shanghai"), "Organization/1");
        Map<String, List<CodeTarget>> pairs = new HashMap<>();
        Hl7v2ToFhir.map(Hl7v2Message.parse(text), source)
                .resources()
                .forEach(resource -> CodedPlaces.concepts(
                        resource,
                        (kind, concept, part) -> concept.path("coding")
                                .forEach(coding -> pairs.put(coding.path("code").asString(""), target("1")))));
        for (int i = 0; i < MAPPINGS; i++) {
            pairs.put("local-" + i, target(Integer.toString(i)));
        }
        var translating = new Translating(new CodeMaps.Snapshot(Map.of(INSTITUTION, Map.of(SYSTEM, List.of(pairs)))));

        round(text, source, translating, ROUNDS);
        round(text, source, null, ROUNDS);
        double ratio = Double.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            double without = round(text, source, null, ROUNDS);
            ratio = Math.min(ratio, round(text, source, translating, ROUNDS) / without);
        }

        System.out.printf("a message of results, translated: %.3f of one that is not%n", ratio);
        assertThat(ratio).isLessThan(1.35);
    }

    private static List<CodeTarget> target(String code) {
        return List.of(new CodeTarget("http://loinc.org", null, code, "名称", "equivalent", "urn:map|1", "", ""));
    }

    /** Processor time of reading, mapping and writing so many messages, in nanoseconds. */
    private static double round(
            String text, Source source, @org.jspecify.annotations.Nullable Translating translating, int times) {
        var thread = ManagementFactory.getThreadMXBean();
        long begin = thread.getCurrentThreadCpuTime();
        long bytes = 0;
        for (int i = 0; i < times; i++) {
            MappedMessage message = Hl7v2ToFhir.map(Hl7v2Message.parse(text), source);
            if (translating != null) {
                message.resources()
                        .forEach(each -> translating.translate(each, INSTITUTION, "2026-03-01", Sink.NOBODY));
            }
            bytes += Json.bytes(message.bundle()).length;
        }
        assertThat(bytes).isPositive();
        return thread.getCurrentThreadCpuTime() - begin;
    }
}
