package org.tongmai.person.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.person.linkage.ColumnNames.Use;

/** What a column is taken for by its name. */
class ColumnNamesTest {

    @ParameterizedTest
    @CsvSource({
        "first_name, GIVEN_NAME",
        "given_name, GIVEN_NAME",
        "FirstName, GIVEN_NAME",
        "fname_c1, GIVEN_NAME",
        "surname, SURNAME",
        "family, SURNAME",
        "last_name, SURNAME",
        "lname_c1, SURNAME",
        "full_name, FULL_NAME",
        "姓名, FULL_NAME",
        "dob, BIRTH_DATE",
        "date_of_birth, BIRTH_DATE",
        "birth_date, BIRTH_DATE",
        "BirthDate, BIRTH_DATE",
        "出生日期, BIRTH_DATE",
        "gender, SEX",
        "性别, SEX",
        "address_1, ADDRESS",
        "Street Address, ADDRESS",
        "住址, ADDRESS",
        "street_number, CATEGORY",
        "occupation, CATEGORY",
        "suburb, PLACE",
        "state, PLACE",
        "birth_place, PLACE",
        "city, PLACE",
        "postcode, POSTCODE",
        "postcode_fake, POSTCODE",
        "Zip Code, POSTCODE",
        "phone, PHONE",
        "phone_number, PHONE",
        "手机号, PHONE",
        "email, EMAIL",
        "soc_sec_id, IDENTIFIER",
        "ssn, IDENTIFIER",
        "midl_name, MIDDLE_NAME",
        "middle_initial, MIDDLE_NAME",
        "givenname, GIVEN_NAME",
        "streetnumber, CATEGORY",
        "streetaddress, ADDRESS",
        "birthyear, CATEGORY",
        "placeofbirth, PLACE",
        "phone2, PHONE",
        "name1, FULL_NAME",
        "maiden_name, SURNAME",
        "sex_code, SEX",
        "race_code, CATEGORY",
        "res_street_address, ADDRESS",
        "res_city_desc, PLACE",
        "full_phone_number, PHONE",
        "身份证号, RESIDENT_NUMBER",
        "patient_surname, SURNAME"
    })
    void knowsTheUsualNames(String header, Kind kind) {
        assertThat(ColumnNames.recognise(header)).isEqualTo(new Use.Compared(kind));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster",
                "cluster_id",
                "entity_id",
                "truth",
                "label",
                "match_id",
                "person_id",
                "group",
                "真值",
                "x17",
                "father_name",
                "age",
                "blocking_number"
            })
    void usesNothingUnaskedThatMayHoldTheTruthOrIsNotKnown(String header) {
        assertThat(ColumnNames.recognise(header)).isInstanceOf(Use.Unused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rec_id", "unique_id", "id", "ID", "record_id", "voter_id", "patient_id", "enterprise_id", "编号"})
    void knowsWhatNamesTheRows(String header) {
        assertThat(ColumnNames.recognise(header)).isInstanceOf(Use.Identity.class);
    }
}
