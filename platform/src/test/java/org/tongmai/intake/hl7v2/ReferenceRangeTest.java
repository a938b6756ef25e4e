package org.tongmai.intake.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

class ReferenceRangeTest {

    @ParameterizedTest
    @CsvSource({
        "3.9-6.1,3.9,6.1",
        "3.5--9.5,3.5,9.5",
        "9～50,9,50",
        "-2.0 - 3.0,-2.0,3.0",
        "<5.0,,5.0",
        "≤5,,5",
        ">60,60,",
        "≥ 60.50,60.50,",
        "阴性,,",
        "<1:100,,",
        "男 3.9-6.1,,"
    })
    void limitsAreReadWhereThereAreSomeAndTheTextIsKept(String text, String low, String high) {
        ObjectNode range = ReferenceRange.parse(text, Json::object);

        assertThat(range.path("text").asString()).isEqualTo(text);
        assertThat(range.path("low").path("value").asString(null)).isEqualTo(low);
        assertThat(range.path("high").path("value").asString(null)).isEqualTo(high);
    }

    @Test
    void noTextIsNoRange() {
        assertThat(ReferenceRange.parse("", Json::object).isEmpty()).isTrue();
    }
}
