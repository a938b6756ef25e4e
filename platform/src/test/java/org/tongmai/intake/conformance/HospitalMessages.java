package org.tongmai.intake.conformance;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a hospital sends in a day: visits from registration to discharge, orders, results and a correction, a cancel, a merge, and
 * documents. It is sound, apart from its defect.
 */
final class HospitalMessages {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssxx", Locale.ROOT);

    private final @Nullable Defect defect;
    private final OffsetDateTime now;
    private final List<Message> messages = new ArrayList<>();
    private final String institution;

    /** One message, without its control id: where that stands is {@code %ID%}. */
    record Message(String text, Charset charset) {}

    private record Person(
            String local, String number, String family, String given, String birth, String sex, String ethnicity) {
        Person as(String otherLocal) {
            return new Person(otherLocal, number, family, given, birth, sex, ethnicity);
        }
    }

    private final Person wang;
    private final Person li;
    private final Person abdu;
    private final Person duplicate;

    HospitalMessages(@Nullable Defect defect, OffsetDateTime now) {
        this.defect = defect;
        this.now = now;
        this.institution = has(Defect.WRONG_INSTITUTION_CODE) ? "12330000470000013G" : "12330000470000013F";
        this.wang = new Person(
                "P0001",
                has(Defect.WRONG_CHECK_DIGIT) ? "330106198003079998" : "330106198003079997",
                "王",
                "伟",
                has(Defect.OTHER_BIRTH_THAN_NUMBER) ? "19810307" : "19800307",
                has(Defect.OTHER_SEX_THAN_NUMBER) ? "F" : "M",
                has(Defect.ETHNICITY_IN_WORDS) ? "汉族" : "01");
        this.li = new Person(
                "P0002",
                "330106199211209981",
                "李",
                has(Defect.RARE_CHARACTER_LOST) ? "?" : "𬱖",
                "19921120",
                "F",
                "01");
        String dot = has(Defect.OTHER_DOT_IN_NAME) ? "•" : "·";
        String birth = has(Defect.BORN_AFTER_VISIT) ? "20260401" : "19750512";
        this.abdu = new Person("P0003", "", "阿卜杜热合曼" + dot + "买买提", "", birth, "M", "05");
        this.duplicate = abdu.as("P0004");
        write();
    }

    List<Message> messages() {
        return messages;
    }

    private boolean has(Defect one) {
        return defect == one;
    }

    private void write() {
        adt("A04", wang, "V1", "O", 90, null, List.of());
        order(wang, "V1", "PL1", 89);
        String early = has(Defect.SPECIMEN_BEFORE_ORDER) ? at(180) : at(85);
        result(3, wang, "V1", "PL1", "R1", early, 80, "5.1", "F");
        String end = has(Defect.DISCHARGED_BEFORE_ADMISSION) ? at(120) : at(79);
        adt(
                "A08",
                wang,
                "V1",
                "O",
                78,
                end,
                List.of(has(Defect.MAN_WHO_GIVES_BIRTH) ? "O80.900" : "J18.900", "I10.x00"));
        result(5, wang, "V1", "", "R2", at(77), 76, "5.3", "F");
        result(6, wang, "V1", "PL1", "R1", early, 75, "5.6", has(Defect.CORRECTION_NOT_MARKED) ? "F" : "C");
        adt("A01", li, "V2", "I", 70, null, List.of());
        Person named = has(Defect.OTHER_NAME_IN_RESULT)
                ? new Person(li.local, li.number, li.family, "芳", li.birth, li.sex, li.ethnicity)
                : li;
        result(8, named, "V2", "", "R3", at(69), 68, "4.4", "F");
        adt("A08", li, "V2", "I", 67, null, List.of(has(Defect.TWO_EDITIONS_OF_ICD) ? "O80.9" : "O80.900"));
        String visit = has(Defect.VISIT_NUMBER_GIVEN_AGAIN) ? "V1" : "V3";
        adt("A04", abdu, visit, "E", 60, null, List.of());
        result(11, abdu, visit, "", "R4", at(59), 58, "5.0", "F");
        adt("A08", abdu, visit, "E", 57, at(57), List.of("S52.500"));
        adt("A04", duplicate, "V4", "O", 50, null, List.of());
        adt("A11", duplicate, has(Defect.CANCEL_OF_UNKNOWN_VISIT) ? "V8" : "V4", "O", 49, null, List.of());
        merge();
        Person merged = has(Defect.MERGED_NUMBER_STILL_USED) ? duplicate : abdu;
        result(16, merged, has(Defect.RESULT_OF_UNKNOWN_VISIT) ? "V9" : visit, "", "R5", at(46), 45, "5.2", "F");
        Person again =
                switch (defect) {
                    case LOCAL_ID_GIVEN_AGAIN ->
                        new Person("P0001", "330110198507019992", "陈", "校", "19850701", "M", "01");
                    case LOCAL_ID_CHANGES -> wang.as("P0009");
                    case null, default -> wang;
                };
        adt("A04", again, has(Defect.NO_VISIT_NUMBER) ? "" : "V5", "O", 40, null, List.of());
        adt("A03", li, "V2", "I", 30, at(30), List.of("O80.900"));
        result(19, li, "V2", "", "R6", at(29), 28, "4.9", "F");
    }

