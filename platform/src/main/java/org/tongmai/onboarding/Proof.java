package org.tongmai.onboarding;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tongmai.intake.conformance.Check;
import org.tongmai.intake.conformance.CheckResult.State;
import org.tongmai.intake.conformance.ConformanceReport.Role;
import org.tongmai.intake.conformance.ConformanceReport.Verdict;
import org.tongmai.intake.conformance.ReportFile.Verified;

/** Whether a report whose signature fits opens the gate. A pure function of report, gates, known keys and time. */
final class Proof {

    private Proof() {}

    /** What a report lacks. */
    enum Lack {
        /** It says something of a platform, or of another institution. */
        OTHER_SUBJECT,
        /** It was signed by a key that neither this node nor the gates know. */
        EXAMINER_UNKNOWN,
        /** It has expired, or will before it may. */
        EXPIRED,
        /** It lacks checks that are looked at today. */
        OLD_EDITION,
        /** A check failed. */
        FAILED,
        /** A check that the gates ask for was not exercised. */
        NOT_EXERCISED
    }

    /** @param own fingerprints of the keys with which this node signs */
    static List<Lack> lacks(Verified report, String institution, Gates.Edition gates, Set<String> own, Clock clock) {
        List<Lack> lacks = new ArrayList<>();
        if (!report.role().equals(Role.HOSPITAL.name()) || !report.subject().equals(institution)) {
            lacks.add(Lack.OTHER_SUBJECT);
        }
        if (!own.contains(report.signer()) && !gates.examiners().contains(report.signer())) {
            lacks.add(Lack.EXAMINER_UNKNOWN);
        }
        Instant needed = clock.instant().plus(Duration.ofDays(gates.daysLeft()));
        if (report.expires().isBefore(needed)) {
            lacks.add(Lack.EXPIRED);
        }
        if (!report.checks()
                .keySet()
                .containsAll(Check.ofHospital().stream().map(Check::id).toList())) {
            lacks.add(Lack.OLD_EDITION);
        }
        if (report.count(State.FAILED) > 0) {
            lacks.add(Lack.FAILED);
        }
        boolean all = gates.verdict() == Verdict.PASSED && report.count(State.NOT_EXERCISED) > 0;
        boolean some = gates.exercised().stream().anyMatch(id -> report.checks().get(id) != State.PASSED);
        if (all || some) {
            lacks.add(Lack.NOT_EXERCISED);
        }
        return List.copyOf(lacks);
    }
}
