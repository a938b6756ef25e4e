package org.tongmai.person.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind of field finds in two values. */
class ComparisonsTest {

    @ParameterizedTest
    @CsvSource({
        "GIVEN_NAME, Thomas, thomas, SAME",
        "GIVEN_NAME, Thomas, Thoams, SLIP",
        "GIVEN_NAME, Thomas, Tom, PART",
        "GIVEN_NAME, William, Bill, PART",
        "GIVEN_NAME, Thomas, T, PART",
        "GIVEN_NAME, Mary Ann, Mary, PART",
        "GIVEN_NAME, Thomas, Anna, DIFFERENT",
        "GIVEN_NAME, José, jose, SAME",
        "SURNAME, O'Brien, OBrien, SAME",
        "SURNAME, van der Berg, vanderberg, SLIP",
        "SURNAME, Dickson, Dixon, SIMILAR",
        "BIRTH_DATE, 1971-06-24, 24/06/1971, SAME",
        "BIRTH_DATE, 1971-06-24, 19710624, SAME",
        "BIRTH_DATE, 1971-06-24, 1971年6月24日, SAME",
        "BIRTH_DATE, 1971-06-24, 1971-06-42, SLIP",
        "BIRTH_DATE, 1971-06-04, 1971-04-06, SLIP",
        "BIRTH_DATE, 1971-06-24, 1971-12-24, PART",
        "BIRTH_DATE, 1971-06-24, 1971-07-29, CLOSE",
        "BIRTH_DATE, 1971-06-24, 1971, CLOSE",
        "BIRTH_DATE, 1971-06-24, 1978-01-30, SIMILAR",
        "BIRTH_DATE, 1971-06-24, 19710624.0, SAME",
        "BIRTH_DATE, 1971-06-24, 24/06/71, SAME",
        "BIRTH_DATE, 1971-06-24, 24 Jun 1971, SAME",
        "BIRTH_DATE, 1971-06-24, 24-june-1971, SAME",
        "BIRTH_DATE, 1971-06-24, jun 24 1971, SAME",
        "BIRTH_DATE, 1971-06-24, 1971-06-24 00:00:00, SAME",
        "BIRTH_DATE, 1971-06-24, １９７１－０６－２４, SAME",
        "BIRTH_DATE, 1971-06, 197106, SAME",
        "BIRTH_DATE, 1971-06-24, 1971年6月, PART",
        "BIRTH_DATE, 1971-06-24, 1931-01-30, DIFFERENT",
        "SEX, M, male, SAME",
        "SEX, 男, female, DIFFERENT",
        "POSTCODE, TQ13 8DF, tq138df, SAME",
        "POSTCODE, TQ13 8DF, TQ13 8HU, PART",
        "POSTCODE, TQ13 8DF, TQ9 1AA, SIMILAR",
        "POSTCODE, 2119, 2191, SLIP",
        "PHONE, 13812340001, +86 138 1234 0001, SAME",
        "PHONE, 02 51056140, 02 51056410, SLIP",
        "EMAIL, a.smith@x.org, a.smith@mail.com, PART",
        "IDENTIFIER, 530-42-18, 5304218, SAME",
        "IDENTIFIER, 5304218, 5304281, SLIP",
        "ADDRESS, pridham street, pridhamstreet, SLIP",
        "CATEGORY, politician, politician, SAME",
        "PLACE, west devon, devon, PART",
        "FULL_NAME, 王伟, 王偉, SAME",
        "FULL_NAME, 王伟, 汪伟, SLIP",
        "FULL_NAME, 王伟, 李娜, DIFFERENT",
        "ADDRESS, 杭州市西湖区文三路12号, 西湖区文三路12号, SAME"
    })
    void gradesTwoValues(Kind kind, String one, String other, Finding finding) {
        Field field = field(kind, one, other);

        assertThat(Finding.of(field.find(0, 1))).isEqualTo(finding);
        assertThat(Finding.of(field.find(1, 0))).isEqualTo(finding);
    }

