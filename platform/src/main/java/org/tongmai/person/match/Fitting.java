package org.tongmai.person.match;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tongmai.person.match.MatchModel.Chances;

/**
 * Estimates the chances of a model from registrations, without labels: u from pairs drawn at random, m and the number of pairs
 * of one person by expectation maximisation over the pairs that share a blocking key, all others taken as of two persons. What
 * the registrations at hand show seldom or never stays near the model it begins from.
 *
 * @see <a href="https://doi.org/10.1080/01621459.1989.10478785">Jaro 1989</a>
 */
public final class Fitting {

    /** A finding counts as if this many pairs had been seen in which it came up as often as the first model says. */
    private static final double FIRST_PAIRS = 50;

    /** More pairs tell no more; registrations asked after so many are left out. */
    private static final int PAIRS_MOST = 1_000_000;

    private static final int ROUNDS_MOST = 40;
    private static final double STILL = 1e-4;
    private static final double KIN_FIRST = 1;

    private final MatchModel first;
    private final long registrations;
    private final List<Met> met = new ArrayList<>();
    private final Set<Long> asked = new HashSet<>();
    private final EnumMap<Trait, double[]> strangers = new EnumMap<>(Trait.class);
    /**
     * What was estimated.
     *
     * @param asked registrations whose pairs were looked at
     * @param pairs how many pairs shared a key
     * @param kin how many other registrations of the same person a registration has on average
     * @param joined pairs among those looked at that it would link and the first model does not
     * @param parted the other way round
     */
    public record Fitted(MatchModel model, int asked, int pairs, double kin, int joined, int parted) {}

    /** @param again whether the pair was met from its other side before */
    private record Met(Comparison pair, boolean again) {}

    /**
     * Begins.
     *
     * @param first what the estimate begins from, and stays near to where the registrations tell little
     * @param registrations how many there are in the whole index
     */
    public Fitting(MatchModel first, long registrations) {
        this.first = first;
        this.registrations = registrations;
        for (Trait trait : Trait.values()) {
            strangers.put(trait, new double[trait.findings().size()]);
        }
    }

    /** One registration and all who share a usable key with it. */
    public void met(Registration one, Collection<Registration> others) {
        if (met.size() >= PAIRS_MOST) {
            return;
        }
        for (Registration other : others) {
            Comparison pair = Comparison.of(one, other);
            // rules part the others whatever is weighed
            if (pair.name().compatible() && pair.number() != NumberFinding.DIFFERENT) {
                met.add(new Met(pair, asked.contains(other.compartment())));
            }
        }
        asked.add(one.compartment());
    }

    /** Two registrations drawn at random; the chance that they are of one person is taken off. */
    public void drawn(Registration one, Registration other) {
        Comparison pair = Comparison.of(one, other);
        double share = 1 - chance(first.bits(pair) - MatchModel.PRIOR + prior(KIN_FIRST));
        strangers.forEach((trait, counts) -> counts[pair.found(trait).ordinal()] += share);
    }

    /** @param version the number of the model to be */
    public Fitted fit(int version) {
        MatchModel model = first;
        double kin = KIN_FIRST;
        for (int round = 0; round < ROUNDS_MOST; round++) {
            var m = new EnumMap<Trait, double[]>(Trait.class);
            for (Trait trait : Trait.values()) {
                m.put(trait, new double[trait.findings().size()]);
            }
            double links = 0;
            for (Met each : met) {
                double chance = chance(model.bits(each.pair()) - MatchModel.PRIOR + prior(kin));
                links += chance;
                m.forEach((trait, counts) -> counts[each.pair().found(trait).ordinal()] += chance);
            }
            double before = kin;
            kin = (links + 1) / (asked.size() + 1);
            model = model(version, m);
            if (Math.abs(kin - before) < STILL * before) {
                break;
            }
        }
        int joined = 0;
        int parted = 0;
        for (Met each : met) {
            boolean before = first.judge(each.pair()).same();
            boolean after = model.judge(each.pair()).same();
            joined += !each.again() && !before && after ? 1 : 0;
            parted += !each.again() && before && !after ? 1 : 0;
        }
        return new Fitted(model, asked.size(), met.size(), kin, joined, parted);
    }

    private MatchModel model(int version, Map<Trait, double[]> linked) {
        var chances = new HashMap<String, Map<String, Chances>>();
        for (Trait trait : Trait.values()) {
            double[] ones = linked.getOrDefault(trait, new double[0]);
            double[] twos = strangers.getOrDefault(trait, new double[0]);
            double onesTold = told(trait, ones);
            double twosTold = trait == Trait.NAME ? twos[NameFinding.SAME.ordinal()] : told(trait, twos);
            var fitted = new HashMap<String, Chances>();
            for (Found found : trait.findings()) {
                if (found.told()) {
                    Chances before = first.of(trait, found);
                    double m = mixed(ones[found.ordinal()], onesTold, before.m());
                    double u = mixed(twos[found.ordinal()], twosTold, before.u());
                    fitted.put(found.word(), ruled(trait, found) ? before : new Chances(m, u));
                }
            }
            chances.put(trait.word(), fitted);
        }
        return new MatchModel(version, chances);
    }

    /** What a rule decides was left out of the pairs, and how many strangers share a document no sample tells. */
    private static boolean ruled(Trait trait, Found found) {
        return switch (trait) {
            case NAME -> found == NameFinding.SAME || found == NameFinding.DIFFERENT;
            case NUMBER -> found == NumberFinding.DIFFERENT || found == NumberFinding.SAME;
            case DOCUMENT, GUARDIAN -> true;
            case BIRTH_DATE, SEX, PHONE, ADDRESS -> false;
        };
    }

    private static double mixed(double count, double all, double before) {
        return (count + FIRST_PAIRS * before) / (all + FIRST_PAIRS);
    }

    private static double told(Trait trait, double[] counts) {
        return trait.findings().stream()
                .filter(Found::told)
                .mapToDouble(found -> counts[found.ordinal()])
                .sum();
    }

    private double prior(double kin) {
        return Math.log(Math.min(0.5, kin / Math.max(1, registrations - 1))) / Math.log(2);
    }

    private static double chance(double bits) {
        return 1 / (1 + Math.pow(2, -bits));
    }
}
