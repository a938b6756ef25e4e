package org.tongmai.person.linkage;

import java.util.List;
import java.util.Map;

/**
 * A fitted model. It holds no value of any record: how often a name occurs is counted in the table at hand.
 *
 * @param version of this form and of what the findings mean
 * @param records how many records it was fitted on
 * @param kin how many other records of the same person a record has on average
 * @param dependences fields that agree together between two persons
 */
public record LinkageModel(
        int version, int records, double kin, List<FieldModel> fields, List<Dependence> dependences) {

    /** Changes whenever a finding means something else. */
    public static final int VERSION = 1;

    /** Odds of 4 to 1 that a link is right, in bits. */
    public static final double LINK_LEAST = 2;

    /** Pairs down to these odds are near: told in an explanation, not linked. */
    public static final double NEAR_LEAST = -5;

    /**
     * One field.
     *
     * @param m chance of each finding between two records of one person
     * @param u chance of each finding between two records of two persons
     */
    public record FieldModel(String column, Kind kind, Map<String, Double> m, Map<String, Double> u) {

        public FieldModel {
            m = Map.copyOf(m);
            u = Map.copyOf(u);
        }
    }

    /**
     * Findings of two fields that come together.
     *
     * @param bits what they say less together, for {@code finding/finding}
     */
    public record Dependence(String one, String other, Map<String, Double> bits) {

        public Dependence {
            bits = Map.copyOf(bits);
        }
    }

    public LinkageModel {
        fields = List.copyOf(fields);
        dependences = List.copyOf(dependences);
    }
}