    // -- messages

    private void adt(
            String event,
            Person person,
            String visit,
            String kind,
            int minutes,
            @Nullable String end,
            List<String> why) {
        String structure =
                switch (event) {
                    case "A03" -> "ADT_A03";
                    case "A11" -> "ADT_A09";
                    case "A08" -> has(Defect.OTHER_STRUCTURE) ? "ADT_A08" : "ADT_A01";
                    default -> "ADT_A01";
                };
        String type = "ADT^" + event;
        if (has(Defect.SMALL_LETTERS_IN_TYPE) && event.equals("A08")) {
            type = type.toLowerCase(Locale.ROOT);
        }
        String happened = at(minutes);
        if (has(Defect.SENT_DAYS_LATER) && minutes == 57) {
            happened = at(3 * 24 * 60);
        } else if (has(Defect.SLASHES_IN_TIME)) {
            happened = "2026/03/01 13:00";
        }
        String told = has(Defect.OTHER_EVENT) && event.equals("A04") ? "A01" : event;
        String evn = has(Defect.NO_EVENT_SEGMENT) && event.equals("A08") ? "" : "EVN|" + told + "|" + happened + "\r";
        String pv1 = visit(visit, kind, at(begin(visit)), end);
        StringBuilder text = new StringBuilder(header(type + "^" + structure, minutes)).append(evn);
        text.append(has(Defect.VISIT_BEFORE_PATIENT) ? pv1 + pid(person) : pid(person) + pv1);
        for (int i = 0; i < why.size(); i++) {
            String code = has(Defect.DIAGNOSIS_WITHOUT_POINT) ? why.get(i).replace(".", "") : why.get(i);
            String system = has(Defect.DIAGNOSIS_WITHOUT_SYSTEM) ? "" : "I10";
            text.append("DG1|%d||%s^诊断^%s||%s|F\r".formatted(i + 1, code, system, at(minutes)));
        }
        add(text.toString());
    }

    /** Each visit began when it was registered. */
    private static int begin(String visit) {
        return switch (visit) {
            case "V1" -> 90;
            case "V2" -> 70;
            case "V3" -> 60;
            case "V4", "V8" -> 50;
            default -> 40;
        };
    }

    private void order(Person person, String visit, String number, int minutes) {
        add(header("ORM^O01^ORM_O01", minutes)
                + pid(person)
                + visit(visit, "O", at(90), null)
                + "ORC|NW|%s|||||||%s\r".formatted(number, at(minutes))
                + "OBR|1|%s||GLU^糖代谢^L\r".formatted(number));
    }

