package org.tongmai.person;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tongmai.kernel.DocumentType;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Mask;
import org.tongmai.kernel.Sex;
import org.tongmai.person.match.NumberClaim;
import org.tongmai.person.match.Registration;
import tools.jackson.databind.JsonNode;

/**
 * A value that an institution sent and that says nothing about who somebody is, so that it is not compared.
 *
 * @param field as the pages name it
 * @param shown as much of it as may be shown
 */
record PassedOver(String field, String shown, Text why) {

    private static final int PHONE_LEAST = 7;

    private static final int VALUES_MOST = 10;

    private static final Text STOPGAP = new Text(
            "像占位号码（连号、重号或常见的假号）", "it looks like a stopgap: a run, one digit repeated, or a known made-up number");

    private static final Text TOO_SHORT = new Text("位数不够", "it has too few digits");

    private static final Text PARTIAL = new Text("不是完整的日期", "it is not a whole date");

    private static final Text STOPGAP_DATE = new Text("是占位日期", "it is a stopgap date");

    /** Whether the value only fills the field; else it is incomplete. */
    boolean stopgap() {
        return why.equals(STOPGAP) || why.equals(STOPGAP_DATE);
    }

    /** What was passed over in a FHIR Patient. */
    static List<PassedOver> in(JsonNode patient) {
        List<PassedOver> passed = new ArrayList<>();
        patient.path("telecom").valueStream().limit(VALUES_MOST).forEach(each -> phone(each, passed));
        birthDate(patient.path("birthDate").asString(""), passed);
        patient.path("identifier").valueStream().limit(VALUES_MOST).forEach(each -> number(each, passed));
        return passed;
    }

    private static void phone(JsonNode telecom, List<PassedOver> passed) {
        String value = telecom.path("value").asString("").strip();
        String system = telecom.path("system").asString("phone");
        boolean phone = system.equals("phone") || system.equals("sms");
        if (phone && !value.isEmpty() && Registration.phone(value).isEmpty()) {
            long digits = value.codePoints().filter(Character::isDigit).count();
            passed.add(new PassedOver("phoneTail", Mask.tail(value), digits < PHONE_LEAST ? TOO_SHORT : STOPGAP));
        }
    }

    private static void birthDate(String value, List<PassedOver> passed) {
        if (value.isEmpty()) {
            return;
        }
        try {
            if (Registration.placeholder(LocalDate.parse(value))) {
                passed.add(new PassedOver("birthDate", value, STOPGAP_DATE));
            }
        } catch (DateTimeException partial) {
            passed.add(new PassedOver("birthDate", value, PARTIAL));
        }
    }

    private static void number(JsonNode identifier, List<PassedOver> passed) {
        String value = identifier.path("value").asString("").strip();
        boolean resident = DocumentType.ofSystem(identifier.path("system").asString(""))
                .filter(DocumentType.RESIDENT_NUMBER::equals)
                .isPresent();
        if (resident
                && !value.isEmpty()
                && NumberClaim.read(value, Optional.empty(), Sex.UNKNOWN, LocalDate.MAX)
                        .isEmpty()) {
            passed.add(new PassedOver("identifierTail", Mask.tail(value), STOPGAP));
        }
    }
}
