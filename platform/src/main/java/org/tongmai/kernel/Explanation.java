package org.tongmai.kernel;

import java.util.List;

/**
 * Why a decision fell as it did: the one shape in which match, consent, recognition, claim and alarm explain themselves.
 *
 * @param decided what was decided, a stable word such as {@code linked}, {@code permitted}, {@code withheld}
 * @param rule the rule that decided, with its version, such as {@code person.same-identifier@1}
 * @param sentence the decision in plain words
 * @param facts what the rule looked at, in order of weight
 */
public record Explanation(String decided, String rule, Text sentence, List<Reason> facts) {

    public Explanation {
        facts = List.copyOf(facts);
    }

    /** The same words in Chinese and English. */
    public record Text(String zh, String en) {}

    /**
     * One fact that counted.
     *
     * @param name what was looked at, such as {@code family-name}
     * @param finding what was found, such as {@code same}, {@code one-character-differs}, {@code missing}
     * @param words the same in plain words
     * @param weight evidence for (positive) or against (negative) the decision, in bits; 0 where the rule has no weights
     */
    public record Reason(String name, String finding, Text words, double weight) {}
}
