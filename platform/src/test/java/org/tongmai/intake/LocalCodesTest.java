package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.tongmai.intake.codes.CodesOf;
import org.tongmai.intake.codes.CodesOf.Sent;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of a hospital's own codes on their way in, and after people decided about them. */
class LocalCodesTest {

    private static final String LAB = "https://tongmai.org/fhir/institution/" + Hospital.CODE + "/lab-item";
    private static final String LOINC = "http://loinc.org";

    private static String result(String number, String code, String name, String value, String unit) {
        return Hospital.message(
                "ORU^R01^ORU_R01",
                number,
                "20260301100000+0800",
                "PID|1||P1^^^" + Hospital.CODE + "^MR||王^伟||19800101|M",
                "OBR|1||R" + number + "|GLU^血糖^L|||20260228080000+0800|||||||||||||||20260301100000+0800||LAB|F",
                "OBX|1|NM|" + code + "^" + name + "^L||" + value + "|" + unit + "|||||F|||20260228080000+0800");
    }

    @Test
    void aCodeThatNobodyMappedIsStoredAsSentAndStandsInTheWorkList() {
        try (Hospital hospital = Hospital.registered()) {
            for (int i = 1; i <= 3; i++) {
                assertThat(hospital.send(result("N" + i, "1001", "血糖", "5." + i, "mmol/L")))
                        .contains("MSA|AA");
            }
            var codes = new CodesOf(hospital.parts().codes());

            Sent sent = codes.sent(Hospital.CODE, LAB, "1001");
            assertThat(sent.state()).isEqualTo("UNMAPPED");
            assertThat(sent.occurrences()).isEqualTo(3);
            assertThat(sent.names()).containsExactly("血糖");
            assertThat(sent.units()).containsExactly("mmol/L");
            assertThat(sent.low()).isEqualByComparingTo("5.1");
            assertThat(sent.high()).isEqualByComparingTo("5.3");
            assertThat(sent.examples()).containsExactlyInAnyOrder("N1", "N2", "N3");
        }
    }

    @Test
    void whatIsAcceptedStandsBesideTheCodeFromThenOnAndTakenBackTheRecordIsAsItWas() {
        try (Hospital hospital = Hospital.registered()) {
            var codes = new CodesOf(hospital.parts().codes());
            hospital.send(result("N1", "1001", "血糖", "5.1", "mmol/L"));
            ObjectNode before = content(hospital);
            codes.sent(Hospital.CODE, LAB, "1001");

            codes.accept(Hospital.CODE, LAB, "1001", LOINC, "14749-6", "equivalent");
            hospital.send(result("N2", "1001", "血糖", "6.1", "mmol/L"));
            ObjectNode newer = hospital.find("Observation", "RN2/GLU/1001");
            assertThat(newer.at("/code/coding/0/system").asString()).isEqualTo(LAB);
            assertThat(newer.at("/code/coding/0/code").asString()).isEqualTo("1001");
            assertThat(newer.at("/code/coding/1/system").asString()).isEqualTo(LOINC);
            assertThat(newer.at("/code/coding/1/code").asString()).isEqualTo("14749-6");
            assertThat(newer.at("/code/coding/1/extension/0/valueCanonical").asString())
                    .startsWith("https://tongmai.org/fhir/ConceptMap/codes-")
                    .contains("|2026-03-01");
            assertThat(newer.at("/valueQuantity/value").decimalValue()).isEqualByComparingTo("6.1");

            assertThat(content(hospital)).as("older records wait for the run").isEqualTo(before);
            CodesOf.Again first = codes.again(Hospital.CODE, LAB);
            assertThat(first.state()).isEqualTo("DONE");
            assertThat(first.changed()).isEqualTo(1);
            assertThat(content(hospital).at("/code/coding/1/code").asString()).isEqualTo("14749-6");
            CodesOf.Again second = codes.again(Hospital.CODE, LAB);
            assertThat(second.seen()).isEqualTo(first.seen());
            assertThat(second.changed()).isZero();

            codes.undo(Hospital.CODE, LAB, "1001");
            assertThat(codes.again(Hospital.CODE, LAB).changed()).isEqualTo(2);
            assertThat(content(hospital)).isEqualTo(before);
            assertThat(codes.sent(Hospital.CODE, LAB, "1001").state()).isEqualTo("UNMAPPED");
        }
    }

    @Test
    void aMappingHoldsFromTheDayOfTheEventThatItNames() {
        try (Hospital hospital = Hospital.registered()) {
            var codes = new CodesOf(hospital.parts().codes());
            hospital.send(result("N1", "1001", "血糖", "5.1", "mmol/L"));
            codes.sent(Hospital.CODE, LAB, "1001");

            codes.acceptFrom(Hospital.CODE, LAB, "1001", LOINC, "14749-6", "2026-03-01");
            assertThat(codes.again(Hospital.CODE, LAB).changed()).isZero();
            codes.undo(Hospital.CODE, LAB, "1001");
            codes.acceptFrom(Hospital.CODE, LAB, "1001", LOINC, "14749-6", "2026-02-28");
            assertThat(codes.again(Hospital.CODE, LAB).changed()).isEqualTo(1);
        }
    }

