package org.tongmai.intake.conformance;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.Field;
import org.tongmai.intake.hl7v2.Segment;
import org.tongmai.intake.hl7v2.Units;

/** Whether codes are those of the tables that they name. */
final class CodeRules implements Rules {

    /** HL7 table 0001. */
    private static final Set<String> SEX = Set.of("M", "F", "U", "O", "A", "N");

    /** HL7 table 0004. */
    private static final Set<String> CLASS = Set.of("E", "I", "O", "P", "R", "B", "C", "N", "U");

    /** HL7 table 0085. */
    private static final Set<String> STATUS = Set.of("C", "D", "F", "I", "N", "O", "P", "R", "S", "U", "W", "X");

    /** Three places, WHO's fourth, six places of GB/T 14396 and the clinical edition behind them; dagger and asterisk. */
    private static final Pattern DIAGNOSIS =
            Pattern.compile("[A-Z]\\d{2}(?:\\.(?:\\d|[\\dxX][\\dxX]{2}(?:x\\d{3})?))?[+*]?");

    private static final Pattern NATIONAL = Pattern.compile("[A-Z]\\d{2}\\.[\\dxX]{3}.*");

    private static final Pattern WHO = Pattern.compile("[A-Z]\\d{2}\\.\\d[+*]?");

    private static final Pattern LOINC = Pattern.compile("\\d{1,7}-\\d");

    /** GB 3304, with 97 other and 98 foreign descent. */
    private static final Pattern ETHNICITY = Pattern.compile("0[1-9]|[1-4]\\d|5[0-6]|9[78]");

    private final Map<String, String> departments = new HashMap<>();
    private @Nullable Boolean national;

    @Override
    public void hear(Heard heard, Findings findings) {
        if (heard.first("PID").isPresent()) {
            String sex = heard.text("PID", 8);
            findings.check("code.sex", SEX.contains(sex), heard, "PID-8", sex);
        }
        String ethnicity = heard.text("PID", 22);
        if (!ethnicity.isEmpty()) {
            findings.check("code.ethnicity", ETHNICITY.matcher(ethnicity).matches(), heard, "PID-22", ethnicity);
        }
        heard.first("PV1").ifPresent(visit -> {
            findings.check("code.visit-class", CLASS.contains(visit.text(2)), heard, "PV1-2", visit.text(2));
            department(heard, visit.field(3), visit.field(3).text(9), "PV1-3", findings);
            department(heard, visit.field(10), visit.field(10).text(2), "PV1-10", findings);
        });
        heard.all("DG1").forEach(diagnosis -> diagnosis(heard, diagnosis, findings));
        heard.all("OBX").forEach(result -> result(heard, result, findings));
    }

    private void department(Heard heard, Field field, String name, String where, Findings findings) {
        String code = field.text(1);
        if (!code.isEmpty() && !name.isEmpty()) {
            String before = departments.putIfAbsent(code, name);
            findings.check("code.department", before == null || before.equals(name), heard, where, code + " " + name);
        }
    }

    private void diagnosis(Heard heard, Segment diagnosis, Findings findings) {
        String code = diagnosis.text(3);
        findings.check("code.diagnosis-system", !diagnosis.field(3).text(3).isEmpty(), heard, "DG1-3.3", "");
        boolean formed = DIAGNOSIS.matcher(code).matches();
        findings.check("code.diagnosis-form", formed, heard, "DG1-3.1", code);
        boolean ofChina = NATIONAL.matcher(code).matches();
        if (formed && (ofChina || WHO.matcher(code).matches())) {
            if (national == null) {
                national = ofChina;
            }
            findings.check("code.diagnosis-dialect", national == ofChina, heard, "DG1-3.1", code);
        }
    }

    private void result(Heard heard, Segment result, Findings findings) {
        Field item = result.field(3);
        findings.check("code.item", !item.text(1).isEmpty() && !item.text(2).isEmpty(), heard, "OBX-3", item.text(1));
        for (int code : new int[] {1, 4}) {
            if (item.text(code + 2).equals("LN")) {
                findings.check("code.loinc", isLoinc(item.text(code)), heard, "OBX-3." + code, item.text(code));
            }
        }
        String unit = result.text(6);
        if (!unit.isEmpty()) {
            findings.check("code.unit", Units.isUcum(unit), heard, "OBX-6", unit);
        }
        if (heard.is("ORU")) {
            findings.check("code.result-status", STATUS.contains(result.text(11)), heard, "OBX-11", result.text(11));
        }
    }

    /** The last digit is a check digit, by Luhn. */
    static boolean isLoinc(String code) {
        if (!LOINC.matcher(code).matches()) {
            return false;
        }
        int hyphen = code.indexOf('-');
        int sum = 0;
        for (int i = 0; i < hyphen; i++) {
            int digit = code.charAt(hyphen - 1 - i) - '0';
            int twice = i % 2 == 0 ? digit * 2 : digit;
            sum += twice > 9 ? twice - 9 : twice;
        }
        return (10 - sum % 10) % 10 == code.charAt(hyphen + 1) - '0';
    }
}
