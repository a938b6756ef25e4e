package org.tongmai.surveillance.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tongmai.store.Json;
import org.tongmai.surveillance.disease.DiseaseList;

/** What single resources say of cases. */
class TriggersTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 5, 4);
    private static final Triggers TRIGGERS = new Triggers(DiseaseList.standard());

    private static List<Evidence> of(String json) {
        return TRIGGERS.of(Json.read(json.getBytes(StandardCharsets.UTF_8)), TODAY);
    }

    private static List<Evidence> observation(String item, String value) {
        return of("""
                {"resourceType":"Observation","status":"final","code":{"text":"%s"},%s}
                """.formatted(item, value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            流感病毒核酸          | 阳性             | 3500
            副流感病毒核酸        | 阳性             |
            H7N9禽流感病毒核酸    | 阳性             |
            伤寒沙门菌培养        | 阳性             | 0501
            副伤寒沙门菌培养      | 阳性             | 0502
            鼠伤寒沙门菌          | 阳性             |
            霍乱弧菌培养          | 检出O1群霍乱弧菌 | 0200
            霍乱弧菌培养          | 检出非O1群霍乱弧菌 |
            非结核分枝杆菌核酸    | 阳性             |
            结核分枝杆菌核酸      | 阳性             | 2606
            """)
    void aLongerNameThatMeansSomethingElseIsNotTheDisease(String item, String value, String disease) {
        assertThat(observation(item, "\"valueString\":\"" + value + "\""))
                .extracting(Evidence::disease)
                .isEqualTo(disease == null ? List.of() : List.of(disease));
    }

    @ParameterizedTest
    @CsvSource({"'',true", "<,false", "<=,false", ">,true", ">=,true"})
    void aQuantityBelowWhatCanBeMeasuredIsNotAboveAnything(String comparator, boolean found) {
        assertThat(observation(
                                "HCV-RNA",
                                "\"valueQuantity\":{\"value\":20"
                                        + (comparator.isEmpty() ? "" : ",\"comparator\":\"" + comparator + "\"") + "}")
                        .isEmpty())
                .isNotEqualTo(found);
    }

    private static List<Evidence> condition(String code, String text, String recorded) {
        return of("""
                {"resourceType":"Condition","recordedDate":"%s","code":{"text":"%s",
                 "coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"%s"}]}}
                """.formatted(recorded, text, code));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            霍乱           | CLINICAL
            自非洲归来，霍乱 | CLINICAL
            排除霍乱       | SUSPECTED
            霍乱史         | SUSPECTED
            霍乱待排       | SUSPECTED
            """)
    void wordsBesideACodeMakeItDoubtfulAndNeverTakeItBack(String text, Certainty certainty) {
        assertThat(condition("A00.9", text, "2026-05-04T08:00:00+08:00"))
                .extracting(Evidence::certainty)
                .containsExactly(certainty);
    }

    @Test
    void ofADayAloneTheClockDoesNotRunBeforeItIsOver() {
        Instant at = Objects.requireNonNull(
                condition("A00.9", "霍乱", "2026-05-03").getFirst().at());

        assertThat(at).isBetween(Instant.parse("2026-05-03T15:59:59Z"), Instant.parse("2026-05-03T16:00:00Z"));
        assertThat(condition("A00.9", "霍乱", "2026-05-03T08:00:00+08:00")
                        .getFirst()
                        .at())
                .isEqualTo(Instant.parse("2026-05-03T00:00:00Z"));
    }
}
