package org.tongmai.intake.conformance;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tongmai.intake.hl7v2.Segment;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.kernel.Mask;

/** Whether what was said agrees with itself and with what was said before. */
final class ConsistencyRules implements Rules {

    /** ICD-10: pregnancy and the female organs; the male organs. */
    private static final Pattern OF_WOMEN = Pattern.compile("O\\d\\d.*|C5[1-8].*|D06.*|N(7[0-7]|8\\d|9[0-8]).*");

    private static final Pattern OF_MEN = Pattern.compile("C6[0-3].*|N(4\\d|50|51).*");

    private final Zones zones;
    private final Map<String, String> traits = new HashMap<>();
    private final Map<String, OffsetDateTime> ordered = new HashMap<>();
    private final Set<String> visits = new HashSet<>();

    ConsistencyRules(Zones zones) {
        this.zones = zones;
    }

    @Override
    public void hear(Heard heard, Findings findings) {
        visit(heard, findings);
        identity(heard, findings);
        diagnoses(heard, findings);
        orders(heard, findings);
    }

    private void visit(Heard heard, Findings findings) {
        String begin = heard.text("PV1", 44);
        String end = heard.text("PV1", 45);
        Optional<LocalDate> birth = Moment.day(heard.text("PID", 7), zones);
        Optional<LocalDate> began = Moment.day(begin, zones);
        if (birth.isPresent() && began.isPresent()) {
            boolean holds = !birth.get().isAfter(began.get());
            findings.check(
                    "consistency.birth-visit",
                    holds,
                    heard,
                    "PID-7, PV1-44",
                    began.get().toString());
        }
        compare("consistency.admission-discharge", begin, end, heard, "PV1-44, PV1-45", findings);
        String number = heard.visit();
        if (number.isEmpty()) {
            return;
        }
        if (heard.is("ADT")) {
            visits.add(number);
        } else {
            findings.check(
                    "consistency.visit-known", visits.contains(number), heard, "PV1-19", Mask.allButTail(number));
        }
    }

    /** The second time is not before the first one, where both are there. */
    private void compare(String check, String first, String second, Heard heard, String where, Findings findings) {
        Optional<OffsetDateTime> from = Moment.of(first, zones);
        Optional<OffsetDateTime> to = Moment.of(second, zones);
        if (from.isPresent() && to.isPresent()) {
            boolean holds = Moment.exact(first) && Moment.exact(second)
                    ? !to.get().isBefore(from.get())
                    : !to.get().toLocalDate().isBefore(from.get().toLocalDate());
            findings.check(check, holds, heard, where, first + " / " + second);
        }
    }

    /** Registrations tell who somebody is; every other message tells the same. */
    private void identity(Heard heard, Findings findings) {
        String local = heard.patient();
        if (local.isEmpty()) {
            return;
        }
        String now =
                heard.text("PID", 5) + "|" + heard.text("PID", 5, 2) + "|" + heard.text("PID", 7) + "|" + heard.sex();
        if (heard.is("ADT")) {
            traits.put(local, now);
            return;
        }
        String known = traits.get(local);
        if (known != null) {
            findings.check(
                    "consistency.identity",
                    known.equals(now),
                    heard,
                    "PID-5, PID-7, PID-8",
                    Mask.name(heard.text("PID", 5) + heard.text("PID", 5, 2)));
        }
    }

    private static void diagnoses(Heard heard, Findings findings) {
        String sex = heard.sex();
        for (Segment diagnosis : heard.all("DG1")) {
            String code = diagnosis.text(3);
            boolean ofWomen = OF_WOMEN.matcher(code).matches();
            boolean ofMen = OF_MEN.matcher(code).matches();
            if (ofWomen || ofMen) {
                boolean holds = !(ofWomen && sex.equals("M")) && !(ofMen && sex.equals("F"));
                findings.check("consistency.sex-diagnosis", holds, heard, "PID-8, DG1-3", sex + " " + code);
            }
        }
    }

    private void orders(Heard heard, Findings findings) {
        if (heard.is("ORM") || heard.is("OML")) {
            for (Segment order : heard.all("ORC")) {
                Moment.of(order.text(9), zones).ifPresent(at -> ordered.putIfAbsent(order.text(2), at));
            }
        }
        if (!heard.is("ORU")) {
            return;
        }
        for (Segment order : heard.all("OBR")) {
            compare("consistency.specimen-result", order.text(7), order.text(22), heard, "OBR-7, OBR-22", findings);
            OffsetDateTime asked = ordered.get(order.text(2));
            if (asked != null) {
                Moment.of(order.text(7), zones)
                        .ifPresent(at -> findings.check(
                                "consistency.order-result",
                                !at.isBefore(asked),
                                heard,
                                "ORC-9, OBR-7",
                                asked + " / " + at));
            }
        }
    }
}
