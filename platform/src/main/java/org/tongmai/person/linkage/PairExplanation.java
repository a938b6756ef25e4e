package org.tongmai.person.linkage;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Why two rows are linked or not.
 *
 * @param one row of the table, from 0
 * @param other a later row
 * @param linked whether they are in one cluster
 * @param ambiguous whether they would be linked, stood not another one as near who cannot be the same person
 * @param prior what is thought before anything is compared, in bits
 * @param together what the findings say less because they come together, none above 0
 */
public record PairExplanation(
        int one, int other, boolean linked, boolean ambiguous, double prior, double together, List<Evidence> evidence) {

    /**
     * What one field says.
     *
     * @param bits for (positive) or against (negative) one person
     * @param most what it would say if it were the same
     */
    public record Evidence(String field, Finding finding, double bits, double most) {}

    public PairExplanation {
        evidence = List.copyOf(evidence);
    }

    /** The odds that the two are one person, in bits. */
    public double bits() {
        return prior + together + evidence.stream().mapToDouble(Evidence::bits).sum();
    }

    /** How it was decided: by the two themselves, or by the records around them. */
    public String decision() {
        boolean enough = bits() >= LinkageModel.LINK_LEAST;
        if (linked) {
            return enough ? "linked" : "linked-through-others";
        }
        return ambiguous ? "ambiguous" : enough ? "kept-apart-by-others" : "near";
    }

    /** The smallest change that would have decided otherwise, in words. */
    public String wouldChange() {
        double bits = bits();
        if (bits >= LinkageModel.LINK_LEAST) {
            return evidence.stream()
                    .filter(each -> bits - each.bits() < LinkageModel.LINK_LEAST)
                    .min(Comparator.comparingDouble(Evidence::bits))
                    .map(each -> "without " + each.field())
                    .orElse("no single field");
        }
        Optional<Evidence> lifted = evidence.stream()
                .filter(each -> each.finding() != Finding.SAME)
                .filter(each -> bits - each.bits() + each.most() >= LinkageModel.LINK_LEAST)
                .min(Comparator.comparingDouble(each -> each.most() - each.bits()));
        return lifted.map(each -> "if " + each.field() + " were the same").orElse("no single field");
    }
}