    @ParameterizedTest
    @CsvSource({
        "GIVEN_NAME, unknown",
        "GIVEN_NAME, ''",
        "BIRTH_DATE, 1900-01-01",
        "IDENTIFIER, 0000000",
        "PHONE, 13800138000",
        "FULL_NAME, N/A",
        "EMAIL, none"
    })
    void aPlaceholderSaysNothing(Kind kind, String placeholder) {
        List<Field> fields = fields(List.of(kind), List.of(List.of(placeholder), List.of("a"), List.of("b")));

        assertThat(fields.stream().mapToInt(field -> field.find(0, 1)))
                .allMatch(found -> found == Finding.MISSING.ordinal());
    }

    @Test
    void namesInEachOthersPlaceAreOneError() {
        List<Field> fields = fields(
                List.of(Kind.GIVEN_NAME, Kind.SURNAME),
                List.of(List.of("elton", "maxon"), List.of("maxon", "elton"), List.of("sarah", "bruhn")));
        long pattern = new Comparisons(fields).pattern(0, 1);

        assertThat(Finding.of(Comparisons.finding(pattern, 0))).isEqualTo(Finding.SWAPPED);
        assertThat(Finding.of(Comparisons.finding(pattern, 1))).isEqualTo(Finding.MISSING);
    }

    @Test
    void aWholeNameInLettersIsSplit() {
        List<Field> fields = fields(
                List.of(Kind.FULL_NAME),
                List.of(List.of("Smith, John"), List.of("Dr. John Smith"), List.of("Sarah Bruhn")));

        assertThat(fields).extracting(Field::kind).containsExactly(Kind.GIVEN_NAME, Kind.SURNAME);
        assertThat(fields).allMatch(field -> field.find(0, 1) == Finding.SAME.ordinal());
    }

    @Test
    void surnameAndGivenNameInChineseAreOneName() {
        List<Field> fields = fields(
                List.of(Kind.SURNAME, Kind.GIVEN_NAME),
                List.of(List.of("欧阳", "娜娜"), List.of("歐陽", "娜娜"), List.of("王", "伟")));

        assertThat(fields).extracting(Field::kind).containsExactly(Kind.FULL_NAME);
        assertThat(fields.getFirst().find(0, 1)).isEqualTo(Finding.SAME.ordinal());
    }

    @Test
    void twoValidResidentNumbersOfOneKindForbidALink() {
        Field field = field(Kind.RESIDENT_NUMBER, "11010519491231002X", "440524188001010014");

        assertThat(Finding.of(field.find(0, 1))).isEqualTo(Finding.DIFFERENT);
        assertThat(field.forbids()).isTrue();
    }

    /** Another value, for a field of one value tells nobody apart. */
    private static final Map<Kind, String> THIRD = Map.of(
            Kind.BIRTH_DATE,
            "1999-09-09",
            Kind.SEX,
            "female",
            Kind.PHONE,
            "15757130000",
            Kind.EMAIL,
            "b@c.org",
            Kind.RESIDENT_NUMBER,
            "330106196408019985",
            Kind.ADDRESS,
            "wallaby place 7");

    private static Field field(Kind kind, String one, String other) {
        return fields(List.of(kind), List.of(List.of(one), List.of(other), List.of(THIRD.getOrDefault(kind, "anna"))))
                .getFirst();
    }

    static List<Field> fields(List<Kind> kinds, List<List<String>> rows) {
        var columns = new ArrayList<Column>();
        for (int i = 0; i < kinds.size(); i++) {
            columns.add(new Column(i, "c" + i, kinds.get(i)));
        }
        var table = new Table.Builder(columns.stream().map(Column::name).toList());
        rows.forEach(table::add);
        int[] order = new int[rows.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        return new Preparation(table.build(), order, LocalDate.of(2026, 6, 1)).fields(columns);
    }
}
