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

    /** How far a sum of shares may miss 1. */
    private static final double ROUNDING = 1e-9;

    /** Odds of 4 to 1 that a link is right, in bits. */
    public static final double LINK_LEAST = 2;

    /** Of two who cannot both be meant, odds of 4 to 1 that it is the nearer one, in bits; with less neither is. */
    public static final double RIVAL_LEAST = 2;

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
            if (!m.values().stream().allMatch(FieldModel::chance)
                    || !u.values().stream().allMatch(FieldModel::chance)) {
                throw new IllegalArgumentException("a chance of " + column + " is outside 0 to 1");
            }
        }

        private static boolean chance(double value) {
            return value >= 0 && value <= 1 + ROUNDING;
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
            if (!bits.values().stream().allMatch(each -> each <= 0 && Double.isFinite(each))) {
                throw new IllegalArgumentException("a dependence of " + one + " and " + other + " is above 0");
            }
        }
    }

    /** What its fields were called in the table that it was fitted on. */
    public List<String> columns() {
        return fields.stream().map(FieldModel::column).toList();
    }

    public LinkageModel {
        if (!(kin > 0 && Double.isFinite(kin))) {
            throw new IllegalArgumentException("kin is not above 0");
        }
        fields = List.copyOf(fields);
        dependences = List.copyOf(dependences);
    }
}
