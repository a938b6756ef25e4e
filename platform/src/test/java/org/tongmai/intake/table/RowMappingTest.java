package org.tongmai.intake.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.tongmai.intake.hl7v2.Source;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Rows by a mapping that an institution wrote for itself. */
class RowMappingTest {

    private static final Source HOSPITAL = new Source("12330000470000013F", Zones.parse("Asia/Shanghai"));

    private static final String MAPPING = """
            {"format": 1, "dataset": "own", "version": "1", "from": "2026-01-01", "row": "{no}", "at": "changed",
             "columns": [{"name": "no", "required": true, "type": "result"},
                         {"name": "name", "called": ["xm"]},
                         {"name": "changed", "type": "time"}],
             "resources": [{"as": "patient", "write": "register", "number": "{no.value}",
                            "resource": {"resourceType": "Patient", "name": [{"text": "{name}"}]}}]}
            """;

    @Test
    void aRowWhosePatientHasNoNumberIsRefusedAndKeepsBackNoOther() {
        RowMapping mapping = new RowMapping(mapping(), HOSPITAL, List.of("no", "name"));

        RowMapping.Read nobody = mapping.read(row(2, "{\"no\":\"未知\",\"name\":\"王伟\"}"));
        RowMapping.Read somebody = mapping.read(row(3, "{\"no\":\"7\",\"name\":\"李娜\"}"));

        assertThat(nobody.message()).isNull();
        assertThat(nobody.problem()).isNotNull().extracting(Problem::code).isEqualTo("intake.value-missing");
        assertThat(somebody.message()).isNotNull();
    }

    @Test
    void whatThePatientsNumberIsMadeOfIsRequired() {
        ObjectNode loose = source();
        ((ObjectNode) loose.at("/columns/0")).put("required", false);

        assertWrong(loose);
    }

    @Test
    void theColumnThatTellsWhenARowWasChangedIsATime() {
        ObjectNode text = source();
        text.put("at", "name");

        assertWrong(text);
    }

    @Test
    void rowsOfNdjsonAreReadByTheirOwnMembers() {
        RowMapping mapping = RowMapping.of(mapping(), HOSPITAL, TableFormat.NDJSON, List.of("no", "name"));

        Row other = row(2, "{\"no\":\"7\",\"xm\":\"李娜\",\"extra\":\"1\"}");
        RowMapping.Read read = mapping.read(other);

        assertThat(Objects.requireNonNull(read.message())
                        .patient()
                        .at("/name/0/text")
                        .asString(""))
                .isEqualTo("李娜");
        assertThat(mapping.unread(other)).containsExactly("extra");
    }

    @Test
    void aWrongDateIsToldAsThatWhateverElseIsWrongInItsRow() {
        ObjectNode coded = source();
        coded.withArray("columns")
                .addObject()
                .put("name", "sex")
                .put("type", "code")
                .putObject("table")
                .put("男", "male");
        RowMapping mapping = new RowMapping(Mapping.of(coded), HOSPITAL, List.of("no", "sex", "changed"));

        Problem told =
                Objects.requireNonNull(mapping.read(row(2, "{\"no\":\"7\",\"sex\":\"甲\",\"changed\":\"2026-02-31\"}"))
                        .problem());

        assertThat(told.code()).isEqualTo("intake.date-wrong");
        assertThat(told.where()).containsExactly("line 2", "changed", "sex: intake.code-unknown");
    }

    private static void assertWrong(ObjectNode json) {
        assertThatThrownBy(() -> Mapping.of(json))
                .isInstanceOf(Problem.class)
                .extracting(problem -> ((Problem) problem).code())
                .isEqualTo("intake.mapping-wrong");
    }

    private static Row row(long line, String json) {
        return Row.of(line, json.getBytes(StandardCharsets.UTF_8));
    }

    private static Mapping mapping() {
        return Mapping.of(source());
    }

    private static ObjectNode source() {
        return Json.read(MAPPING.getBytes(StandardCharsets.UTF_8));
    }
}
