package org.tongmai.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;

class Hl7MessageTest {

    private static final Province PROVINCE = Provinces.SMALL;

    @Test
    void delimiters_in_text_are_escaped() {
        assertThat(Hl7Message.escaped("A&B|C^D~E\\F")).isEqualTo("A\\T\\B\\F\\C\\S\\D\\R\\E\\E\\F");
    }

    @Test
    void an_address_with_a_delimiter_stays_one_component() {
        Address address = Regions.address("330106", "文三路1号A&B青年公寓1幢");
        Resident demo = DemoResident.resident();
        Registration registration =
                Registration.of(demo, Provinces.TODAY).withAddress(address).withName(new Name("欧^", "阳|"));
        LocalPatient local = PROVINCE.truth().locals().getFirst();
        Visit visit =
                PROVINCE.plan(PROVINCE.institution("A")).getFirst().content().get();

        String pid = segment(text(Hl7Visits.registered(local, registration, visit, "X1"), "UTF-8"), "PID");

        assertThat(pid.split("\\|", -1)[5]).isEqualTo("欧\\S\\^阳\\F\\^^^^^L");
        assertThat(pid.split("\\|", -1)[11].split("\\^", -1)[0]).isEqualTo("西湖区文三路1号A\\T\\B青年公寓1幢");
    }

    @Test
    void a_registration_looks_like_this() {
        String message = demo("A", DemoResident.VISIT_AT_A + "A");

        assertThat(message.split("\r"))
                .containsExactly(
                        "MSH|^~\\&|HIS|12330100TM000001XU|TONGMAI|TONGMAI|20260305083000+0800||ADT^A04^ADT_A01|10900001-001A"
                                + "|P|2.5|||||CHN|UNICODE UTF-8",
                        "EVN|A04|20260305083000+0800",
                        "PID|1||10900001^^^12330100TM000001XU^MR~330106197803129986^^^2.16.156.10011.1.3&&ISO^NNCHN||"
                                + "王^晓玫^^^^^L||19780312|F|||西湖区文三路90号翠苑一区12幢2单元301室^^杭州市^浙江省^310000^^H||16013865742"
                                + "|||||||||01^^GB3304",
                        "PV1|1|O|ENDO^^^12330100TM000001XU^^^^^内分泌科||||ENDO01^林^国栋|||ENDO^内分泌科|||||||||10900001-001"
                                + "|||||||||||||||||||||||||20260305083000+0800");
    }

    @Test
    void a_result_carries_local_code_loinc_unit_range_flag_and_time() {
        String message = demo("A", DemoResident.VISIT_AT_A + "L1");

        assertThat(segment(message, "OBX"))
                .isEqualTo("OBX|1|NM|FPG^空腹血糖^L^14771-0^Fasting glucose [Moles/volume] in Serum or Plasma^LN||8.9"
                        + "|mmol/L^^UCUM|3.9-6.1|H|||F|||20260305095500+0800");
    }

    @Test
    void hospital_c_writes_gb18030_and_says_so() {
        String message = demo("C", DemoResident.PSYCHIATRIC_VISIT_AT_C + "Z");

        assertThat(segment(message, "MSH")).endsWith("|GB 18030-2000");
        assertThat(segment(message, "PID")).contains("王^晓梅");
        assertThat(segment(message, "PV1").split("\\|")[16]).isEqualTo("PSY");
    }

    @Test
    void every_character_survives_the_character_set() {
        for (String key : List.of("A", "C")) {
            Institution hospital = PROVINCE.institution(key);
            assertThat(PROVINCE.dispatches(hospital))
                    .filteredOn(d -> d.form() == Dispatch.Form.HL7V2)
                    .allSatisfy(dispatch -> {
                        String text = new String(dispatch.body(), hospital.charset());
                        assertThat(text)
                                .doesNotContain("\uFFFD")
                                .startsWith("MSH|^~\\&|")
                                .endsWith("\r");
                        assertThat(text.getBytes(hospital.charset())).isEqualTo(dispatch.body());
                    });
        }
        assertThat(new String("䶮𬀩·".getBytes(Charset.forName("GB18030")), Charset.forName("GB18030")))
                .isEqualTo("䶮𬀩·");
    }

    @Test
    void messages_come_in_time_order() {
        assertThat(PROVINCE.dispatches(PROVINCE.institution("A")))
                .extracting(Dispatch::at)
                .isSorted();
    }

    private static String demo(String key, String controlId) {
        Institution hospital = PROVINCE.institution(key);
        for (Dispatch dispatch : PROVINCE.dispatches(hospital)) {
            if (dispatch.name().equals(controlId)) {
                return text(dispatch.body(), hospital.charset().name());
            }
        }
        throw new AssertionError("no message " + controlId);
    }

    private static String text(byte[] body, String charset) {
        return new String(body, Charset.forName(charset));
    }

    private static String segment(String message, String name) {
        return List.of(message.split("\r")).stream()
                .filter(segment -> segment.startsWith(name))
                .findFirst()
                .orElseThrow();
    }
}
