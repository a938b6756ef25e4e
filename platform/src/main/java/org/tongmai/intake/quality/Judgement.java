package org.tongmai.intake.quality;

import java.util.List;
import java.util.Optional;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** What the rules say of one message. */
public record Judgement(List<Finding> findings) {

    /** Of what no rule is for. */
    public static final Judgement NONE = new Judgement(List.of());

    /** What came of a rule. */
    public enum Came {
        KEPT,
        BROKEN,
        /** It could not be told: the rule reads what is not there, or takes too many steps. */
        UNTOLD
    }

    /**
     * What one rule says.
     *
     * @param sample the values at fault, masked; empty where it was kept
     */
    public record Finding(Rule rule, Came came, String sample) {}

    public Judgement {
        findings = List.copyOf(findings);
    }

    /** Whether a rule is broken. */
    public boolean isBroken() {
        return findings.stream().anyMatch(each -> each.came() == Came.BROKEN);
    }

    /** The refusal, where a broken rule says that the message is refused. */
    public Optional<Problem> refusal() {
        return findings.stream()
                .filter(each -> each.came() == Came.BROKEN)
                .map(Finding::rule)
                .filter(rule -> rule.severity() == Severity.REFUSE)
                .findFirst()
                .map(rule -> new Problem(
                        Kind.UNPROCESSABLE,
                        "intake.rule-broken",
                        "The message breaks a rule that refuses it: "
                                + rule.words().en(),
                        "Rule " + rule.code() + ", " + rule.words().zh(),
                        rule.mend().en(),
                        rule.elements()));
    }
}
