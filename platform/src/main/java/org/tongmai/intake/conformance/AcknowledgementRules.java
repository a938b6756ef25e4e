package org.tongmai.intake.conformance;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a sender makes of an answer, or of none. Looks at every delivery in its order: what came again, and what came in between.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch02.html">HL7 v2.5 chapter 2, section 2.9</a>
 */
final class AcknowledgementRules {

    /** So often a refused message may come again unchanged, by a person who tries. */
    private static final int AGAIN_MAX = 3;

    private final List<Heard> all;
    private final Findings findings;

    private AcknowledgementRules(List<Heard> all, Findings findings) {
        this.all = all;
        this.findings = findings;
    }

    static void judge(List<Heard> all, Findings findings) {
        var rules =
                new AcknowledgementRules(all.stream().filter(Heard::readable).toList(), findings);
        for (int i = 0; i < rules.all.size(); i++) {
            rules.unique(i);
            switch (rules.all.get(i).delivery().reaction()) {
                case SILENCE -> rules.unanswered(i, "acknowledgement.resends");
                case FOREIGN -> rules.unanswered(i, "acknowledgement.checks-answer");
                case DISCONNECT -> {
                    if (i + 1 < rules.all.size()) {
                        rules.unanswered(i, "acknowledgement.resends-after-disconnect");
                    }
                }
                case ERROR -> rules.refused(i, "acknowledgement.stops-after-error");
                case REJECT -> rules.refused(i, "acknowledgement.stops-after-reject");
                case ACCEPT, ACCEPT_LATE -> {}
            }
        }
    }

    /** A control id that was accepted means that message for ever. */
    private void unique(int at) {
        Heard now = all.get(at);
        boolean holds = now.controlId().isEmpty()
                || all.subList(0, at).stream()
                        .filter(before -> before.controlId().equals(now.controlId()))
                        .filter(before -> !before.delivery().reaction().refused())
                        .allMatch(now::sameBytes);
        findings.check("acknowledgement.control-id-unique", holds, now, "MSH-10", "");
    }

    private void unanswered(int at, String check) {
        Heard lost = all.get(at);
        int again = IntStream.range(at + 1, all.size())
                .filter(i -> repeats(lost, all.get(i)))
                .findFirst()
                .orElse(-1);
        findings.check(check, again > 0, lost, "MSA", lost.delivery().reaction().name());
        if (again < 0) {
            return;
        }
        Heard repeated = all.get(again);
        boolean same = repeated.controlId().equals(lost.controlId());
        findings.check("acknowledgement.same-control-id", same, repeated, "MSH-10", "");
        boolean overtaken = all.subList(at + 1, again).stream()
                .anyMatch(between ->
                        !between.patient().isEmpty() && between.patient().equals(lost.patient()));
        findings.check("acknowledgement.in-order", !overtaken, repeated, "", "");
    }

    private void refused(int at, String check) {
        Heard refused = all.get(at);
        boolean first = all.subList(0, at).stream().noneMatch(refused::sameBytes);
        if (!first) {
            return;
        }
        List<Heard> later = all.subList(at + 1, all.size());
        long again = later.stream().filter(refused::sameBytes).count();
        findings.check(check, again <= AGAIN_MAX, refused, "MSA-1", again + " ×");
        boolean goesOn = later.stream().anyMatch(each -> !each.substance().equals(refused.substance()));
        findings.check("acknowledgement.goes-on", goesOn, refused, "MSA-1", "");
    }

    /** The same number, or the same content under another one. */
    private static boolean repeats(Heard first, Heard later) {
        return first.controlId().equals(later.controlId()) || first.substance().equals(later.substance());
    }
}