    private void result(
            int place,
            Person person,
            String visit,
            String order,
            String number,
            String sampled,
            int minutes,
            String value,
            String status) {
        boolean here = place == 5;
        String reported = has(Defect.RESULT_BEFORE_SPECIMEN) && here ? at(130) : at(minutes);
        String unit = has(Defect.NUMBER_WITHOUT_UNIT) && here ? "" : has(Defect.LOCAL_UNIT) && here ? "个/HP" : "mmol/L";
        String range = has(Defect.RANGE_REVERSED) && here ? "6.1-3.9" : "3.9-6.1";
        String loinc = has(Defect.WRONG_LOINC) && here ? "14749-7" : "14749-6";
        String item = has(Defect.ITEM_WITHOUT_NAME) && here ? "GLU" : "GLU^葡萄糖^L^" + loinc + "^Glucose^LN";
        String glucose = has(Defect.COMPARATOR_IN_NUMBER) && here ? "<0.5" : value;
        String flag = has(Defect.HIGH_FLAGGED_NORMAL) && here ? "N" : "H";
        String text = has(Defect.TEXT_NOT_ESCAPED) && here ? "溶血 & 脂血^轻度" : "溶血 \\T\\ 脂血 \\E\\ 轻度";
        String state = has(Defect.RESULT_STATUS_IN_WORDS) && here ? "已审核" : status;
        String filler = has(Defect.NO_REPORT_NUMBER) && here ? "" : number;
        String second = has(Defect.SET_IDS_ALL_ONE) ? "1" : "2";
        String third = has(Defect.SET_IDS_ALL_ONE) ? "1" : "3";
        String kind = visit.equals("V2") ? "I" : "O";
        int made = has(Defect.OUT_OF_ORDER) && place == 19 ? minutes + 27 : minutes;
        add(header("ORU^R01^ORU_R01", made)
                + pid(person)
                + visit(visit, kind, at(begin(visit)), null)
                + "OBR|1|%s|%s|GLU^糖代谢^L|||%s|||||||||||||||%s||LAB|F\r".formatted(order, filler, sampled, reported)
                + "OBX|1|NM|%s||%s|%s|%s|N|||%s|||%s\r".formatted(item, glucose, unit, range, state, reported)
                + "OBX|%s|NM|WBC^白细胞计数^L||12.0|10*9/L|3.5-9.5|%s|||%s|||%s\r".formatted(second, flag, status, reported)
                + "OBX|%s|ST|NOTE^备注^L||%s||||||%s|||%s\r".formatted(third, text, status, reported));
    }

    private void merge() {
        String gone = has(Defect.MERGE_WITH_ITSELF) ? abdu.local : duplicate.local;
        add(header("ADT^A40^ADT_A39", 47)
                + "EVN|A40|" + at(47) + "\r"
                + pid(abdu)
                + "MRG|" + gone + "^^^" + institution + "^MR\r");
    }

    // -- segments

    private String header(String kind, int minutes) {
        String made = at(minutes);
        if (has(Defect.DAY_ONLY_IN_HEADER)) {
            made = made.substring(0, 8);
        } else if (has(Defect.CLOCK_AHEAD)) {
            made = at(minutes - 150);
        }
        String charset = has(Defect.CHARACTERS_NOT_DECLARED) ? "" : "UNICODE UTF-8";
        return "MSH|^~\\&|HIS|%s|TONGMAI|TONGMAI|%s||%s|%%ID%%|%s|%s||||||%s\r"
                .formatted(
                        institution,
                        made,
                        kind,
                        has(Defect.NO_PROCESSING_ID) ? "" : "T",
                        has(Defect.VERSION_3) ? "3.0" : "2.5",
                        charset);
    }

