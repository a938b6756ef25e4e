package org.tongmai.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QueryTest {

    private static final String SEPARATORS = "a,b|c$d\\,e\\";

    @Test
    void anEscapedValueIsOneValueAndComesBackAsItWas() {
        List<String> values = Query.split(Query.escape(SEPARATORS), ',');

        assertThat(values).hasSize(1);
        assertThat(Query.unescape(values.getFirst())).isEqualTo(SEPARATORS);
    }

    @Test
    void anIdentifierKeepsSystemAndValueApart() {
        List<String> parts = Query.split(Query.identified("urn:x|y", "1|2"), '|');

        assertThat(parts.stream().map(Query::unescape)).containsExactly("urn:x|y", "1|2");
    }
}
