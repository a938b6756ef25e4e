package org.tongmai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityDocumentTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 1, 1);

    @ParameterizedTest
    @CsvSource({
        "PASSPORT, e 1234 5678, E12345678",
        "HK_MACAU_PERMIT, H0123456789, H0123456789",
        "TAIWAN_PERMIT, 01234567, 01234567",
        "OFFICER, 军字第1234567号, 军字第1234567号",
        "BIRTH_CERTIFICATE, t330123456, T330123456",
        "RESIDENT_NUMBER, 110105491231002, 11010519491231002X"
    })
    void bringsNumbersIntoOneForm(DocumentType type, String text, String number) {
        assertThat(IdentityDocument.parse(type, text, TODAY).number()).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "PASSPORT, E1",
        "HK_MACAU_PERMIT, X12345678",
        "BIRTH_CERTIFICATE, 330123456",
        "CARD, 12",
        "RESIDENT_NUMBER, 1"
    })
    void refusesNumbersThatCannotBeOfTheType(DocumentType type, String text) {
        assertThatThrownBy(() -> IdentityDocument.parse(type, text, TODAY)).isInstanceOf(Problem.class);
    }

    @Test
    void knowsTypesByCodeAndBySystem() {
        assertThat(DocumentType.ofCode("03")).contains(DocumentType.PASSPORT);
        assertThat(DocumentType.ofCode("99")).isEmpty();
        assertThat(DocumentType.ofSystem("urn:oid:2.16.156.10011.1.3")).contains(DocumentType.RESIDENT_NUMBER);
    }

    @Test
    void masksWhatIsShown() {
        assertThat(Mask.tail("E12345678")).isEqualTo("5678");
        assertThat(Mask.tail("1234")).isEqualTo("34");
        assertThat(Mask.name("欧阳娜娜")).isEqualTo("欧***");
    }
}