    private String pid(Person person) {
        String local = person.local + "^^^" + institution + (has(Defect.LOCAL_ID_WITHOUT_TYPE) ? "^PI" : "^MR");
        String number = person.number.isEmpty() ? "" : "~" + person.number + "^^^2.16.156.10011.1.3&&ISO^NNCHN";
        String sex = has(Defect.SEX_IN_DIGITS) ? person.sex.equals("M") ? "1" : "2" : person.sex;
        return "PID|1||%s%s||%s^%s^^^^^L||%s|%s||||||||||||||%s\r"
                .formatted(local, number, person.family, person.given, person.birth, sex, person.ethnicity);
    }

    private String visit(String number, String kind, String begin, @Nullable String end) {
        String department = has(Defect.DEPARTMENT_RENAMED) && number.equals("V5") ? "呼吸科" : "呼吸内科";
        String shown = has(Defect.VISIT_CLASS_IN_WORDS) && kind.equals("O") ? "门诊" : kind;
        return "PV1|1|%s|0301^^^%s^^^^^%s%s%s%s%s|%s\r"
                .formatted(
                        shown,
                        institution,
                        department,
                        "|".repeat(16),
                        number,
                        "|".repeat(25),
                        begin,
                        end == null ? "" : end);
    }

    private String at(int minutesAgo) {
        return TIME.format(now.minusMinutes(minutesAgo));
    }

    private void add(String text) {
        Charset charset = has(Defect.GBK_DECLARED_AS_UTF8) ? Charset.forName("GB18030") : StandardCharsets.UTF_8;
        messages.add(new Message(has(Defect.LINE_FEEDS) ? text.replace('\r', '\n') : text, charset));
    }

    // -- documents

    /** A discharge summary of Wang, another one of Li, and a second version of Li's. */
    List<String> documents() {
        return List.of(
                document("D-1", "1", wang.local, "158"),
                document("D-2", "1", li.local, "121"),
                document(
                        has(Defect.DOCUMENT_ID_GIVEN_AGAIN) ? "D-2" : "D-3",
                        has(Defect.DOCUMENT_ID_GIVEN_AGAIN) ? "1" : "2",
                        li.local,
                        "122"));
    }

    private String document(String id, String version, String patient, String pressure) {
        boolean first = id.equals("D-1");
        String template =
                has(Defect.DOCUMENT_OF_OTHER_TEMPLATE) && first ? "2.16.156.10011.2.1.1.22" : "2.16.156.10011.2.1.1.73";
        String about = has(Defect.DOCUMENT_OF_UNKNOWN_PATIENT) && first ? "P7777" : patient;
        String said = has(Defect.NARRATIVE_SAYS_OTHERWISE) && first ? "120" : pressure;
        String custodian = has(Defect.DOCUMENT_WITHOUT_CUSTODIAN) && first ? "" : """
                <custodian><assignedCustodian><representedCustodianOrganization>
                  <id root="2.16.156.10011.1.5" extension="%s"/></representedCustodianOrganization></assignedCustodian></custodian>
                """.formatted(institution);
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
                  <templateId root="%s"/>
                  <id root="2.16.156.10011.1.1" extension="%s"/>
                  <code code="C0053" codeSystem="2.16.156.10011.2.4"/>
                  <title>出院小结</title>
                  <effectiveTime value="20260301120000"/>
                  <setId root="2.16.156.10011.1.1" extension="SET-%s"/>
                  <versionNumber value="%s"/>
                  <recordTarget><patientRole><id root="2.16.156.10011.1.12" extension="%s"/></patientRole></recordTarget>
                  <author><time value="20260301120000"/><assignedAuthor><id extension="YS1"/></assignedAuthor></author>
                  %s
                  <component><structuredBody><component><section>
                    <code code="8716-3" codeSystem="2.16.840.1.113883.6.1"/>
                    <text>收缩压 %s mmHg</text>
                    <entry><observation classCode="OBS" moodCode="EVN">
                      <code code="DE04.10.174.00"/><value xsi:type="PQ" value="%s" unit="mmHg"/></observation></entry>
                  </section></component></structuredBody></component>
                </ClinicalDocument>
                """.formatted(template, id, patient, version, about, custodian, said, pressure);
    }
}
