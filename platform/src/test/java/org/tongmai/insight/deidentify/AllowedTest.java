package org.tongmai.insight.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tongmai.insight.deidentify.Allowed.Event;
import org.tongmai.insight.deidentify.Allowed.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What may leave is named; everything else stays. */
class AllowedTest {

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void aLaboratoryResultLeavesAsCodeDayNumberAndUnit() {
        JsonNode observation = json("""
                {"resourceType":"Observation","id":"1234567","status":"final",
                 "note":[{"text":"张伟 13805710000"}],"subject":{"reference":"Patient/99","display":"张伟"},
                 "code":{"text":"张伟的血糖","coding":[{"system":"http://his.example/codes","code":"13805710000"},
                         {"system":"http://loinc.org","code":"2345-7","display":"张伟"}]},
                 "effectiveDateTime":"2024-03-05T08:12:00+08:00",
                 "valueQuantity":{"value":5.10,"unit":"mmol/L for 张伟","system":"http://unitsofmeasure.org","code":"mmol/L"}}
                """);

        assertThat(Allowed.event(Kind.OBSERVATION, observation))
                .contains(new Event("2345-7", "2024-03-05", "5.1", "mmol/L"));
    }

    @Test
    void aNumberThatNamesSomebodyIsNoCodeNoQuantityAndNoUnit() {
        JsonNode observation = json("""
                {"resourceType":"Observation","code":{"coding":[{"system":"http://loinc.org","code":"2345-7"}]},
                 "valueQuantity":{"value":13805710000,"system":"http://unitsofmeasure.org","code":"{张伟}"}}
                """);
        JsonNode condition = json("""
                {"resourceType":"Condition","code":{"coding":[
                 {"system":"http://hl7.org/fhir/sid/icd-10","code":"330106198703021234"}]}}
                """);

        assertThat(Allowed.event(Kind.OBSERVATION, observation)).contains(new Event("2345-7", "", "", ""));
        assertThat(Allowed.event(Kind.CONDITION, condition)).isEmpty();
    }
}