    @Test
    void aUnitOfTheHospitalGetsItsCodeAndTheValueStays() {
        try (Hospital hospital = Hospital.registered()) {
            var codes = new CodesOf(hospital.parts().codes());
            String units = "https://tongmai.org/fhir/institution/" + Hospital.CODE + "/unit";
            hospital.send(result("N1", "1001", "血糖", "5.1", "毫摩每升"));
            ObjectNode before = content(hospital);
            assertThat(codes.sent(Hospital.CODE, units, "毫摩每升").state()).isEqualTo("UNMAPPED");

            codes.accept(Hospital.CODE, units, "毫摩每升", "http://unitsofmeasure.org", "mmol/L", "equivalent");
            assertThat(codes.again(Hospital.CODE, units).changed()).isEqualTo(1);
            JsonNode quantity = content(hospital).path("valueQuantity");
            assertThat(quantity.path("unit").asString()).isEqualTo("毫摩每升");
            assertThat(quantity.path("code").asString()).isEqualTo("mmol/L");
            assertThat(quantity.path("value").decimalValue()).isEqualByComparingTo("5.1");

            codes.undo(Hospital.CODE, units, "毫摩每升");
            codes.again(Hospital.CODE, units);
            assertThat(content(hospital)).isEqualTo(before);
        }
    }

    @Test
    void aNarrowerCodeIsKnownAndNotPutIntoTheRecord() {
        try (Hospital hospital = Hospital.registered()) {
            var codes = new CodesOf(hospital.parts().codes());
            hospital.send(result("N1", "1001", "血糖", "5.1", "mmol/L"));
            codes.sent(Hospital.CODE, LAB, "1001");

            codes.accept(Hospital.CODE, LAB, "1001", LOINC, "1558-6", "narrower");

            assertThat(codes.again(Hospital.CODE, LAB).changed()).isZero();
            hospital.send(result("N2", "1001", "血糖", "5.2", "mmol/L"));
            assertThat(codes.sent(Hospital.CODE, LAB, "1001").state()).isEqualTo("NONE");
        }
    }

    @Test
    void aSystemThatTwoHospitalsSendHasAMapOfEach() {
        String vendor = "urn:oid:1.2.3.4";
        try (Hospital hospital = Hospital.registered()) {
            var local = hospital.parts().codes();
            var codes = new CodesOf(local);
            codes.met(Hospital.CODE, vendor, "1");
            codes.met(Hospital.OTHER, vendor, "1");

            codes.accept(Hospital.CODE, vendor, "1", LOINC, "14749-6", "equivalent");
            assertThat(codes.targets(Hospital.OTHER, vendor, "1")).isEmpty();
            codes.accept(Hospital.OTHER, vendor, "1", LOINC, "2345-7", "equivalent");

            assertThat(codes.targets(Hospital.CODE, vendor, "1")).containsExactly("14749-6");
            assertThat(codes.targets(Hospital.OTHER, vendor, "1")).containsExactly("2345-7");
        }
    }

    @Test
    void nobodyDecidesAboutACodeSystemOfAnotherHospital() {
        try (Hospital hospital = Hospital.registered()) {
            var codes = new CodesOf(hospital.parts().codes());
            codes.met(Hospital.OTHER, LAB, "1001");
            assertThatThrownBy(() -> codes.accept(Hospital.OTHER, LAB, "1001", LOINC, "14749-6", "equivalent"))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("intake.decision-wrong"));
        }
    }

    @Test
    void aSystemThatIsNoneKeepsBackNoCount() {
        try (Hospital hospital = Hospital.registered()) {
            var codes = new CodesOf(hospital.parts().codes());
            codes.met(Hospital.CODE, "urn:oid:" + "1".repeat(3_000), "1");
            codes.met(Hospital.CODE, "urn:oid:1\0", "1");
            codes.met("1\0", "urn:oid:1.2.3.4", "2");
            codes.met(Hospital.CODE, LAB, "1001");
            assertThat(codes.sent(Hospital.CODE, LAB, "1001").occurrences()).isEqualTo(1);
            assertThat(codes.sent(Hospital.CODE, LAB, "1001").occurrences()).isEqualTo(1);
        }
    }

    /** The first result without its version and time. */
    private static ObjectNode content(Hospital hospital) {
        ObjectNode tree = hospital.find("Observation", "RN1/GLU/1001");
        ObjectNode copy = Json.read(Json.bytes(tree));
        copy.remove("meta");
        return copy;
    }
}
